"""A group's year bound together: all approved minutes with contents and an index of decisions, made by a job."""

from datetime import date, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import and_, select

from saas import audit, clock, here, jobs, printing
from saas.db import check_version, db
from saas.db import find as find_row
from saas.errors import Invalid, NotFound, NotNow
from saas.pages import gettext
from tenants.groups import service as groups
from tenants.groups.models import Group
from tenants.meetings import shielding
from tenants.meetings.models import AgendaEntry, Meeting
from tenants.meetings.wording import in_the_kommunes_language
from tenants.minutes.models import Minutes, MinutesVersion
from tenants.publicity.models import PublicityChoice
from tenants.yearbook import chapters
from tenants.yearbook.models import YearBook

FIRST_YEAR = 2015


def books() -> list[YearBook]:
    """The books of the groups that the visitor may see, the newest year first."""
    mine = {group.id: group for group in groups.visible(include_closed=True)}
    query = select(YearBook).where(YearBook.group_id.in_(list(mine))).order_by(YearBook.year.desc(), YearBook.id)
    return list(db.session.scalars(query))


def find(yearbook_id: UUID) -> YearBook:
    """One book of a group that the visitor may see, or NotFound."""
    book = find_row(YearBook, yearbook_id)
    groups.find(book.group_id)
    return book


def ask(group: Group, year: int) -> YearBook:
    """Have the book made, or made anew where minutes have come since. Raises NotNow when none are approved."""
    if not FIRST_YEAR <= year <= clock.today().year:
        raise Invalid("Velg et år fra listen.", field="ar")
    if not _approved(group.id, year):
        raise NotNow("{group} har ingen godkjente referater fra {year}.", group=group.name, year=year)
    here.lock(f"yearbook:{group.id}:{year}")
    query = select(YearBook).where(YearBook.group_id == group.id, YearBook.year == year)
    book = db.session.scalars(query).one_or_none()
    if book is None:
        book = YearBook(group_id=group.id, year=year)
        db.session.add(book)
        db.session.flush()
    else:
        check_version(book, None)
    book.state, book.content, book.sha256, book.made_at = "waiting", None, "", None
    book.asked_by, book.asked_at = here.actor_name(), clock.now()
    db.session.flush()
    audit.record("yearbook.asked", book, group=group.id, year=year)
    jobs.later("yearbook.bind", book.id)
    return book


def bind(yearbook_id: UUID) -> None:
    """Make the file. Safe to ask for twice: a book that is ready is left alone."""
    here.lock(f"yearbook.bind:{yearbook_id}")
    book = find_row(YearBook, yearbook_id)
    if book.state != "waiting":
        return
    found = _approved(book.group_id, book.year)
    if not found:
        book.state = "failed"
        return
    shielded = set(shielding.shielded_entries())
    with in_the_kommunes_language():
        report, decisions = chapters.compose(book.group.name, book.year, found, shielded)
    try:
        content = printing.pdf(report, when=book.asked_at.replace(microsecond=0))
    except printing.PrintingFailed:
        book.state = "failed"
        audit.record("yearbook.failed", book)
        return
    book.content, book.sha256, book.state, book.made_at = content, sha256(content).hexdigest(), "ready", clock.now()
    book.minutes_count, book.decisions_count = len(found), decisions
    audit.record("yearbook.bound", book, minutes=len(found), decisions=decisions, sha256=book.sha256)


def waiting() -> list[UUID]:
    """Books that are asked for and not made, for a round that finds what was lost."""
    return list(db.session.scalars(select(YearBook.id).where(YearBook.state == "waiting")))


def content_of(book: YearBook) -> bytes:
    """The bytes of a book that is ready. Raises NotFound, and NotNow where a sak in it has been shielded since."""
    found = db.session.scalar(select(YearBook.content).where(YearBook.id == book.id))
    if found is None:
        raise NotFound()
    if _tells_too_much(book):
        raise NotNow("En sak i årboken er unntatt offentlighet eller gjort intern etter at den ble laget. Lag årboken på nytt.")
    return bytes(found)


def filename(book: YearBook) -> str:
    """«Årbok Koordineringsgruppen 2025.pdf»"""
    with in_the_kommunes_language():
        return gettext("Årbok %(group)s %(year)s", group=book.group.name.replace("/", "-"), year=book.year) + ".pdf"


def _tells_too_much(book: YearBook) -> bool:
    """Whether somebody has shielded a sak of the book's year after its words were read."""
    first, next_year = clock.at(date(book.year, 1, 1), 0), clock.at(date(book.year + 1, 1, 1), 0)
    query = (
        select(PublicityChoice.id)
        .join(AgendaEntry, AgendaEntry.item_id == PublicityChoice.item_id)
        .join(Meeting, Meeting.id == AgendaEntry.meeting_id)
        .where(Meeting.group_id == book.group_id, Meeting.starts_at >= first, Meeting.starts_at < next_year)
        .where(PublicityChoice.publicity.in_(shielding.SHIELDED), PublicityChoice.chosen_at > (book.made_at or book.asked_at))
    )
    return db.session.scalar(query.limit(1)) is not None


def _approved(group_id: UUID, year: int) -> list[tuple[datetime, dict[str, Any]]]:
    """(start, document) of the latest version of each approved minutes of the year, in the order of the meetings."""
    first, next_year = clock.at(date(year, 1, 1), 0), clock.at(date(year + 1, 1, 1), 0)
    latest = and_(MinutesVersion.minutes_id == Minutes.id, MinutesVersion.number == Minutes.latest)
    query = (
        select(Meeting.starts_at, MinutesVersion.document)
        .join(Minutes, Minutes.meeting_id == Meeting.id)
        .join(MinutesVersion, latest)
        .where(Meeting.group_id == group_id, Minutes.stage == "approved", Meeting.starts_at >= first, Meeting.starts_at < next_year)
        .order_by(Meeting.starts_at, Meeting.id)
    )
    return [(starts_at, words) for starts_at, words in db.session.execute(query)]
