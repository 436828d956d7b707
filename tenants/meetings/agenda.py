"""The agenda: standing items first, saker with their numbers, their order and time, and the backlog beside it."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select

from saas import audit, here
from saas.db import check_version, db
from saas.db import find as find_row
from saas.errors import Invalid, NotFound, NotNow, Stale
from tenants.groups import guarding
from tenants.groups.guarding import Kept
from tenants.groups.models import StandingItem
from tenants.meetings import numbering, ties
from tenants.meetings.models import AgendaEntry, AgendaItem, Meeting
from tenants.meetings.service import PLANNED, entries, hold, must_be
from tenants.network.models import Person


def prepare(meeting: Meeting) -> bool:
    """Place the group's standing items, if nothing is on the agenda yet. Returns whether anything was placed.

    Meetings of a series get theirs only now: otherwise December's standing items would take their numbers in January.
    """
    if _count(meeting):
        return False
    standing = list(
        db.session.scalars(
            select(StandingItem).where(StandingItem.group_id == meeting.group_id).order_by(StandingItem.position)
        )
    )
    numbers = numbering.take(meeting.group_id, meeting.day.year, len(standing)) if standing else iter(())
    for position, point in enumerate(standing, start=1):
        item = AgendaItem(
            group_id=meeting.group_id, number=next(numbers), year=meeting.day.year, title=point.title, kind=point.kind
        )
        db.session.add(item)
        db.session.flush()
        entry = AgendaEntry(
            meeting_id=meeting.id, item_id=item.id, position=position, minutes=point.minutes, standing=True
        )
        db.session.add(entry)
    db.session.flush()
    return bool(standing)


def open_agenda(meeting: Meeting) -> None:
    """«Lag saksliste»: start the agenda of a meeting that has none."""
    hold(meeting)
    must_be(meeting, *PLANNED)
    if prepare(meeting):
        audit.record("agenda.opened", meeting)


def add(
    meeting: Meeting, *, title: str, description: str, kind: str, minutes: int,
    presenter_id: UUID | None = None, kept: Kept | None = None,
) -> AgendaEntry:  # fmt: skip
    """A new sak, straight onto the agenda."""
    guarding.check(meeting.group, {"tittel": title, "beskrivelse": description}, kept)
    item = AgendaItem(group_id=meeting.group_id, title=title, description=description, kind=kind)
    db.session.add(item)
    db.session.flush()
    return place(meeting, item, minutes=minutes, presenter_id=presenter_id)


def place(
    meeting: Meeting, item: AgendaItem, *, minutes: int = 15, presenter_id: UUID | None = None, standing: bool = False
) -> AgendaEntry:
    """Put a sak last on the agenda; it gets its number the first time. A sak that is there already stays as it is."""
    hold(meeting)
    must_be(meeting, *PLANNED)
    prepare(meeting)
    present = db.session.scalars(
        select(AgendaEntry).where(AgendaEntry.meeting_id == meeting.id, AgendaEntry.item_id == item.id)
    ).one_or_none()
    if present is not None:
        return present
    if item.group_id != meeting.group_id:
        raise NotFound()
    if item.state != "open":
        raise NotNow("Saken er avsluttet, og kan ikke settes på sakslisten.")
    _presenter(presenter_id)
    if item.number is None:
        item.number, item.year = next(numbering.take(item.group_id, meeting.day.year)), meeting.day.year
    entry = AgendaEntry(
        meeting_id=meeting.id, item_id=item.id, position=_last(meeting) + 1, minutes=minutes,
        presenter_id=presenter_id, standing=standing, round=_times_up(item) + 1,
    )  # fmt: skip
    db.session.add(entry)
    db.session.flush()
    audit.record("agenda.placed", entry, meeting=meeting.id, item=item.id, number=item.number)
    return entry


def place_from_backlog(meeting: Meeting, item_id: UUID) -> AgendaEntry:
    """A sak that waited goes onto the agenda."""
    item = find_row(AgendaItem, item_id)
    one_at_a_time(item.group_id)
    elsewhere = select(Meeting.id).join(AgendaEntry, AgendaEntry.meeting_id == Meeting.id)
    elsewhere = elsewhere.where(AgendaEntry.item_id == item.id, Meeting.state.in_(PLANNED), Meeting.id != meeting.id)
    if db.session.scalar(elsewhere.limit(1)):
        raise NotNow("Saken står allerede på sakslisten til et annet møte.")
    return place(meeting, item)


def one_at_a_time(group_id: UUID) -> None:
    """Whoever moves waiting saker of a group onto agendas waits for the one before, so no sak lands on two."""
    here.lock(f"agenda:{group_id}")


def find_entry(meeting: Meeting, entry_id: UUID) -> AgendaEntry:
    """A sak's place on this agenda, or NotFound."""
    entry = find_row(AgendaEntry, entry_id)
    if entry.meeting_id != meeting.id:
        raise NotFound()
    return entry


