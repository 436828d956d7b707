"""Meetings: who may see which, what is on them, and their way from planned to held."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload

from saas import audit, clock, here, jobs
from saas.db import db
from saas.db import find as find_row
from saas.errors import NotNow
from tenants.groups import service as groups
from tenants.groups.cadence import Held, Norm, Standing
from tenants.groups.cadence import standing as cadence_standing
from tenants.groups.models import Group
from tenants.meetings.models import AgendaEntry, AgendaItem, Invitation, Meeting
from tenants.network.models import Person

# A meeting is a plan until it is held or called off; only plans can be changed.
PLANNED = ("draft", "called", "under_way")

_REFUSALS = {
    "draft": "Møtet er ikke innkalt ennå.",
    "called": "Møtet er ikke startet ennå.",
    "under_way": "Møtet pågår, og kan ikke endres nå.",
    "held": "Møtet er avholdt, og kan ikke endres.",
    "cancelled": "Møtet er avlyst, og kan ikke endres.",
}


def find(meeting_id: UUID) -> Meeting:
    """A meeting of a group that the visitor may see, or sat in when it met. Raises NotFound otherwise."""
    meeting = find_row(Meeting, meeting_id)
    groups.find_then(meeting.group_id, meeting.starts_at)
    return meeting


def hold(meeting: Meeting) -> Meeting:
    """Lock the meeting until the transaction ends and read it anew, so that two deeds never cross."""
    db.session.execute(select(Meeting.id).where(Meeting.id == meeting.id).with_for_update())
    db.session.refresh(meeting)
    return meeting


def must_be(meeting: Meeting, *states: str, words: Mapping[str, str] | None = None) -> None:
    """Refuse with NotNow unless the meeting is in one of `states`; `words` are better sentences for some states."""
    if meeting.state not in states:
        raise NotNow({**_REFUSALS, **(words or {})}[meeting.state])


def entries(meeting: Meeting) -> list[AgendaEntry]:
    """The agenda in order, each with its sak, papers, proposer and presenter loaded."""
    item = joinedload(AgendaEntry.item)
    query = select(AgendaEntry).where(AgendaEntry.meeting_id == meeting.id)
    query = query.options(item.selectinload(AgendaItem.papers), item.joinedload(AgendaItem.proposer))
    return list(db.session.scalars(query.order_by(AgendaEntry.position, AgendaEntry.id)))


def attendance(meeting: Meeting) -> list[Invitation]:
    """Everyone called, and everyone who came uncalled, by name."""
    query = select(Invitation).where(Invitation.meeting_id == meeting.id)
    return sorted(db.session.scalars(query), key=lambda invitation: invitation.person.name)


def present_people(meeting: Meeting) -> list[Person]:
    """Those marked «Til stede»."""
    return [invitation.person for invitation in attendance(meeting) if invitation.attendance == "present"]


def secretary_of(group: Group, day: date | None = None) -> Person | None:
    """The group's secretary on a day (today), or its leader where it has none."""
    seats = group.seats_on(day or clock.today())
    chosen = [s for s in seats if s.function == "secretary"] or [s for s in seats if s.function == "leader"]
    return chosen[0].person if chosen else None


def start(meeting: Meeting) -> None:
    """«Start møtet»: those who have said they cannot come are marked so; the rest are marked one by one."""
    hold(meeting)
    words = {"draft": "Send innkallingen før møtet startes.", "under_way": "Møtet er allerede startet."}
    must_be(meeting, "called", words=words)
    meeting.state, meeting.started_at = "under_way", clock.now()
    seats = {seat.person_id: seat for seat in meeting.group.seats_on(meeting.day)}
    for invitation in attendance(meeting):
        seat = seats.pop(invitation.person_id, None)
        invitation.title = (seat.title if seat else "") or invitation.person.title
        if invitation.answer in ("not_coming", "deputy") and invitation.attendance is None:
            invitation.attendance = "excused"
    for seat in seats.values():
        title = seat.title or seat.person.title
        db.session.add(Invitation(meeting_id=meeting.id, person_id=seat.person_id, seat_id=seat.id, title=title))
    audit.record("meeting.started", meeting)


