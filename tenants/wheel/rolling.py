"""«Rull til neste år»: what repeats is laid into the next year once, on working days, with the owners who are still there."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from saas import audit, here
from saas.db import db
from saas.errors import NotNow
from tenants.wheel import owners, questions
from tenants.wheel.days import Meant, Placed, in_year
from tenants.wheel.models import WheelEntry


@dataclass(frozen=True)
class Rolled:
    """What one press did: entries laid in, and how many of them lack an owner now or were moved off a weekend or holiday."""

    entries: int
    without_owner: int
    moved: int


def roll(year: int) -> Rolled:
    """Lay the repeating entries of `year` into the year after. Pressed twice it is done once; removed ones stay away.

    Raises NotNow where nothing is left to roll.
    """
    here.lock("wheel")
    waiting = [entry for entry in questions.of_year(year) if entry.repeats != "once"]
    rolled, codes = _there(year + 1)
    rows = [next_year(entry) for entry in waiting if entry.id not in rolled and entry.code not in codes]
    if not rows:
        raise NotNow("Det er ikke noe å rulle til {year}: alt som gjentas, står der allerede.", year=year + 1)
    db.session.add_all(rows)
    db.session.flush()
    audit.record("wheel.renewed", year=year + 1, entries=len(rows))
    return Rolled(len(rows), sum(row.responsible_id is None for row in rows), sum(row.starts_on != row.from_on for row in rows))


def next_year(entry: WheelEntry) -> WheelEntry:
    """The entry a year later, not yet saved. What it made this year it has not made next year."""
    placed = in_year(meant_by(entry), entry.year + 1)
    group = entry.group if entry.group is not None and entry.group.closed_on is None else None
    return WheelEntry(
        year=entry.year + 1, month=placed.month, from_on=placed.from_on, until_on=placed.until_on,
        starts_on=placed.starts_on, ends_on=placed.ends_on, title=entry.title, note=entry.note, ring=entry.ring,
        group_id=group.id if group is not None else None, responsible_id=_owner(entry, placed), lead_days=entry.lead_days,
        makes=entry.makes, repeats=entry.repeats, weekday=entry.weekday, nth=entry.nth, moves=entry.moves,
        source=entry.source, code=entry.code, earlier_id=entry.id,
    )  # fmt: skip


def meant_by(entry: WheelEntry) -> Meant:
    """What an entry says about its days. The day as meant is rolled, never the day that it was moved to."""
    return Meant(entry.month, entry.from_on, entry.until_on, entry.weekday, entry.nth, entry.moves)


def _owner(entry: WheelEntry, placed: Placed) -> Any:
    if entry.responsible is None:
        return None
    later = WheelEntry(year=entry.year + 1, month=placed.month, starts_on=placed.starts_on)
    return entry.responsible_id if owners.still_there(entry.responsible, entry.group, later.first_day) else None


def _there(year: int) -> tuple[set[Any], set[str]]:
    """(entries that have been rolled into a year, codes of the usual entries that it has), removed ones too."""
    query = select(WheelEntry.earlier_id, WheelEntry.code).where(WheelEntry.year == year)
    found = list(db.session.execute(query))
    return {earlier for earlier, _ in found if earlier}, {code for _, code in found if code}
