"""The verbs of templates: take one from the shelf, write one, change it, put it away. A kommune's copy is its own."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import defer

from saas import audit, clock, here
from saas.db import check_version, db
from saas.db import find as find_row
from saas.errors import Invalid, NotNow
from saas.library import comparing, fields, shelf
from saas.library.models import SharedTemplateVersion
from tenants.groups import guarding
from tenants.groups import service as groups
from tenants.groups.models import Group
from tenants.templates.models import DocumentTemplate, WrittenDocument

LONGEST_TITLE, LONGEST_BODY = 160, 60_000


def listed() -> list[DocumentTemplate]:
    """The kommune's templates by title, those that are put away too; without their bodies."""
    query = select(DocumentTemplate).options(defer(DocumentTemplate.body), defer(DocumentTemplate.base_body))
    return list(db.session.scalars(query.order_by(DocumentTemplate.title, DocumentTemplate.id)))


def find(template_id: UUID) -> DocumentTemplate:
    """One of the kommune's templates. Raises NotFound."""
    return find_row(DocumentTemplate, template_id)


def offers() -> list[SharedTemplateVersion]:
    """What the shelf offers and the kommune has no copy of in use, those in the kommune's own language first."""
    query = select(DocumentTemplate.shared_template_id, DocumentTemplate.language)
    taken = {(shared, language) for shared, language in db.session.execute(query.where(DocumentTemplate.archived_at.is_(None)))}
    own = here.kommune().language
    return sorted(
        (one for one in shelf.offers() if (one.template_id, one.language) not in taken), key=lambda one: one.language != own
    )


def adopt(version_id: UUID) -> DocumentTemplate:
    """«Ta i bruk»: the kommune's own copy of a published edition, which remembers what it was copied from."""
    offered = shelf.offered(version_id)
    here.lock("templates")
    same = (DocumentTemplate.shared_template_id == offered.template_id, DocumentTemplate.language == offered.language)
    if db.session.scalar(select(DocumentTemplate.id).where(*same, DocumentTemplate.archived_at.is_(None))) is not None:
        raise NotNow("Dere har allerede en kopi av denne malen.")
    template = DocumentTemplate(
        kind=offered.template.kind, language=offered.language, title=offered.title, body=offered.body, base_body=offered.body,
        shared_template_id=offered.template_id, shared_number=offered.number, shared_title=offered.title,
        created_by=here.actor_name(),
    )  # fmt: skip
    db.session.add(template)
    db.session.flush()
    audit.record("template.taken_in", template, shared=offered.template_id, edition=offered.number)
    return template


def add(template_id: UUID, kind: str, language: str, title: str, body: str, kept: guarding.Kept | None = None) -> DocumentTemplate:
    """A template of the kommune's own from nothing. The same form sent twice, by its `template_id`, is one template.

    Raises Invalid or Guarded at «slag», «sprak», «tittel» or «tekst».
    """
    if kind not in shelf.KINDS:
        raise Invalid("Velg hva slags mal det er.", field="slag")
    if language not in shelf.LANGUAGE_NAMES:
        raise Invalid("Velg språk.", field="sprak")
    here.lock("templates")
    if (there := db.session.scalars(select(DocumentTemplate).where(DocumentTemplate.id == template_id)).one_or_none()) is not None:
        return there
    title, body = checked(title, body, kept)
    fields.require_known(body, "tekst")
    template = DocumentTemplate(id=template_id, kind=kind, language=language, title=title, body=body, created_by=here.actor_name())
    db.session.add(template)
    db.session.flush()
    audit.record("template.added", template, kind=kind)
    return template


def change(template: DocumentTemplate, seen: int | None, title: str, body: str, kept: guarding.Kept | None = None) -> None:
    """Another title or text. What it was copied from is remembered as it was. Raises as `add`, and Stale."""
    if unchanged(template, title, body):
        return
    title, body = checked(title, body, kept)
    fields.require_known(body, "tekst")
    check_version(template, seen)
    template.title, template.body, template.changed_at = title, body, clock.now()
    audit.record("template.changed", template)


def archive(row: DocumentTemplate | WrittenDocument, seen: int | None) -> None:
    """Put a template or a document away; it can be read, and fetched back."""
    check_version(row, seen)
    row.archived_at = row.archived_at or clock.now()
    audit.record("template.archived" if isinstance(row, DocumentTemplate) else "document.archived", row)


def restore(row: DocumentTemplate | WrittenDocument, seen: int | None) -> None:
    """Undo putting away."""
    check_version(row, seen)
    row.archived_at = None
    audit.record("template.restored" if isinstance(row, DocumentTemplate) else "document.restored", row)


def checked(title: str, body: str, kept: guarding.Kept | None) -> tuple[str, str]:
    """A title and a text as they are kept, past the person-data guard. Raises Invalid or Guarded."""
    title, body = tidy(title, body)
    if not title:
        raise Invalid("Skriv en tittel.", field="tittel")
    if len(title) > LONGEST_TITLE:
        raise Invalid("Tittelen kan ha høyst {n} tegn.", field="tittel", n=LONGEST_TITLE)
    if not body:
        raise Invalid("Skriv teksten.", field="tekst")
    if len(body) > LONGEST_BODY:
        raise Invalid("Teksten kan ha høyst {n} tegn.", field="tekst", n=LONGEST_BODY)
    if body.count("\n") >= comparing.MOST_LINES:
        raise Invalid("Teksten kan ha høyst {n} linjer.", field="tekst", n=comparing.MOST_LINES)
    guarding.check(keeper(), {"tittel": title, "tekst": fields.blanked(body)}, kept)
    return title, body


def unchanged(row: DocumentTemplate | WrittenDocument, title: str, body: str) -> bool:
    """The same words again: a second press, or a press with nothing done, whichever version it was made on."""
    return (row.title, row.body.strip()) == tidy(title, body)


def tidy(title: str, body: str) -> tuple[str, str]:
    """One line and many, with one kind of line break and nothing that a table cannot hold."""
    lines = body.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")
    return " ".join(title.replace("\x00", "").split()), lines.strip()


def keeper() -> Group | None:
    """The group that remembers what a writer keeps despite a warning: the coordinating one, else the first."""
    seen = groups.visible()
    return next((group for group in seen if group.level == "COORDINATING"), seen[0] if seen else None)