def end(meeting: Meeting) -> None:
    """«Avslutt møtet»: from now on it counts as held."""
    hold(meeting)
    must_be(meeting, "under_way", words={"held": "Møtet er allerede avsluttet."})
    meeting.state, meeting.ended_at = "held", clock.now()
    audit.record("meeting.held", meeting)


def listing(group_id: UUID | None = None) -> tuple[list[Meeting], dict[int, list[Meeting]]]:
    """(what is coming, soonest first; what has been, by year, latest first) in the groups that the visitor sees."""
    found = list(db.session.scalars(_seen(group_id).order_by(Meeting.starts_at)))
    coming = [m for m in found if _is_coming(m)]
    past: dict[int, list[Meeting]] = {}
    for meeting in reversed([m for m in found if not _is_coming(m)]):
        past.setdefault(meeting.day.year, []).append(meeting)
    return coming, past


def upcoming(limit: int = 7, group_id: UUID | None = None) -> list[Meeting]:
    """The next meetings that are planned, called or under way, soonest first."""
    query = _seen(group_id).where(Meeting.state.in_(PLANNED), Meeting.ends_at >= _midnight())
    return list(db.session.scalars(query.order_by(Meeting.starts_at).limit(limit)))


def entry_ids(item_ids: Sequence[UUID]) -> list[tuple[UUID, UUID]]:
    """(sak, place on an agenda) for each time that any of the saker has been up."""
    query = select(AgendaEntry.item_id, AgendaEntry.id).where(AgendaEntry.item_id.in_(item_ids))
    return [(item, entry) for item, entry in db.session.execute(query)]


def between(start: date, end: date) -> list[Meeting]:
    """Meetings from `start` to `end`, both days included, called off ones too, in order of time."""
    first, last = clock.at(start, 0), clock.at(end, 23, 59)
    query = _seen().where(Meeting.starts_at >= first, Meeting.starts_at <= last)
    return list(db.session.scalars(query.order_by(Meeting.starts_at)))


def previous_held(meeting: Meeting) -> Meeting | None:
    """The group's last held meeting before this one."""
    query = select(Meeting).where(
        Meeting.group_id == meeting.group_id, Meeting.state == "held", Meeting.starts_at < meeting.starts_at
    )
    return db.session.scalars(query.order_by(Meeting.starts_at.desc()).limit(1)).one_or_none()


def cadence_of(chosen: Iterable[Group], today: date) -> dict[UUID, Standing]:
    """How each group stands with its norm, in one statement however many groups there are."""
    listed = list(chosen)
    met: dict[UUID, list[Held]] = {group.id: [] for group in listed}
    since, until = clock.at(date(today.year - 1, 1, 1), 0), clock.at(date(today.year + 1, 12, 31), 23, 59)
    query = select(Meeting.group_id, Meeting.starts_at, Meeting.state).where(
        Meeting.group_id.in_(list(met)), Meeting.starts_at >= since, Meeting.starts_at <= until
    )
    for group_id, starts_at, state in db.session.execute(query):
        met[group_id].append(Held(starts_at.astimezone(clock.OSLO).date(), _cadence_state(state)))
    return {group.id: _standing(group, met[group.id], today) for group in listed}


def ask_for_deputies() -> None:
    """Have the letters to deputies written at once; a guest cannot ask, and the clock's next round does it then."""
    if here.role():
        jobs.later("meetings.deputies")


def _standing(group: Group, met: list[Held], today: date) -> Standing:
    return cadence_standing(Norm.of(group), met, today, group.created_at.astimezone(clock.OSLO).date())


def _cadence_state(state: str) -> str:
    return state if state in ("held", "cancelled") else "planned"


def _seen(group_id: UUID | None = None) -> Select[Meeting]:
    """Meetings of the groups that the visitor may see, those that have closed too, and those of the time they sat in one."""
    ids = [group.id for group in groups.visible(include_closed=True) if group_id in (None, group.id)]
    seen = or_(Meeting.group_id.in_(ids), groups.theirs_then(Meeting.group_id, Meeting.starts_at))
    query = select(Meeting).where(seen)
    return query if group_id is None else query.where(Meeting.group_id == group_id)


def _is_coming(meeting: Meeting) -> bool:
    return meeting.state in PLANNED and (meeting.ends_at >= _midnight() or meeting.state == "under_way")


def _midnight() -> datetime:
    """The first moment of today: this morning's meeting is still today's."""
    return clock.at(clock.today(), 0)
