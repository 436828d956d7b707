"""Attendance: one tap per person, and those who come uncalled."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from saas import audit
from saas.db import db
from saas.errors import Invalid, NotFound, NotNow
from tenants.meetings.models import ATTENDANCE, Invitation, Meeting
from tenants.meetings.service import attendance, must_be
from tenants.network import service as network
from tenants.network.models import Person


def mark(meeting: Meeting, invitation_id: UUID, mark: str) -> Invitation:
    """Til stede, Meldt forfall or Ikke møtt. May be put right until the minutes have left."""
    must_be(meeting, "under_way", "held", words={"called": "Start møtet før du fører oppmøte."})
    if mark not in ATTENDANCE:
        raise Invalid("Velg til stede, meldt forfall eller ikke møtt.")
    invitation = _find(meeting, invitation_id)
    invitation.attendance = mark
    audit.record("attendance.marked", invitation, meeting=meeting.id, attendance=mark)
    return invitation


def mark_the_coming(meeting: Meeting) -> int:
    """Everyone who said they would come, and is not marked yet, is there. Returns how many."""
    must_be(meeting, "under_way")
    coming = [i for i in attendance(meeting) if i.answer == "coming" and i.attendance is None]
    for invitation in coming:
        invitation.attendance = "present"
    audit.record("attendance.marked", meeting, present=len(coming))
    return len(coming)


def add_guest(meeting: Meeting, person_id: UUID, standing_in_for: UUID | None = None) -> Person:
    """Somebody from the network who is there without being called, as a guest or for somebody else."""
    must_be(meeting, "under_way")
    try:
        person = network.find_person(person_id)
    except NotFound:
        raise Invalid("Velg en person fra nettverket.") from None
    if not person.active:
        raise NotNow("{name} er ikke lenger med i nettverket.", name=person.name)
    if standing_in_for is not None:
        _find_by_person(meeting, standing_in_for)
    row = insert(Invitation).values(
        meeting_id=meeting.id, person_id=person.id, standing_in_for=standing_in_for, answer="coming", attendance="present",
        title=person.title,
    )  # fmt: skip
    added = db.session.execute(row.on_conflict_do_nothing().returning(Invitation.id)).scalar_one_or_none()
    if added is None:
        raise NotNow("{name} står allerede på listen.", name=person.name)
    audit.record("attendance.guest", meeting, person=person.id)
    return person


def _find(meeting: Meeting, invitation_id: UUID) -> Invitation:
    query = select(Invitation).where(Invitation.id == invitation_id, Invitation.meeting_id == meeting.id)
    invitation = db.session.scalars(query).one_or_none()
    if invitation is None:
        raise NotFound()
    return invitation


def _find_by_person(meeting: Meeting, person_id: UUID) -> None:
    query = select(Invitation.id).where(Invitation.person_id == person_id, Invitation.meeting_id == meeting.id)
    if db.session.scalar(query) is None:
        raise Invalid("Velg noen som er innkalt til møtet.")
