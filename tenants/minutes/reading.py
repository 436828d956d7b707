"""Everything that stands in one meeting's minutes, in a fixed number of questions to the database."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload, lazyload

from saas import clock
from saas.db import db, find
from saas.errors import NotFound
from tenants.groups import service as groups
from tenants.groups.models import Group
from tenants.meetings import service as meetings
from tenants.meetings.models import AgendaEntry, Invitation, Meeting
from tenants.minutes.models import MinuteNote, Minutes, MinutesVersion, TextConflict
from tenants.network.models import Person
from tenants.tasks import service as tasks
from tenants.tasks.models import Task

PRESENCE_ORDER = {"present": 0, "excused": 1, "absent": 2, None: 3}


@dataclass(frozen=True)
class Added:
    """What is written about a sak together with other kommuner, by name; this group's own words stand beside it."""

    notes: str
    decision: str
    names: tuple[str, ...]


@dataclass
class Book:
    """One meeting with its saker, what is written about them, and who was there. `minutes` is None before a word is."""

    meeting: Meeting
    minutes: Minutes | None
    entries: list[AgendaEntry]
    notes: dict[UUID, MinuteNote]
    tasks: dict[UUID, list[Task]]
    invitations: list[Invitation]
    conflicts: dict[UUID, list[TextConflict]] = field(default_factory=dict)
    added: dict[UUID, Added] = field(default_factory=dict)

    @property
    def group(self) -> Group:
        """The group that met."""
        return self.meeting.group

    @property
    def stage(self) -> str:
        """draft, for_comment or approved."""
        return self.minutes.stage if self.minutes else "draft"

    @property
    def present(self) -> list[Invitation]:
        """Those who were there."""
        return [invitation for invitation in self.invitations if invitation.attendance == "present"]

    @property
    def attendees(self) -> list[Person]:
        """Those who were there, as people."""
        return [invitation.person for invitation in self.present]

    def others(self, day: date) -> list[Person]:
        """The rest of the group: those who hold a seat on `day` and were not there."""
        there = {person.id for person in self.attendees}
        return [seat.person for seat in self.group.seats_on(day) if seat.person_id not in there]

    def entry(self, entry_id: UUID) -> AgendaEntry:
        """The place of one sak on this meeting's agenda; NotFound for any other."""
        found = next((entry for entry in self.entries if entry.id == entry_id), None)
        if found is None:
            raise NotFound()
        return found


# Later features append: entry id → what stands in the minutes besides what this group has written itself.
ADDITIONS: list[Callable[[Meeting], Mapping[UUID, Added]]] = []


def open_book(meeting_id: UUID) -> Book:
    """The book of a meeting whose group the person may see; NotFound otherwise."""
    meeting = meetings.find(meeting_id)
    entries = db.session.scalars(
        select(AgendaEntry).where(AgendaEntry.meeting_id == meeting.id).order_by(AgendaEntry.position, AgendaEntry.id)
    )
    notes = db.session.scalars(
        select(MinuteNote).where(MinuteNote.meeting_id == meeting.id).options(lazyload(MinuteNote.entry))
    )
    invitations = db.session.scalars(select(Invitation).where(Invitation.meeting_id == meeting.id))
    book = Book(
        meeting,
        of_meeting(meeting),
        list(entries),
        {note.entry_id: note for note in notes},
        defaultdict(list),
        sorted(invitations, key=lambda called: (PRESENCE_ORDER[called.attendance], called.person.name)),
    )
    for task in tasks.of_meeting(meeting.id):
        if task.entry_id is not None:
            book.tasks[task.entry_id].append(task)
    book.conflicts = _conflicts(book)
    for add in ADDITIONS:
        book.added.update(add(meeting))
    return book


def find_minutes(minutes_id: UUID) -> Minutes:
    """Minutes of a group that the person may see, drafts too, or of a meeting while they sat in it."""
    minutes = find(Minutes, minutes_id)
    groups.find_then(minutes.meeting.group_id, minutes.meeting.starts_at)
    return minutes


def of_meeting(meeting: Meeting) -> Minutes | None:
    """The minutes of a meeting, once anything is written."""
    return db.session.scalars(select(Minutes).where(Minutes.meeting_id == meeting.id)).one_or_none()


def version_of(minutes: Minutes, number: int | None = None) -> MinutesVersion:
    """One frozen version, the latest if none is named; NotFound when there is none."""
    wanted = minutes.latest if number is None else number
    query = select(MinutesVersion).where(MinutesVersion.minutes_id == minutes.id, MinutesVersion.number == wanted)
    version = db.session.scalars(query).one_or_none()
    if version is None:
        raise NotFound()
    return version


def versions(minutes: Minutes) -> list[MinutesVersion]:
    """All that has left, the oldest first."""
    query = select(MinutesVersion).where(MinutesVersion.minutes_id == minutes.id).order_by(MinutesVersion.number)
    return list(db.session.scalars(query))


def beside(minutes: Minutes) -> tuple[Minutes | None, Minutes | None]:
    """The group's previous and next minutes that have been sent."""
    sent = (
        select(Minutes)
        .join(Meeting, Meeting.id == Minutes.meeting_id)
        .where(Meeting.group_id == minutes.meeting.group_id, Minutes.latest > 0, Minutes.id != minutes.id)
        .limit(1)
    )
    starts = minutes.meeting.starts_at
    earlier = sent.where(Meeting.starts_at < starts).order_by(Meeting.starts_at.desc())
    later = sent.where(Meeting.starts_at > starts).order_by(Meeting.starts_at)
    return db.session.scalars(earlier).first(), db.session.scalars(later).first()


def held(group_id: UUID | None = None, year: int | None = None) -> list[tuple[Meeting, Minutes | None]]:
    """Every held meeting that the person may see, with its minutes where there are any; the newest first."""
    mine = [group.id for group in groups.visible(include_closed=True) if group_id in (None, group.id)]
    theirs = groups.theirs_then(Meeting.group_id, Meeting.starts_at)
    query = select(Meeting).where(Meeting.state == "held", or_(Meeting.group_id.in_(mine), theirs))
    if group_id is not None:
        query = query.where(Meeting.group_id == group_id)
    if year is not None:
        query = query.where(Meeting.starts_at >= _new_year(year), Meeting.starts_at < _new_year(year + 1))
    query = query.options(joinedload(Meeting.group).lazyload(Group.seats)).order_by(Meeting.starts_at.desc())
    meetings_held = list(db.session.scalars(query))
    written = select(Minutes).where(Minutes.meeting_id.in_([meeting.id for meeting in meetings_held]))
    by_meeting = {
        minutes.meeting_id: minutes for minutes in db.session.scalars(written.options(lazyload(Minutes.meeting)))
    }
    return [(meeting, by_meeting.get(meeting.id)) for meeting in meetings_held]


def _new_year(year: int) -> datetime:
    return clock.at(date(min(max(year, 1900), 9000), 1, 1), 0)


def _conflicts(book: Book) -> dict[UUID, list[TextConflict]]:
    """Texts that came too late and wait for somebody to choose, by sak."""
    by_note = {note.id: note.entry_id for note in book.notes.values()}
    query = select(TextConflict).where(TextConflict.note_id.in_(by_note), TextConflict.settled_at.is_(None))
    waiting: dict[UUID, list[TextConflict]] = defaultdict(list)
    for conflict in db.session.scalars(query.order_by(TextConflict.written_at)):
        waiting[by_note[conflict.note_id]].append(conflict)
    return waiting
