"""A kommune's own meeting follows what is shared: time and place, saker, notices, the text of the minutes; each time, and once.

What stands is compared with what is shared, so a job that was lost, killed half-way or done twice leaves the same.
"""

from uuid import UUID

from sqlalchemy import select

from saas import audit, joint
from saas.db import db
from saas.errors import NotNow
from saas.joint import Event, Item
from tenants.joint.models import JointEntry, JointMeeting
from tenants.meetings import agenda, notices, planning
from tenants.meetings import service as meetings
from tenants.meetings.models import AgendaItem, Meeting
from tenants.minutes.models import Minutes


def follow_all() -> int:
    """Carry out what is new in every event that this kommune is a party to; how many had something new."""
    joint.forget()
    events = {event.id: event for event in joint.listed() if event.standing == "joined"}
    query = select(JointMeeting).where(JointMeeting.state == "joined", JointMeeting.event_id.in_(events))
    behind = [row for row in db.session.scalars(query) if _has_news(row, events[row.event_id])]
    for row in behind:
        follow(row)
    return len(behind)


def follow(row: JointMeeting) -> None:
    """Carry out what is shared in this kommune's own meeting. Where nobody can be called, the rest is carried out all the same."""
    meeting = hold(row)
    event = joint.read(row.event_id)
    row.companions = [{"name": p.name, "colour": p.colour, "mark": p.mark} for p in event.companions]
    if meeting.state in meetings.PLANNED:
        _carry_saker(row, meeting, event)
    if meeting.state in ("draft", "called"):
        _carry_time(meeting, event)
    _carry_notice(row, meeting, event)
    if not approved(meeting):
        _carry_texts(row, event)
    db.session.flush()
    joint.applied(event)


def hold(row: JointMeeting) -> Meeting:
    """Lock this kommune's own end and its meeting, in this order and always before the shared record, so that no two deeds cross."""
    db.session.execute(select(JointMeeting.id).where(JointMeeting.id == row.id).with_for_update())
    db.session.refresh(row)
    return meetings.hold(row.meeting)


def take_in(row: JointMeeting) -> int:
    """Fetch texts that were written together after this kommune's minutes were approved; they wait for a new version of them."""
    taken = _carry_texts(row, joint.read(row.event_id))
    if not taken:
        raise NotNow("Det er ikke noe nytt å hente.")
    audit.record("joint.taken_in", row, saker=taken)
    return taken


def newer_texts(row: JointMeeting, event: Event) -> int:
    """How many shared saker have a text that this kommune's approved minutes have not taken in."""
    own = entries_of(row)
    return sum(item.id in own and own[item.id].text_version != item.text_version for item in event.items)


def entries_of(row: JointMeeting) -> dict[UUID, JointEntry]:
    """Shared sak → its place on this kommune's own agenda."""
    query = select(JointEntry).where(JointEntry.joint_id == row.id)
    return {entry.shared_item_id: entry for entry in db.session.scalars(query)}


def approved(meeting: Meeting) -> bool:
    """Whether this kommune's minutes are approved: from then on nothing in them changes by itself."""
    return db.session.scalar(select(Minutes.stage).where(Minutes.meeting_id == meeting.id)) == "approved"


def _has_news(row: JointMeeting, event: Event) -> bool:
    known = [party["name"] for party in row.companions]
    return event.own.applied < event.change or known != [party.name for party in event.companions]


def _carry_saker(row: JointMeeting, meeting: Meeting, event: Event) -> None:
    own = entries_of(row)
    for item in event.items:
        mine = own.pop(item.id, None)
        if mine is None:
            _place(row, meeting, item)
        elif mine.version != item.version:
            _reword(mine, item)
    for gone in own.values():
        entry = gone.entry
        db.session.delete(gone)
        db.session.flush()
        agenda.take_off(meeting, entry)
        entry.item.state = "withdrawn"


def _place(row: JointMeeting, meeting: Meeting, item: Item) -> None:
    """A sak of this kommune's own, with the next number of its own series."""
    sak = AgendaItem(group_id=meeting.group_id, title=item.title, description=item.description, kind=item.kind)
    db.session.add(sak)
    db.session.flush()
    entry = agenda.place(meeting, sak, minutes=item.minutes)
    db.session.add(JointEntry(joint_id=row.id, entry_id=entry.id, shared_item_id=item.id, version=item.version))
    db.session.flush()


def _reword(mine: JointEntry, item: Item) -> None:
    entry, sak = mine.entry, mine.entry.item
    sak.title, sak.description, sak.kind = item.title, item.description, item.kind
    sak.version += 1
    entry.minutes, mine.version = item.minutes, item.version
    audit.record("agenda.changed", entry, meeting=entry.meeting_id)


def _carry_time(meeting: Meeting, event: Event) -> None:
    if event.state == "cancelled":
        meeting.version += 1
        planning.call_off(meeting, event.because)
        return
    if meeting.state == "draft":
        meeting.sequence = max(meeting.sequence, event.sequence)
    wanted = (event.starts_at, event.ends_at, event.place, event.practical)
    if (meeting.starts_at, meeting.ends_at, meeting.place, meeting.practical) != wanted:
        meeting.version += 1
        planning.settle(meeting, event.starts_at, event.ends_at, place=event.place, practical=event.practical)


def _carry_notice(row: JointMeeting, meeting: Meeting, event: Event) -> None:
    """Told once for each time that all were to be told; who was never called is called only when somebody has said so."""
    if event.notices <= row.told:
        return
    row.told = event.notices
    wanted = meeting.state == "called" or (meeting.state == "draft" and event.called)
    if not wanted or not event.open:
        return
    if notices.receivers(meeting).written:
        notices.call(meeting, None)
    else:
        audit.record("joint.refused", row)


def _carry_texts(row: JointMeeting, event: Event) -> int:
    own, taken = entries_of(row), 0
    for item in event.items:
        mine = own.get(item.id)
        if mine is not None and mine.text_version != item.text_version:
            mine.notes, mine.decision, mine.text_version = item.notes, item.decision, item.text_version
            taken += 1
    return taken
