"""The verbs of joint meetings: begin one, ask and join, move it, call, call off, and go one's own way.

What is shared is changed through saas.joint; this kommune's own meeting follows at once, and the others' in their own rooms.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from saas import audit, clock, here, joint
from saas.db import db
from saas.db import find as find_row
from saas.errors import Invalid, NotAllowed, NotFound, NotNow
from saas.joint import Event
from tenants.groups import guarding
from tenants.groups.guarding import Kept
from tenants.groups.models import Group
from tenants.joint import following
from tenants.joint.models import JointMeeting
from tenants.meetings import agenda, notices, planning, ties
from tenants.meetings import service as meetings
from tenants.meetings.models import Meeting
from tenants.meetings.presence import standing

# Why a kommune could not be asked; bokmål with {named} places.
_REFUSED = {
    joint.ALREADY: "{name} er alt med eller spurt.",
    joint.FULL: "Høyst {most} kommuner kan holde et møte sammen.",
    joint.UNKNOWN: "Ingen kommune som bruker tjenesten, heter {name}.",
    joint.SEVERAL: "Flere kommuner heter {name}. Skriv kommunenummeret.",
}


def find(joint_id: UUID) -> JointMeeting:
    """A joint meeting of a group that the visitor may see, or NotFound."""
    row = find_row(JointMeeting, joint_id)
    meetings.find(row.meeting_id)
    return row


def of_event(event_id: UUID) -> JointMeeting | None:
    """This kommune's end of an event that it still holds with others."""
    query = select(JointMeeting).where(JointMeeting.event_id == event_id, JointMeeting.state == "joined")
    return db.session.scalars(query).one_or_none()


def listed() -> tuple[list[JointMeeting], list[Event]]:
    """(this kommune's joint meetings, latest first; what it is asked to join, soonest first)."""
    query = select(JointMeeting).join(Meeting, Meeting.id == JointMeeting.meeting_id).order_by(Meeting.starts_at.desc())
    return list(db.session.scalars(query)), [event for event in joint.listed() if event.standing == "asked" and event.open]


def shared(row: JointMeeting) -> Event | None:
    """What is shared about it; None when this kommune has left, or the shared record is no more."""
    return joint.peek(row.event_id) if row.state == "joined" else None


def begin(
    group: Group, starts_at: datetime, ends_at: datetime, *, place: str = "", practical: str = "",
    kommuner: Sequence[str] = (), kept: Kept | None = None,
) -> JointMeeting:  # fmt: skip
    """A meeting to be held with `kommuner` (slugs, names or numbers), each of which is asked. Raises Invalid, Guarded."""
    _in_order(starts_at, ends_at)
    planning.check_texts(group, place, practical, kept)
    wanted = list(dict.fromkeys(name for name in kommuner if name))
    if not wanted:
        raise Invalid("Velg minst én kommune til.", field="kommuner")
    event_id = joint.begin(starts_at, ends_at, place=place, practical=practical)
    row = _join(group, joint.read(event_id))
    audit.record("joint.opened", row, kommuner=len(wanted))
    for name in wanted:
        _ask(row, name)
    joint.spread(event_id)
    return row


def ask(row: JointMeeting, name: str) -> None:
    """Ask one more kommune. What the parties share is then open to it; its own coordinator says yes or no."""
    _require_joined(row)
    _ask(row, name)
    joint.spread(row.event_id)


def take_back(row: JointMeeting, slug: str) -> None:
    """A kommune that has not answered is asked no more."""
    _require_joined(row)
    if not joint.withdraw(row.event_id, slug):
        raise NotNow("Kommunen har alt svart.")
    audit.record("joint.withdrawn", row)


def accept(event_id: UUID, group: Group) -> JointMeeting:
    """Yes: this kommune gets a meeting of its own in `group`, with the shared saker on it. Said twice it is one yes."""
    here.lock(f"joint:{event_id}")
    if (row := of_event(event_id)) is not None:
        return row
    event = joint.read(event_id)
    if not event.open:
        raise NotNow("Møtet er avlyst eller over.")
    if group.closed_on is not None:
        raise Invalid("Gruppen er avsluttet. Velg en annen.", field="gruppe")
    if not joint.answer(event_id, yes=True):
        raise NotAllowed("Bare koordinatoren i {kommune} kan svare.", kommune=here.kommune().name)
    row = _join(group, joint.read(event_id))
    audit.record("joint.accepted", row)
    joint.spread(event_id)
    return row


def decline(event_id: UUID) -> None:
    """No, thank you. Raises NotFound for what this kommune is not asked to join."""
    if not joint.answer(event_id, yes=False):
        raise NotFound()
    audit.record("joint.declined", event=event_id)


def join_asked() -> int:
    """What the one who acts has asked this kommune of hers to join, where it is plain which group meets; how many."""
    own = [event for event in joint.listed() if event.standing == "asked" and event.own.by_me and event.open]
    query = select(Group).where(Group.level == "COORDINATING", Group.closed_on.is_(None))
    groups = list(db.session.scalars(query)) if own else []
    if len(groups) != 1:
        return 0
    for event in own:
        accept(event.id, groups[0])
    return len(own)


