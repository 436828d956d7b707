"""A kommune takes everything with it, and what it leaves behind is deleted."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger
from sqlalchemy.orm import Mapped, mapped_column

from saas import clock
from saas.db import Base, InTenant


class Export(InTenant, Base):
    """One export of everything the kommune has, made by a job; the file is kept for a few days."""

    __tablename__ = "exports"

    state: Mapped[str] = mapped_column(default="waiting")
    asked_by: Mapped[str]
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    step: Mapped[int] = mapped_column(default=0)
    steps: Mapped[int] = mapped_column(default=0)
    filename: Mapped[str] = mapped_column(default="")
    size: Mapped[int] = mapped_column(BigInteger, default=0)
    sha256: Mapped[str] = mapped_column(default="")
    content: Mapped[bytes | None]
    error: Mapped[str] = mapped_column(default="")
    ready_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]


class Departure(InTenant, Base):
    """The wish to delete the kommune: asked for by one, confirmed by another, done after a time to regret."""

    __tablename__ = "departures"

    state: Mapped[str] = mapped_column(default="asked")
    reason: Mapped[str] = mapped_column(default="")
    asked_by: Mapped[UUID]
    asked_name: Mapped[str]
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    confirmed_by: Mapped[UUID | None]
    confirmed_name: Mapped[str] = mapped_column(default="")
    confirmed_at: Mapped[datetime | None]
    delete_after: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