def change(
    meeting: Meeting, entry: AgendaEntry, seen: int | None, *, title: str, description: str, kind: str, minutes: int,
    presenter_id: UUID | None = None, kept: Kept | None = None,
) -> None:  # fmt: skip
    """Change a sak and its place: what it is called, what it is for, how long it takes and who presents it."""
    hold(meeting)
    must_be(meeting, *PLANNED)
    if (title, description, kind) != (entry.item.title, entry.item.description, entry.item.kind):
        ties.require_own_sak(entry.item)
    guarding.check(meeting.group, {"tittel": title, "beskrivelse": description}, kept)
    _presenter(presenter_id)
    check_version(entry.item, seen)
    entry.item.title, entry.item.description, entry.item.kind = title, description, kind
    entry.minutes, entry.presenter_id = minutes, presenter_id
    audit.record("agenda.changed", entry, meeting=meeting.id)


def arrange(meeting: Meeting, order: Sequence[UUID]) -> None:
    """Put the whole agenda in a new order. Raises Stale when the saker are not those that the reader saw."""
    hold(meeting)
    must_be(meeting, *PLANNED)
    placed = {entry.id: entry for entry in entries(meeting)}
    if len(order) != len(placed) or set(order) != set(placed):
        raise Stale("Sakslisten er endret siden du åpnet siden. Last siden på nytt, og flytt saken igjen.")
    for position, entry_id in enumerate(order, start=1):
        placed[entry_id].position = position
    audit.record("agenda.arranged", meeting)


def move(meeting: Meeting, entry_id: UUID, step: int) -> None:
    """One place up (-1) or down (1); at the end of the list nothing happens."""
    order = [entry.id for entry in entries(hold(meeting))]
    if entry_id not in order:
        raise NotFound()
    place_now = order.index(entry_id)
    target = place_now + step
    if 0 <= target < len(order):
        order[place_now], order[target] = order[target], order[place_now]
        arrange(meeting, order)


def remove(meeting: Meeting, entry: AgendaEntry) -> None:
    """Take a sak off the agenda: it waits in the backlog and keeps its number. A standing item has nowhere to wait."""
    hold(meeting)
    must_be(meeting, "draft", "called")
    ties.require_own_sak(entry.item)
    take_off(meeting, entry)


def take_off(meeting: Meeting, entry: AgendaEntry) -> None:
    """The sak leaves the agenda of a held (locked) plan, as was decided here or together with others."""
    if entry.standing:
        entry.item.state = "withdrawn"
    audit.record("agenda.removed", entry, meeting=meeting.id, item=entry.item_id)
    db.session.delete(entry)
    db.session.flush()


def withdraw(item: AgendaItem) -> None:
    """Trekk saken: it is off every agenda that is still a plan, and keeps its number, which is never used again."""
    if item.state != "open":
        raise NotNow("Saken er allerede avsluttet eller trukket.")
    ties.require_own_sak(item)
    query = select(AgendaEntry).join(Meeting, Meeting.id == AgendaEntry.meeting_id)
    for entry in db.session.scalars(query.where(AgendaEntry.item_id == item.id, Meeting.state.in_(PLANNED))):
        hold(entry.meeting)
        must_be(entry.meeting, "draft", "called")
        db.session.delete(entry)
    item.state = "withdrawn"
    audit.record("item.withdrawn", item)


def _presenter(person_id: UUID | None) -> None:
    if person_id is not None and db.session.scalar(select(Person.id).where(Person.id == person_id)) is None:
        raise Invalid("Velg en person fra nettverket.", field="legger_fram")


def _count(meeting: Meeting) -> int:
    return (
        db.session.scalar(select(func.count()).select_from(AgendaEntry).where(AgendaEntry.meeting_id == meeting.id))
        or 0
    )


def _last(meeting: Meeting) -> int:
    return db.session.scalar(select(func.max(AgendaEntry.position)).where(AgendaEntry.meeting_id == meeting.id)) or 0


def _times_up(item: AgendaItem) -> int:
    """How many agendas the sak has been on, those of called-off meetings not counted."""
    query = select(func.count()).select_from(AgendaEntry).join(Meeting, Meeting.id == AgendaEntry.meeting_id)
    return db.session.scalar(query.where(AgendaEntry.item_id == item.id, Meeting.state != "cancelled")) or 0
