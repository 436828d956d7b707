"""What stands in one person's digest: groups, dates and counts from the groups they sit in and the tasks they have."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import lazyload

from saas import clock
from saas.db import db
from tenants.groups.models import Group, Seat
from tenants.meetings.models import Invitation, Meeting
from tenants.minutes.models import Minutes, MinutesComment
from tenants.network.models import Person
from tenants.tasks.models import OPEN, Task

# More lines than this under one heading are not read.
MOST = 7
COMING = ("called", "draft", "under_way")


@dataclass(frozen=True)
class Event:
    """A group's name and a moment: a meeting, or the minutes of one."""

    group: str
    at: datetime


@dataclass(frozen=True)
class Due:
    """A task by its group and deadline; what it says is read inside."""

    group: str
    on: date


@dataclass
class Content:
    """The three parts of a digest: what happened, what waits for you, what comes; and a leader's two numbers."""

    minutes: list[Event] = field(default_factory=list)
    given: int = 0
    unanswered: list[Event] = field(default_factory=list)
    comments: list[Event] = field(default_factory=list)
    overdue: list[Due] = field(default_factory=list)
    meetings: list[Event] = field(default_factory=list)
    due: list[Due] = field(default_factory=list)
    open_in_groups: int = 0
    late_in_groups: int = 0

    @property
    def happened(self) -> bool:
        """Something new."""
        return bool(self.minutes or self.given)

    @property
    def waits(self) -> bool:
        """Something for the reader to do."""
        return bool(self.unanswered or self.comments or self.overdue)

    @property
    def comes(self) -> bool:
        """Something ahead."""
        return bool(self.meetings or self.due)

    @property
    def is_empty(self) -> bool:
        """Nothing to tell: no letter. A leader's numbers alone are no news."""
        return not (self.happened or self.waits or self.comes)


def of(person: Person, since: datetime, until: date) -> Content:
    """One person's digest, in seven statements. Only groups in which they hold a seat today."""
    seats = _seats(person)
    groups = [seat.group_id for seat in seats]
    led = [seat.group_id for seat in seats if seat.function == "leader"]
    told = Content(meetings=_meetings(groups, until), minutes=_minutes(groups, since))
    told.unanswered, told.comments = _unanswered(person), _comments(person)
    _tasks(told, person, since, until)
    if led:
        late = func.count().filter(Task.due_on < clock.today())
        counted = db.session.execute(select(func.count(), late).select_from(Task).where(Task.group_id.in_(led), Task.status.in_(OPEN)))
        told.open_in_groups, told.late_in_groups = counted.one()
    return told


def _seats(person: Person) -> list[Seat]:
    today = clock.today()
    held = (Seat.person_id == person.id, Seat.starts_on <= today, or_(Seat.ends_on.is_(None), Seat.ends_on >= today))
    return list(db.session.scalars(select(Seat).options(lazyload(Seat.person)).where(*held)))


def _minutes(groups: list[UUID], since: datetime) -> list[Event]:
    """Minutes that left since, by the day of the meeting."""
    query = _meeting_times().join(Minutes, Minutes.meeting_id == Meeting.id)
    query = query.where(Meeting.group_id.in_(groups), Minutes.sent_at >= since)
    return _soonest(query)


def _meetings(groups: list[UUID], until: date) -> list[Event]:
    ahead = (Meeting.starts_at > clock.now(), Meeting.starts_at <= clock.at(until, 23, 59))
    query = _meeting_times().where(Meeting.group_id.in_(groups), Meeting.state.in_(COMING), *ahead)
    return _soonest(query)


def _unanswered(person: Person) -> list[Event]:
    query = _meeting_times().join(Invitation, Invitation.meeting_id == Meeting.id)
    query = query.where(Invitation.person_id == person.id, Invitation.answer == "waiting")
    query = query.where(Meeting.state == "called", Meeting.starts_at > clock.now())
    return _soonest(query)


def _comments(person: Person) -> list[Event]:
    """Minutes of meetings they were at, open for comments, on which they have said nothing."""
    said = select(MinutesComment.minutes_id).where(MinutesComment.person_id == person.id)
    there = select(Invitation.meeting_id).where(Invitation.person_id == person.id, Invitation.attendance == "present")
    query = (
        _meeting_times()
        .join(Minutes, Minutes.meeting_id == Meeting.id)
        .where(Minutes.stage == "for_comment", Minutes.id.not_in(said), Meeting.id.in_(there))
        .where(or_(Minutes.comment_until.is_(None), Minutes.comment_until >= clock.today()))
    )
    return _soonest(query)


def _meeting_times() -> Any:
    return select(Group.name, Meeting.starts_at).join(Meeting, Meeting.group_id == Group.id)


def _soonest(query: Any) -> list[Event]:
    found = db.session.execute(query.order_by(Meeting.starts_at, Meeting.id).limit(MOST))
    return [Event(name, at.astimezone(clock.OSLO)) for name, at in found]


def _tasks(told: Content, person: Person, since: datetime, until: date) -> None:
    """Their own open tasks: those that are new, late, and ahead."""
    query = select(Task.due_on, Task.created_at, Group.name).join(Group, Group.id == Task.group_id)
    mine = query.where(Task.responsible_id == person.id, Task.status.in_(OPEN), Task.due_on.is_not(None)).order_by(Task.due_on, Task.id)
    for due_on, created_at, group in db.session.execute(mine):
        assert due_on is not None
        told.given += created_at >= since
        if due_on < clock.today():
            told.overdue.append(Due(group, due_on))
        elif due_on <= until:
            told.due.append(Due(group, due_on))
    del told.overdue[MOST:], told.due[MOST:]
