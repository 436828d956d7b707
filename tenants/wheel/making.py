"""An entry makes what it says: a planned meeting in the group's own rhythm, or a task for its owner."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from saas import audit, clock
from saas.db import db
from saas.errors import NotNow
from saas.pages import gettext
from tenants.groups.models import Group
from tenants.meetings import planning
from tenants.meetings.models import Meeting
from tenants.meetings.wording import in_the_kommunes_language
from tenants.tasks import notices
from tenants.tasks.models import Task
from tenants.wheel import owners
from tenants.wheel.days import settled
from tenants.wheel.models import WheelEntry

# A group that has never met is given a morning; a month without a day its middle.
STARTS, LENGTH, MIDDLE = time(9), timedelta(hours=2), 15
PLANNED = ("draft", "called")


@dataclass(frozen=True)
class Found:
    """The meeting of an entry, and whether it stood in the group's plan before."""

    meeting: Meeting
    was_there: bool


def meeting(entry: WheelEntry) -> Found:
    """«Lag møtet»: the meeting that the group has planned that month already, or a new one under planning.

    Raises NotNow where the entry makes no meeting, has one, has no group, or has passed.
    """
    _hold(entry)
    _may_make(entry, "meeting")
    if entry.meeting is not None and entry.meeting.counts:
        raise NotNow("Møtet er allerede laget.")
    group = _group(entry)
    planned = _planned(entry, group)
    found = Found(planned, True) if planned is not None else Found(_new(entry, group), False)
    entry.meeting, entry.meeting_id = found.meeting, found.meeting.id
    entry.version += 1
    audit.record("wheel.linked", entry, meeting=found.meeting.id, was_there=found.was_there)
    return found


def task(entry: WheelEntry) -> Task:
    """«Lag oppgaven»: for the entry's owner, with the entry's day as deadline; the owner gets the usual letter.

    Raises NotNow where the entry makes no task, has one, has no group or owner, or has passed.
    """
    _hold(entry)
    _may_make(entry, "task")
    if entry.task_id is not None:
        raise NotNow("Oppgaven er allerede laget.")
    if entry.without_owner or entry.responsible is None:
        raise NotNow("Oppføringen mangler ansvarlig. Velg hvem som har ansvaret, først.")
    with in_the_kommunes_language():
        source = gettext("Årshjul %(year)s", year=entry.year)
    made = notices.assign(_group(entry), entry.title, entry.responsible.id, entry.due_on, source=source)
    entry.task, entry.task_id = made, made.id
    entry.version += 1
    audit.record("wheel.linked", entry, task=made.id)
    return made


def _hold(entry: WheelEntry) -> None:
    """Of two who press at once the second reads what the first did."""
    db.session.execute(select(WheelEntry.id).where(WheelEntry.id == entry.id).with_for_update())
    db.session.refresh(entry)


def _may_make(entry: WheelEntry, what: str) -> None:
    if entry.makes != what or entry.removed_at is not None:
        raise NotNow("Denne oppføringen lager ikke dette.")
    if entry.last_day < clock.today():
        raise NotNow("Dagen er passert.")


def _group(entry: WheelEntry) -> Group:
    found = owners.group_of(entry.ring, entry.group)
    if found is None:
        raise NotNow("Det finnes ingen gruppe å lage dette i. Velg gruppe i oppføringen først.")
    return found


def _planned(entry: WheelEntry, group: Group) -> Meeting | None:
    """The group's planned meeting in the entry's month that no other entry has, the nearest to its day."""
    first, last = clock.at(date(entry.year, entry.month, 1), 0), clock.at(_month_end(entry), 23, 59)
    taken = select(WheelEntry.meeting_id).where(WheelEntry.meeting_id.is_not(None), WheelEntry.id != entry.id)
    query = select(Meeting).where(
        Meeting.group_id == group.id, Meeting.state.in_(PLANNED), Meeting.starts_at >= max(first, clock.now()),
        Meeting.starts_at <= last, Meeting.id.not_in(taken),
    )  # fmt: skip
    found = list(db.session.scalars(query.order_by(Meeting.starts_at)).unique())
    wanted = _day(entry)
    return min(found, key=lambda one: abs((one.day - wanted).days)) if found else None


def _new(entry: WheelEntry, group: Group) -> Meeting:
    starts_at, ends_at, place = _usual_time(group, _day(entry))
    return planning.add_meeting(group, starts_at, ends_at, place=place)


def _day(entry: WheelEntry) -> date:
    """Its own day, or the middle of its month; never one that has passed, where the month still has a later one."""
    day = entry.starts_on or settled(date(entry.year, entry.month, MIDDLE))
    return day if day > clock.today() else min(settled(clock.today() + timedelta(days=1)), entry.last_day)


def _usual_time(group: Group, day: date) -> tuple[datetime, datetime, str]:
    """As the group met or meets last: the same time of day, length and place."""
    query = select(Meeting).where(Meeting.group_id == group.id, Meeting.state != "cancelled").order_by(Meeting.starts_at.desc())
    last = db.session.scalars(query.limit(1)).unique().one_or_none()
    if last is None:
        starts_at = clock.at(day, STARTS.hour)
        return starts_at, starts_at + LENGTH, ""
    starts_at = clock.at(day, last.starts.hour, last.starts.minute)
    return starts_at, starts_at + (last.ends_at - last.starts_at), last.place


def _month_end(entry: WheelEntry) -> date:
    return WheelEntry(year=entry.year, month=entry.month).last_day
