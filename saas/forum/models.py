"""The coordinators' questions and answers: people with their names, and nothing that belongs to a kommune."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy.orm import Mapped, mapped_column

from saas import clock
from saas.db import Base


class Question(Base):
    """What somebody asks the others. Removed ones keep their place without their words."""

    __tablename__ = "network_questions"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    title: Mapped[str]
    body: Mapped[str] = mapped_column(default="")
    theme: Mapped[str] = mapped_column(default="")
    user_id: Mapped[UUID | None]
    name: Mapped[str]
    office: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    closed_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]
    removed_by: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)


class Answer(Base):
    """An answer; the centre may pin one, and then says «Festet av Kompetansesenteret»."""

    __tablename__ = "network_answers"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    question_id: Mapped[UUID]
    body: Mapped[str]
    user_id: Mapped[UUID | None]
    name: Mapped[str]
    office: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    pinned_at: Mapped[datetime | None]
    pinned_by: Mapped[str] = mapped_column(default="")
    removed_at: Mapped[datetime | None]
    removed_by: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)


class Follow(Base):
    """Whether somebody gets the weekly digest, and when they last did."""

    __tablename__ = "network_follows"

    user_id: Mapped[UUID] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(default="weekly")
    last_sent_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
