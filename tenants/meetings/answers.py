"""Answers to a notice: «Kommer», «Kommer ikke», «Send til vara»; by signed link or logged in, until the meeting starts."""

from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from saas import audit, clock
from saas.db import db
from saas.errors import Invalid, NotFound, NotNow
from tenants.groups.models import Seat
from tenants.meetings.models import ANSWERS, Invitation, Meeting
from tenants.meetings.service import ask_for_deputies
from tenants.network.models import Person

CHOICES = ("coming", "not_coming", "deputy")


def invitation_of(meeting: Meeting, person: Person | None) -> Invitation | None:
    """The person's own invitation, if they are called."""
    if person is None:
        return None
    query = select(Invitation).where(Invitation.meeting_id == meeting.id, Invitation.person_id == person.id)
    return db.session.scalars(query).one_or_none()


def invitation_by_link(meeting_id: UUID, person_id: UUID, today: date) -> Invitation:
    """The invitation that a signed link is about; NotFound from the day after the seat has ended."""
    query = select(Invitation).where(Invitation.meeting_id == meeting_id, Invitation.person_id == person_id)
    invitation = db.session.scalars(query).one_or_none()
    if invitation is None or not _still_called(invitation, today):
        raise NotFound()
    return invitation


def deputy_for(invitation: Invitation) -> Person | None:
    """The named vara of the one called, on the day of the meeting."""
    meeting = invitation.meeting
    seat = next((s for s in meeting.group.seats if s.id == invitation.seat_id), None)
    deputy = meeting.group.deputy_of(seat, meeting.day) if seat else None
    return deputy.person if deputy else None


def can_answer(meeting: Meeting) -> bool:
    """Answers may be given and changed from the notice until the meeting starts."""
    return meeting.state == "called" and clock.now() < meeting.starts_at


def answer(invitation: Invitation, choice: str) -> None:
    """Give or change an answer. «Send til vara» calls the named deputy; their letter is written by a job."""
    if choice not in CHOICES:
        raise Invalid("Velg ett av svarene.", field="svar")
    if invitation.meeting.state == "cancelled":
        raise NotNow("Møtet er avlyst.")
    if not can_answer(invitation.meeting):
        raise NotNow("Møtet har begynt. Svaret kan ikke endres.")
    before = invitation.answer
    if choice == "deputy":
        invitation.deputy_id = _call_deputy(invitation)
    invitation.answer, invitation.answered_at = choice, clock.now()
    audit.record("invitation.answered", invitation, answer=choice)
    if "deputy" in (before, choice) and before != choice:
        ask_for_deputies()


def words(choice: str) -> str:
    """The answer as a source text: «Kommer»."""
    return ANSWERS[choice]


def _call_deputy(invitation: Invitation) -> UUID:
    deputy = deputy_for(invitation)
    if deputy is None:
        raise NotNow("Ingen er oppgitt som vara for deg. Velg «Kommer ikke», eller ta kontakt med sekretæren.")
    row = insert(Invitation).values(
        meeting_id=invitation.meeting_id, person_id=deputy.id, standing_in_for=invitation.person_id, answer="waiting",
        title=deputy.title,
    )  # fmt: skip
    # Somebody who is called already, in a seat of their own, is not called twice.
    db.session.execute(row.on_conflict_do_nothing())
    return deputy.id


def _still_called(invitation: Invitation, today: date) -> bool:
    """A seat that has ended gives no more access; nor does standing in for someone who comes after all."""
    if invitation.seat_id is not None:
        seat = db.session.scalars(select(Seat).where(Seat.id == invitation.seat_id)).one_or_none()
        return seat is not None and (seat.ends_on is None or today <= seat.ends_on)
    if invitation.standing_in_for is not None:
        principal = select(Invitation.answer).where(
            Invitation.meeting_id == invitation.meeting_id, Invitation.person_id == invitation.standing_in_for
        )
        return db.session.scalar(principal) == "deputy"
    return True
