"""The work of binding year books."""

from uuid import UUID

from saas import jobs
from tenants.yearbook import books


@jobs.job("yearbook.bind")
def bind(yearbook_id: str = "") -> None:
    """Make one book, or (as a round) those that were asked for and lost."""
    for book_id in [UUID(yearbook_id)] if yearbook_id else books.waiting():
        books.bind(book_id)
