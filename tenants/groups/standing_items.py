"""A group's standing items: what is placed on every new agenda, and in which order."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from saas import audit, here
from saas.db import db
from saas.errors import Invalid, NotFound
from tenants.groups import guarding
from tenants.groups.models import ITEM_KINDS, Group, StandingItem

# An agenda with more standing items than this has no room for anything else.
MOST = 20


def standing_items(group: Group) -> list[StandingItem]:
    """In the order of the agenda."""
    own = select(StandingItem).where(StandingItem.group_id == group.id)
    return list(db.session.scalars(own.order_by(StandingItem.position, StandingItem.id)))


def find_item(group: Group, item_id: UUID) -> StandingItem:
    """One standing item of this very group. Raises NotFound."""
    item = next((item for item in standing_items(group) if item.id == item_id), None)
    if item is None:
        raise NotFound()
    return item


def add_item(
    group: Group, title: str, kind: str, minutes: int, *, kept: guarding.Kept | None = None, template: str | None = None
) -> StandingItem:
    """A new standing item, last on the agenda. `template` names the shared template that it was copied from."""
    _hold(group)
    present = standing_items(group)
    if len(present) >= MOST:
        raise Invalid("En gruppe kan ha høyst {n} faste punkter.", field="tittel", n=MOST)
    position = present[-1].position + 1 if present else 1
    item = StandingItem(group_id=group.id, position=position, template=template)
    _fill(group, item, title, kind, minutes, kept)
    db.session.add(item)
    db.session.flush()
    audit.record("standing_item.added", item, group=group.id, kind=kind, minutes=minutes)
    return item


def change_item(
    group: Group, item: StandingItem, title: str, kind: str, minutes: int, *, kept: guarding.Kept | None = None
) -> None:
    """Another title, kind or length; agendas that exist already stay as they are."""
    _fill(group, item, title, kind, minutes, kept)
    audit.record("standing_item.changed", item, group=group.id, kind=kind, minutes=minutes)


def delete_item(group: Group, item: StandingItem) -> None:
    """No longer placed on new agendas."""
    audit.record("standing_item.deleted", item, group=group.id)
    db.session.delete(item)


def move_item(group: Group, item_id: UUID, step: int) -> None:
    """One place up (-1) or down (1); at the end of the list nothing happens."""
    _hold(group)
    ids = [item.id for item in standing_items(group)]
    if item_id not in ids:
        raise NotFound()
    place = ids.index(item_id)
    other = place + step
    if 0 <= other < len(ids):
        ids[place], ids[other] = ids[other], ids[place]
        order_items(group, ids)


def order_items(group: Group, ids: Sequence[UUID]) -> None:
    """The whole list in a new order. Raises Invalid when the ids are not exactly the group's own."""
    _hold(group)
    items = {item.id: item for item in standing_items(group)}
    if len(ids) != len(items) or set(ids) != set(items):
        raise Invalid("Listen er endret siden du åpnet siden. Last siden på nytt.")
    for position, item_id in enumerate(ids, start=1):
        items[item_id].position = position
    audit.record("standing_items.ordered", group, count=len(ids))


def _hold(group: Group) -> None:
    """Two who add or move at the same time do so one after the other, so that no position is used twice."""
    here.lock(f"standing_items:{group.id}")


def _fill(group: Group, item: StandingItem, title: str, kind: str, minutes: int, kept: guarding.Kept | None) -> None:
    title = " ".join(title.split())
    if not title:
        raise Invalid("Skriv hva punktet heter.", field="tittel")
    if kind not in ITEM_KINDS:
        raise Invalid("Velg orientering, drøfting eller beslutning.", field="type")
    if not 1 <= minutes <= 480:
        raise Invalid("Skriv et antall minutter fra 1 til 480.", field="minutter")
    guarding.check(group, {"tittel": title}, kept)
    item.title, item.kind, item.minutes = title, kind, minutes
