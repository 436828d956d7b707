"""Who was there: one tap per person while the minutes are written."""

from uuid import UUID

from saas import audit
from saas.errors import Invalid, NotFound, NotNow
from tenants.meetings.models import ATTENDANCE
from tenants.minutes.reading import Book
from tenants.minutes.rights import require_writer


def mark(book: Book, invitation_id: UUID, attendance: str) -> None:
    """Til stede, meldt forfall or ikke møtt, from the start of the meeting until the minutes are approved."""
    require_writer(book.group)
    if attendance not in ATTENDANCE:
        raise Invalid("Velg «Til stede», «Meldt forfall» eller «Ikke møtt».", field="oppmote")
    if book.meeting.state not in ("under_way", "held"):
        raise NotNow("Start møtet før du krysser av oppmøtet.")
    if book.stage == "approved":
        raise NotNow("Referatet er godkjent. Oppmøtet kan ikke endres.")
    called = next((one for one in book.invitations if one.id == invitation_id), None)
    if called is None:
        raise NotFound()
    if called.attendance != attendance:
        called.attendance = attendance
        called.title = called.title or called.person.title
        audit.record("meeting.attendance", called, meeting=book.meeting.id, attendance=attendance)
