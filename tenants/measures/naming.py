"""What may not be named where everybody reads it: shielded saker, and the goals and measures that were decided in them."""

from typing import Any

from sqlalchemy import select

from saas.db import db
from tenants.goals.models import Goal
from tenants.measures.models import Measure
from tenants.meetings import shielding

# A shorter title may be any words of a sentence; it is then only taken out where it stands alone.
SHORTEST = 8


def hidden() -> dict[str, str]:
    """Title → what stands in its place, by today's choices, the longest title first. Three statements."""
    saker = {item.id: item for item in shielding.shielded_items()}
    found = {item.title: shielding.in_its_place(item) for item in saker.values()}
    for model in (Goal, Measure):
        rows = db.session.execute(select(model.title, model.item_id).where(model.item_id.in_(list(saker))))
        found |= {title: shielding.in_its_place(saker[item_id]) for title, item_id in rows if item_id is not None}
    return dict(sorted(found.items(), key=lambda pair: -len(pair[0])))


def masked(value: Any, names: dict[str, str]) -> Any:
    """The same plain value; each text that is such a title, or has one in it, says what stands in its place."""
    if isinstance(value, list):
        return [masked(one, names) for one in value]
    if isinstance(value, dict):
        return {key: masked(one, names) for key, one in value.items()}
    if isinstance(value, str):
        for title, instead in names.items():
            if value == title or len(title) >= SHORTEST:
                value = value.replace(title, instead)
    return value
