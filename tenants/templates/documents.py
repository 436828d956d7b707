"""Documents written from a template: the fields are filled in once, and from then on the text is written like any other."""

from datetime import datetime
from typing import Any
from uuid import UUID

from flask_babel import force_locale
from sqlalchemy import select
from sqlalchemy.orm import defer

from saas import audit, clock, here, printing, wordfile
from saas.db import check_version, db
from saas.db import find as find_row
from saas.library import markdown
from saas.pages import gettext
from tenants.groups import guarding
from tenants.templates import values
from tenants.templates.models import DocumentTemplate, WrittenDocument
from tenants.templates.service import LONGEST_TITLE, checked, unchanged


def listed(template: DocumentTemplate | None = None) -> list[WrittenDocument]:
    """The kommune's documents, or those of one template, the latest changed first; without their bodies."""
    query = select(WrittenDocument).options(defer(WrittenDocument.body)).order_by(WrittenDocument.changed_at.desc(), WrittenDocument.id)
    return list(db.session.scalars(query.where(WrittenDocument.template_id == template.id) if template else query))


def find(document_id: UUID) -> WrittenDocument:
    """One document. Raises NotFound."""
    return find_row(WrittenDocument, document_id)


def proposed(template: DocumentTemplate) -> tuple[str, str]:
    """(title, body) of a new document, its fields filled in with what is known today; nothing is written yet."""
    body = values.filled(template.body, template.language)
    return (markdown.first_heading(body) or template.title)[:LONGEST_TITLE], body


def write(document_id: UUID, template: DocumentTemplate, title: str, body: str, kept: guarding.Kept | None = None) -> WrittenDocument:
    """A new document. The same form sent twice, by its `document_id`, is one document. Raises Invalid or Guarded."""
    here.lock("documents")
    if (there := db.session.scalars(select(WrittenDocument).where(WrittenDocument.id == document_id)).one_or_none()) is not None:
        return there
    title, body = checked(title, body, kept)
    document = WrittenDocument(
        id=document_id, template_id=template.id, template_title=template.title, title=title, body=body,
        language=template.language, written_by=here.actor_name(),
    )  # fmt: skip
    db.session.add(document)
    db.session.flush()
    audit.record("document.written", document, template=template.id)
    return document


def change(document: WrittenDocument, seen: int | None, title: str, body: str, kept: guarding.Kept | None = None) -> None:
    """Another title or text. Raises Invalid, Guarded or Stale."""
    if unchanged(document, title, body):
        return
    title, body = checked(title, body, kept)
    check_version(document, seen)
    document.title, document.body, document.changed_at = title, body, clock.now()
    audit.record("document.changed", document)


def report(document: WrittenDocument) -> dict[str, Any]:
    """A `saas.documents.Report` of the text, in the document's language."""
    name = here.kommune().name
    with force_locale(document.language):
        labels = {"page": gettext("Side"), "of": gettext("av")}
    return {
        "kind": "report", "language": document.language, "kommune": name, "title": document.title, "subtitle": None,
        "status": None, "facts": [], "blocks": markdown.blocks(document.body, document.title), "labels": labels,
        "footer": f"{name} – {document.title}",
    }  # fmt: skip


def pdf(document: WrittenDocument) -> bytes:
    """Tagged A4. The same text gives the same bytes."""
    return printing.pdf(report(document), when=_made_at(document))


def docx(document: WrittenDocument) -> bytes:
    """A Word file."""
    return wordfile.docx(report(document), when=_made_at(document))


def filename(document: WrittenDocument, ending: str) -> str:
    """«Innkalling til møte.pdf»"""
    return f"{document.title.replace('/', '-')[:100]}.{ending}"


def _made_at(document: WrittenDocument) -> datetime:
    return document.changed_at.replace(microsecond=0)
