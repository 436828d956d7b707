"""Counts the groups' meetings: whether the rhythm was kept, how many were held, how many days until the minutes left."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Date, cast, exists, func, or_, select

from saas import clock
from saas.centre.intake import Row
from saas.db import db
from tenants.groups.cadence import Norm, needed_between
from tenants.groups.models import Group, Seat
from tenants.meetings.models import Meeting
from tenants.minutes.models import Minutes
from tenants.sharing.span import Span

# The levels whose meetings are counted nationally, and the indicator of each one's rhythm.
RHYTHMS = {"STEERING": "cadence_steering", "COORDINATING": "cadence_coordinating"}


@dataclass(frozen=True)
class Counted:
    """A group on the last day: its level, whether it has a leader and has met within a year, and if it kept its rhythm."""

    level: str
    led: bool
    met: bool
    kept: bool


def rows(span: Span, groups: Sequence[Counted]) -> Iterator[Row]:
    """The rows of the meetings; two statements, and never a word of what was said in them."""
    for level, indicator in RHYTHMS.items():
        kept = [one.kept for one in groups if one.level == level]
        yield Row(indicator, {}, float(bool(kept) and all(kept)))
    held = select(func.count()).select_from(Meeting).join(Group, Group.id == Meeting.group_id).where(*_held(span))
    yield Row("meetings_held", {}, float(db.session.execute(held).scalar_one()))
    days, number = _days_to_minutes(span)
    yield Row("days_to_minutes", {"part": "sum"}, float(days))
    yield Row("days_to_minutes", {"part": "n"}, float(number))


def groups_on(span: Span) -> list[Counted]:
    """Every group that there was on the last day; one statement however many there are."""
    day = span.last
    of_group = (Meeting.group_id == Group.id, Meeting.state == "held")
    met = exists().where(*of_group, Meeting.starts_at >= clock.at(span.before(months=12), 0), Meeting.starts_at < span.ends)
    led = exists().where(
        Seat.group_id == Group.id, Seat.function == "leader", Seat.deputy_for.is_(None), Seat.starts_on <= day,
        or_(Seat.ends_on.is_(None), Seat.ends_on >= day),
    )  # fmt: skip
    held = select(func.count(Meeting.id)).where(*of_group, Meeting.starts_at >= span.starts, Meeting.starts_at < span.ends)
    query = select(
        Group.level, Group.norm_per, Group.norm_min, Group.norm_max, Group.july_exempt, Group.created_at,
        led.label("led"), met.label("met"), held.correlate(Group).scalar_subquery().label("held"),
    ).where(Group.created_at < span.ends, or_(Group.closed_on.is_(None), Group.closed_on > day))  # fmt: skip
    return [_counted(found, span) for found in db.session.execute(query)]


def _counted(found: Any, span: Span) -> Counted:
    norm = Norm(found.norm_per, found.norm_min, found.norm_max, found.july_exempt)
    since = found.created_at.astimezone(clock.OSLO).date()
    return Counted(found.level, found.led, found.met, found.held >= needed_between(norm, since, span.first, span.last))


def _days_to_minutes(span: Span) -> tuple[int, int]:
    """(days in all, minutes that were sent) of the meetings held; two dates of each are all that is looked at."""
    days = func.greatest(_date(Minutes.sent_at) - _date(Meeting.starts_at), 0)
    query = (
        select(func.coalesce(func.sum(days), 0), func.count())
        .select_from(Minutes)
        .join(Meeting, Meeting.id == Minutes.meeting_id)
        .join(Group, Group.id == Meeting.group_id)
        .where(*_held(span), Minutes.sent_at.is_not(None))
    )
    total, number = db.session.execute(query).one()
    return int(total), number


def _held(span: Span) -> tuple[ColumnElement[bool], ...]:
    """Held within the span, in a group of a level that is counted; also a group that has been closed since."""
    return (
        Group.level.in_(list(RHYTHMS)), Meeting.state == "held",
        Meeting.starts_at >= span.starts, Meeting.starts_at < span.ends,
    )  # fmt: skip


def _date(moment: Any) -> Any:
    """The date in Norway of a moment in the database."""
    return cast(func.timezone(str(clock.OSLO), moment), Date)
