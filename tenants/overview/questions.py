"""What the overview asks the database: one statement a question, however many rows there are."""

from datetime import date
from uuid import UUID

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import joinedload, lazyload

from saas import clock
from saas.db import db
from tenants.groups.models import Group
from tenants.meetings.models import AgendaEntry, Invitation, Meeting
from tenants.minutes import service as minutes
from tenants.minutes import working_days
from tenants.minutes.models import Minutes, MinutesComment
from tenants.network.models import Person
from tenants.overview.facts import Sent, TaskNumbers, Unsent
from tenants.tasks import sight
from tenants.tasks.models import OPEN, Task

PLANNED = ("draft", "called", "under_way")
# More meetings than this are not looked for ahead, nor more forgotten minutes behind.
AHEAD, BEHIND = 40, 20


def coming(groups: dict[UUID, Group]) -> list[Meeting]:
    """Planned, called and ongoing meetings of these groups from today on, the soonest first."""
    query = (
        select(Meeting)
        .options(lazyload(Meeting.group))
        .where(Meeting.group_id.in_(groups), Meeting.state.in_(PLANNED), Meeting.ends_at >= clock.at(clock.today(), 0))
    )
    return list(db.session.scalars(query.order_by(Meeting.starts_at).limit(AHEAD)))


def between(groups: dict[UUID, Group], first: date, last: date) -> list[Meeting]:
    """All meetings of these groups from `first` to `last`, both included, called off ones too."""
    query = (
        select(Meeting)
        .options(lazyload(Meeting.group))
        .where(
            Meeting.group_id.in_(groups),
            Meeting.starts_at >= clock.at(first, 0),
            Meeting.starts_at <= clock.at(last, 23, 59),
        )
    )
    return list(db.session.scalars(query.order_by(Meeting.starts_at)))


def unsent(groups: dict[UUID, Group], today: date) -> list[Unsent]:
    """Held meetings whose minutes have not been sent, the oldest first."""
    query = (
        select(Meeting)
        .options(lazyload(Meeting.group))
        .outerjoin(Minutes, Minutes.meeting_id == Meeting.id)
        .where(Meeting.group_id.in_(groups), Meeting.state == "held", Minutes.sent_at.is_(None))
        .order_by(Meeting.starts_at)
        .limit(BEHIND)
    )
    return [
        Unsent(m.id, groups[m.group_id].name, m.day, working_days.between(minutes.last_day(m), today))
        for m in db.session.scalars(query)
    ]


def last_sent(groups: dict[UUID, Group]) -> Sent | None:
    """The minutes of the latest meeting whose minutes have left."""
    query = (
        select(Minutes, Meeting)
        .options(lazyload(Minutes.meeting), lazyload(Meeting.group))
        .join(Meeting, Meeting.id == Minutes.meeting_id)
        .where(Meeting.group_id.in_(groups), Minutes.sent_at.is_not(None))
        .order_by(Meeting.starts_at.desc())
        .limit(1)
    )
    row = db.session.execute(query).one_or_none()
    return Sent(row[0].id, row[1].day, minutes.days_to_sent(row[1], row[0]) or 0) if row else None


def task_numbers(me: Person | None) -> TaskNumbers:
    """The four numbers in one statement."""
    is_open, is_late, own = Task.status.in_(OPEN), Task.due_on < clock.today(), sight.own(me)
    kinds = (is_open, is_open & is_late, is_open & own, is_open & is_late & own)
    query = select(*[func.count().filter(kind) for kind in kinds]).select_from(Task).where(sight.visible())
    found = db.session.execute(query).one()
    return TaskNumbers(found[0], found[1], found[2], found[3])


def entries_of(meeting: Meeting) -> int:
    """How many saker stand on the agenda."""
    return db.session.scalar(select(func.count(AgendaEntry.id)).where(AgendaEntry.meeting_id == meeting.id)) or 0


def invitations_to(meeting: Meeting) -> list[Invitation]:
    """Everyone called to a meeting."""
    return list(db.session.scalars(select(Invitation).where(Invitation.meeting_id == meeting.id)))


def unanswered(me: Person) -> list[Meeting]:
    """Meetings ahead that I am called to and have not answered."""
    waiting = select(Invitation.meeting_id).where(Invitation.person_id == me.id, Invitation.answer == "waiting")
    query = select(Meeting).where(Meeting.id.in_(waiting), Meeting.state == "called", Meeting.starts_at > clock.now())
    query = query.options(joinedload(Meeting.group).lazyload(Group.seats))
    return list(db.session.scalars(query.order_by(Meeting.starts_at)))


def for_my_comment(me: Person) -> list[Minutes]:
    """Minutes of meetings I was at, open for comments, that I have not commented on."""
    there = select(Invitation.meeting_id).where(Invitation.person_id == me.id, Invitation.attendance == "present")
    mine = select(MinutesComment.minutes_id).where(MinutesComment.person_id == me.id)
    query = select(Minutes).where(
        Minutes.stage == "for_comment",
        or_(Minutes.comment_until.is_(None), Minutes.comment_until >= clock.today()),
        Minutes.meeting_id.in_(there),
        Minutes.id.not_in(mine),
    )
    query = query.options(joinedload(Minutes.meeting).joinedload(Meeting.group).lazyload(Group.seats))
    return list(db.session.scalars(query.order_by(Minutes.comment_until)))


def what_exists() -> tuple[bool, bool, bool]:
    """Whether the kommune has any people, groups and meetings: a new one begins with the first that it lacks."""
    found = db.session.execute(select(*[exists(select(model.id)) for model in (Person, Group, Meeting)])).one()
    return bool(found[0]), bool(found[1]), bool(found[2])
