"""What is asked of the wheel: one entry, a year's, what is being prepared now, and what comes next."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select, true
from sqlalchemy.orm import joinedload

from saas import clock
from saas.accounts.guard import can
from saas.db import db
from saas.errors import NotFound
from tenants.groups import service as groups
from tenants.wheel.models import RINGS, WheelEntry

# A year further away than this is a slip of the finger.
BACK, AHEAD = 5, 3


def find(entry_id: UUID) -> WheelEntry:
    """An entry that the visitor may see, a removed one too, or NotFound."""
    found = db.session.scalars(select(WheelEntry).where(WheelEntry.id == entry_id, visible())).unique().one_or_none()
    if found is None:
        raise NotFound()
    return found


def of_year(year: int) -> list[WheelEntry]:
    """A year's entries in the order that they are held, each with group, owner, meeting and task loaded."""
    query = select(WheelEntry).where(WheelEntry.year == year, WheelEntry.removed_at.is_(None), visible())
    query = query.options(joinedload(WheelEntry.meeting), joinedload(WheelEntry.task))
    return in_order(db.session.scalars(query).unique())


def in_order(entries: Iterable[WheelEntry]) -> list[WheelEntry]:
    """By the day, those of a whole month after its days; then by ring, from the outside in."""
    rings = list(RINGS)
    return sorted(entries, key=lambda one: (one.month, one.starts_on is None, one.first_day, rings.index(one.ring), one.title))


def removed(year: int) -> list[WheelEntry]:
    """What was taken out of a year, so that it can be put back."""
    query = select(WheelEntry).where(WheelEntry.year == year, WheelEntry.removed_at.is_not(None), visible())
    return in_order(db.session.scalars(query).unique())


def years() -> list[int]:
    """The years that have entries, and this one, in order."""
    found = db.session.scalars(select(WheelEntry.year).where(WheelEntry.removed_at.is_(None), visible()).distinct())
    return sorted({*found, clock.today().year})


def coming(limit: int = 2) -> list[WheelEntry]:
    """What is being prepared now, then what is next; the nearest first."""
    return _near()[:limit]


def now() -> list[WheelEntry]:
    """«Nå»: what is being prepared today, or is under way."""
    return [entry for entry in _near() if entry.under_preparation]


def waiting() -> list[WheelEntry]:
    """Everything in this year and the next that has not passed, for the clock, which sees all."""
    today = clock.today()
    years_ahead = (today.year, today.year + 1)
    query = select(WheelEntry).where(WheelEntry.year.in_(years_ahead), WheelEntry.removed_at.is_(None))
    return [entry for entry in in_order(db.session.scalars(query).unique()) if entry.last_day >= today]


def between(first: date, last: date) -> list[WheelEntry]:
    """Entries that touch the days from `first` to `last`, both included, and are visible to the reader."""
    query = select(WheelEntry).where(
        WheelEntry.year.between(first.year, last.year), WheelEntry.removed_at.is_(None), visible()
    )
    query = query.options(joinedload(WheelEntry.meeting))
    return [one for one in in_order(db.session.scalars(query).unique()) if one.last_day >= first and one.first_day <= last]


def rolled_count(year: int) -> int:
    """How many of a year's repeating entries are not yet in the year after."""
    later = select(WheelEntry.earlier_id).where(WheelEntry.earlier_id.is_not(None))
    codes = select(WheelEntry.code).where(WheelEntry.year == year + 1)
    query = select(func.count()).select_from(WheelEntry).where(
        WheelEntry.year == year, WheelEntry.removed_at.is_(None), WheelEntry.repeats != "once",
        WheelEntry.id.not_in(later), or_(WheelEntry.code == "", WheelEntry.code.not_in(codes)),
    )  # fmt: skip
    return db.session.scalar(query) or 0


def visible() -> ColumnElement[bool]:
    """A criterion on entries: the year is the whole network's; a practitioner sees what is theirs and everybody's."""
    if can("know"):
        return true()
    return or_(WheelEntry.group_id.is_(None), WheelEntry.group_id.in_([group.id for group in groups.visible()]))


def _near() -> list[WheelEntry]:
    today = clock.today()
    ahead = between(today, date(today.year + 1, 12, 31))
    return sorted(ahead, key=lambda one: (not one.under_preparation, one.first_day, one.title))