def change(
    row: JointMeeting, seen: int | None, starts_at: datetime, ends_at: datetime, *, place: str, practical: str,
    kept: Kept | None = None,
) -> None:  # fmt: skip
    """Another time or place, for all of them: those who are called get a new notice. Raises Stale, Invalid, Guarded, NotNow."""
    event = take_up(row)
    _in_order(starts_at, ends_at)
    planning.check_texts(row.meeting.group, place, practical, kept)
    joint.change(event, seen, starts_at, ends_at, place=place, practical=practical)
    audit.record("joint.changed", row)
    carry(row)


def call(row: JointMeeting) -> None:
    """«Send innkalling» in all the kommuner: each calls its own people, with its own agenda and its own links."""
    event = take_up(row)
    if not notices.receivers(row.meeting).written:
        raise NotNow("Ingen i gruppen har e-postadresse. Legg inn adressene under Nettverk først.")
    joint.call(event.id)
    audit.record("joint.called", row)
    carry(row)


def cancel(row: JointMeeting, seen: int | None, because: str, kept: Kept | None = None) -> None:
    """Call it off for all, with the reason that everybody gets. Raises Stale, Invalid, Guarded, NotNow."""
    event = take_up(row)
    if not because.strip():
        raise Invalid("Skriv hvorfor møtet er avlyst.", field="grunn")
    guarding.check(row.meeting.group, {"grunn": because}, kept)
    joint.cancel(event, seen, because)
    audit.record("joint.cancelled", row)
    carry(row)


def leave(row: JointMeeting) -> int:
    """Go one's own way: the meeting stays as this kommune's own, and is a calendar entry of its own. How many are told.

    The old entry is struck out with the next shared number; the others call anew with a higher one, so that a person who
    sits in two of the kommuner keeps theirs.
    """
    meeting = following.hold(row)
    _require_joined(row)
    if meeting.state not in ("draft", "called"):
        raise NotNow("Møtet er holdt sammen, og det kan ikke gjøres om.")
    called = meeting.state == "called"
    if called:
        _strike_out(meeting)
    joint.spread(row.event_id)
    joint.leave(row.event_id, tell=called)
    row.state, row.left_at = "left", clock.now()
    meeting.calendar_uid = f"{row.id}@bindeledd"
    db.session.flush()
    audit.record("joint.left", row)
    return notices.call(meeting, None) if called else 0


def take_up(row: JointMeeting) -> Event:
    """What is shared, with this kommune's own end locked for a change. Raises as `open_event`."""
    following.hold(row)
    return open_event(row)


def open_event(row: JointMeeting) -> Event:
    """What is shared, while it can still be changed; NotNow once this kommune has left, or it is called off, begun or over."""
    _require_joined(row)
    event = joint.read(row.event_id)
    if event.state == "cancelled":
        raise NotNow("Møtet er avlyst.")
    if not event.open or row.meeting.state not in ("draft", "called"):
        raise NotNow("Møtet er i gang eller over, og kan ikke endres.")
    return event


def carry(row: JointMeeting) -> None:
    """This kommune's own meeting follows in the same transaction; the others are asked to, once it is safe."""
    following.follow(row)
    joint.spread(row.event_id)


def _ask(row: JointMeeting, name: str) -> None:
    outcome = joint.ask(row.event_id, name)
    if outcome != joint.ASKED:
        raise Invalid(_REFUSED[outcome], field="andre", name=name, most=joint.MOST)
    audit.record("joint.asked", row)


def _join(group: Group, event: Event) -> JointMeeting:
    meeting = planning.new(group, event.starts_at, event.ends_at, place=event.place, practical=event.practical)
    meeting.calendar_uid, meeting.sequence = event.calendar_uid, event.sequence
    db.session.add(meeting)
    db.session.flush()
    agenda.prepare(meeting)
    row = JointMeeting(event_id=event.id, meeting_id=meeting.id)
    db.session.add(row)
    db.session.flush()
    audit.record("meeting.planned", meeting, group=group.id, starts_at=event.starts_at)
    following.follow(row)
    return row


def _strike_out(meeting: Meeting) -> None:
    meeting.sequence = ties.next_sequence(meeting)
    for invitation in standing(meetings.attendance(meeting)):
        if invitation.person.email:
            notices.write_one(meeting, invitation, "joint/left.txt", "CANCEL")


def _require_joined(row: JointMeeting) -> None:
    if row.state != "joined":
        raise NotNow("{kommune} holder dette møtet alene.", kommune=here.kommune().name)


def _in_order(starts_at: datetime, ends_at: datetime) -> None:
    if ends_at <= starts_at:
        raise Invalid("Møtet må slutte etter at det begynner.", field="slutter")
