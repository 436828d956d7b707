"""A year from the shelf: the table of a published årshjul becomes entries, month by month and ring by ring."""

import re
from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import select

from saas import audit, here
from saas.db import db
from saas.errors import Invalid, NotFound, NotNow
from saas.library import shelf
from saas.library.models import SharedTemplateVersion
from tenants.groups import guarding
from tenants.groups import service as groups
from tenants.wheel import owners
from tenants.wheel.models import MONTHS, WheelEntry

# What the head of a column says → its ring; the first that fits. Both written languages begin alike.
COLUMNS = (("styring", "STEERING"), ("koordineringsgr", "COORDINATING"), ("utfør", "OPERATIONAL"), ("koordinator", "COORDINATOR"))
LONGEST = 160
_FIELD = re.compile(r"\{\{.*?\}\}")


def offers() -> list[SharedTemplateVersion]:
    """The published årshjul in the kommune's own language."""
    return [one for one in shelf.offers() if one.template.kind == "wheel" and one.language == here.kommune().language]


def take(year: int, edition_id: UUID | None) -> int:
    """Lay the table of an edition into a year. Returns how many entries; those that stand there already are left alone.

    Raises Invalid for an edition that is not offered or has no such table, NotNow where everything stands there already.
    """
    edition = _offered(edition_id)
    here.lock("wheel")
    found = list(read(edition.body))
    if not found:
        raise Invalid("Malen har ingen tabell med måneder, så den kan ikke brukes her.", field="mal")
    there = {(ring, month, title) for ring, month, title in db.session.execute(
        select(WheelEntry.ring, WheelEntry.month, WheelEntry.title).where(WheelEntry.year == year)
    )}  # fmt: skip
    fresh = [one for one in found if one not in there]
    if not fresh:
        raise NotNow("Alt i malen står allerede i årshjulet for {year}.", year=year)
    guarding.check(None, {"mal": "\n".join(title for _ring, _month, title in fresh)})
    seen = {group.level: group for group in reversed(groups.visible())}
    for ring, month, title in fresh:
        group = seen.get(ring)
        owner = owners.usual(ring, group or seen.get("COORDINATING"))
        db.session.add(WheelEntry(
            year=year, month=month, title=title, ring=ring, group_id=group.id if group else None,
            responsible_id=owner.id if owner else None, source="template",
        ))  # fmt: skip
    db.session.flush()
    audit.record("wheel.taken_in", year=year, entries=len(fresh), shared=edition.template_id, edition=edition.number)
    return len(fresh)


def read(body: str) -> Iterator[tuple[str, int, str]]:
    """(ring, month, title) for each filled cell of the first table whose rows begin with the name of a month."""
    names = {name.lower(): int(number) for number, name in MONTHS.items()}
    rings: list[str | None] = []
    for line in body.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")] if line.strip().startswith("|") else []
        if len(cells) < 2:
            continue
        month = names.get(cells[0].lower())
        if month is None:
            rings = rings or [_ring(cell) for cell in cells]
            continue
        for ring, cell in zip(rings, cells, strict=False):
            title = " ".join(_FIELD.sub(here.kommune().name, cell).split())[:LONGEST]
            if ring is not None and title:
                yield ring, month, title


def _offered(edition_id: UUID | None) -> SharedTemplateVersion:
    try:
        found = shelf.offered(edition_id) if edition_id is not None else None
    except NotFound:
        found = None
    if found is None or found.template.kind != "wheel":
        raise Invalid("Velg en mal fra listen.", field="mal")
    return found


def _ring(head: str) -> str | None:
    return next((ring for start, ring in COLUMNS if start in head.lower()), None)
