"""Templates that the centre publishes, and cards of experience that kommuner have chosen to share."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy.orm import Mapped, mapped_column, relationship

from saas import clock
from saas.db import Base


class SharedTemplate(Base):
    """A template for every kommune, in one or both languages; withdrawn ones are offered no more."""

    __tablename__ = "shared_templates"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    code: Mapped[str]
    kind: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    withdrawn_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class SharedTemplateVersion(Base):
    """One edition in one language: a draft until it is published, and never changed after that."""

    __tablename__ = "shared_template_versions"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    template_id: Mapped[UUID]
    language: Mapped[str]
    number: Mapped[int]
    title: Mapped[str]
    summary: Mapped[str] = mapped_column(default="")
    body: Mapped[str]
    changes: Mapped[str] = mapped_column(default="")
    written_by: Mapped[str]
    confirmed_free_of_people: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    published_at: Mapped[datetime | None]
    published_by: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)

    template: Mapped[SharedTemplate] = relationship(
        SharedTemplate, primaryjoin="foreign(SharedTemplateVersion.template_id) == SharedTemplate.id", viewonly=True
    )


class LibraryCard(Base):
    """Experience from a measure, as all may read it. Whose it is stands in a column that no room may read, and is not here."""

    __tablename__ = "library_cards"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    kommune_name: Mapped[str] = mapped_column(default="")
    language: Mapped[str]
    title: Mapped[str]
    theme: Mapped[str]
    level: Mapped[str] = mapped_column(default="")
    challenge: Mapped[str] = mapped_column(default="")
    what: Mapped[str] = mapped_column(default="")
    resources: Mapped[str] = mapped_column(default="")
    evaluation: Mapped[str] = mapped_column(default="")
    verdict: Mapped[str] = mapped_column(default="")
    advice: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default="waiting")
    answer: Mapped[str] = mapped_column(default="", deferred=True)
    received_at: Mapped[datetime] = mapped_column(default=clock.now)
    reviewed_by: Mapped[str] = mapped_column(default="", deferred=True)
    reviewed_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None] = mapped_column(deferred=True)
    version: Mapped[int] = mapped_column(default=1, deferred=True)
