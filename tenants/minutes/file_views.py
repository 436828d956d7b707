"""The doors that hand out files: the minutes as PDF and Word, and one sak as særutskrift."""

from datetime import datetime
from io import BytesIO
from typing import Any
from uuid import UUID

from flask import request, send_file

from saas import clock, wordfile
from saas.accounts.guard import may
from saas.errors import NotFound
from tenants.meetings import shielding
from tenants.minutes import document, reading, rights
from tenants.minutes.doors import bp, whole_number
from tenants.minutes.reading import Book, open_book

PDF = "application/pdf"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@bp.get("/<uuid:minutes_id>/referat.pdf")
@may("read")
def as_pdf(minutes_id: UUID) -> Any:
    """Tagged A4."""
    book, words, when = _wanted(minutes_id)
    shielding.note_reading_of(words)
    return _file(document.as_pdf(words, when), PDF, document.filename(book, "pdf"))


@bp.get("/<uuid:minutes_id>/referat.docx")
@may("read")
def as_docx(minutes_id: UUID) -> Any:
    """A Word file to go on writing in."""
    book, words, when = _wanted(minutes_id)
    shielding.note_reading_of(words)
    return _file(wordfile.docx(words, when=when), WORD, document.filename(book, "docx"))


@bp.get("/<uuid:minutes_id>/sak/<uuid:entry_id>.pdf")
@may("read")
def extract(minutes_id: UUID, entry_id: UUID) -> Any:
    """Særutskrift of one sak."""
    book, words, when = _wanted(minutes_id)
    one = document.extract(words, str(entry_id))
    if one is None:
        raise NotFound()
    shielding.note_reading_of(one)
    name = f"{one['title'].replace('/', '-')[:100]}.pdf"
    return _file(document.as_pdf(one, when), PDF, name)


def _wanted(minutes_id: UUID) -> tuple[Book, dict[str, Any], datetime]:
    """The version that the address names, else the latest; the draft as it stands for those who write."""
    book = open_book(reading.find_minutes(minutes_id).meeting_id)
    minutes = book.minutes
    if minutes is None or (minutes.latest == 0 and not rights.may_write(book.group)):
        raise NotFound()
    if minutes.latest == 0:
        return book, document.build(book, 0), clock.now()
    number = whole_number(request.args.get("versjon", "")) or minutes.latest
    version = reading.version_of(minutes, number)
    newest = number == minutes.latest
    words = document.as_it_stands(version.document, minutes) if newest else version.document
    return book, words, version.created_at


def _file(content: bytes, media_type: str, name: str) -> Any:
    return send_file(BytesIO(content), mimetype=media_type, as_attachment=True, download_name=name)
