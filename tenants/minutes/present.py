"""Who was there: one tap per person while the minutes are written."""

from uuid import UUID

from tenants.meetings import attendance
from tenants.minutes.reading import Book
from tenants.minutes.rights import require_writer


def mark(book: Book, invitation_id: UUID, mark: str) -> None:
    """Til stede, meldt forfall or ikke møtt. What is put right after approval becomes part of the next version."""
    require_writer(book.group)
    called = attendance.mark(book.meeting, invitation_id, mark)
    # The minutes show the title of that day, so it is kept now, before it can change.
    called.title = called.title or called.person.title
