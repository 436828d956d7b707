"""The kommune's own copies of templates, what each was copied from, and the documents written from them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from saas import clock
from saas.db import Base, InTenant, one


class DocumentTemplate(InTenant, Base):
    """A template of the kommune's own. `base_body` is the shared text it was copied from; `declined_number` an update said no to."""

    __tablename__ = "document_templates"

    kind: Mapped[str]
    language: Mapped[str]
    title: Mapped[str]
    body: Mapped[str]
    shared_template_id: Mapped[UUID | None]
    shared_number: Mapped[int | None]
    shared_title: Mapped[str] = mapped_column(default="")
    base_body: Mapped[str] = mapped_column(default="")
    declined_number: Mapped[int | None]
    created_by: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    changed_at: Mapped[datetime] = mapped_column(default=clock.now)
    archived_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class WrittenDocument(InTenant, Base):
    """A document written from a template, with its fields filled in; it can be written on, and printed."""

    __tablename__ = "written_documents"
    belongs_to = (("template_id", "document_templates"),)

    template_id: Mapped[UUID | None]
    template_title: Mapped[str] = mapped_column(default="")
    title: Mapped[str]
    body: Mapped[str]
    language: Mapped[str]
    written_by: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    changed_at: Mapped[datetime] = mapped_column(default=clock.now)
    archived_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    template: Mapped[DocumentTemplate | None] = one("WrittenDocument.template_id", "DocumentTemplate", viewonly=True)
