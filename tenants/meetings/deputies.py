"""Letters to deputies: written by the clock's round, since the guest who sends a deputy may write no letters."""

from collections import Counter
from uuid import UUID

from sqlalchemy import func, select

from saas import audit, clock, here
from saas.db import db
from saas.outbox import Letter
from tenants.meetings import notices
from tenants.meetings.models import Invitation, Meeting

CALLED, WITHDRAWN = "meetings/deputy.txt", "meetings/deputy_withdrawn.txt"


def write_letters() -> int:
    """Call the deputies who are sent and have not heard of it; tell those who are no longer needed. Returns how many.

    What a deputy has been told is read from the letters themselves, so a round that is run twice writes nothing twice.
    """
    here.lock("meetings.deputies")
    waiting = _of_coming_meetings()
    told = _told([invitation.id for invitation, _ in waiting])
    written = 0
    for invitation, sent_in_place in waiting:
        called = told[invitation.id, CALLED] > told[invitation.id, WITHDRAWN]
        if called == sent_in_place or not invitation.person.email:
            continue
        template, method = (CALLED, "REQUEST") if sent_in_place else (WITHDRAWN, "CANCEL")
        notices.write_one(invitation.meeting, invitation, template, method)  # type: ignore[arg-type]
        audit.record("deputy.called" if sent_in_place else "deputy.released", invitation)
        written += 1
    return written


def _of_coming_meetings() -> list[tuple[Invitation, bool]]:
    """Invitations of deputies to meetings that are called and not begun, each with whether their principal sends them."""
    query = select(Invitation).join(Meeting, Meeting.id == Invitation.meeting_id)
    query = query.where(
        Meeting.state == "called", Meeting.starts_at > clock.now(), Invitation.standing_in_for.is_not(None)
    )
    found = list(db.session.scalars(query.order_by(Invitation.id)))
    meetings = {invitation.meeting_id for invitation in found}
    answers = select(Invitation.meeting_id, Invitation.person_id).where(
        Invitation.meeting_id.in_(meetings), Invitation.answer == "deputy"
    )
    sending = {(meeting_id, person_id) for meeting_id, person_id in db.session.execute(answers)}
    return [(i, (i.meeting_id, i.standing_in_for) in sending) for i in found]


def _told(invitation_ids: list[UUID]) -> Counter[tuple[UUID | None, str]]:
    query = select(Letter.about_id, Letter.template, func.count()).where(
        Letter.about_id.in_(invitation_ids), Letter.template.in_((CALLED, WITHDRAWN))
    )
    counted = db.session.execute(query.group_by(Letter.about_id, Letter.template))
    return Counter({(about, template): number for about, template, number in counted})
