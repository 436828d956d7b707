"""The situasjonsbilde: which figures it shows, and each one as it was presented."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from saas import clock
from saas.db import Base, InTenant


class SituationFigure(InTenant, Base):
    """A figure that the kommune has chosen for the page; `series` says which."""

    __tablename__ = "situation_figures"

    position: Mapped[int]
    series: Mapped[str]


class SituationReport(InTenant, Base):
    """A situasjonsbilde as it stood on a day. Only ever added to."""

    __tablename__ = "situation_reports"
    belongs_to = (("item_id", "agenda_items"),)

    on_date: Mapped[date]
    content: Mapped[dict[str, Any]]
    summary: Mapped[str] = mapped_column(default="")
    item_id: Mapped[UUID | None]
    created_by: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    sha256: Mapped[str] = mapped_column(default="")
