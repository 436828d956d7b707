"""The annual report of a kommune, and each group's year bound into one book."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import LargeBinary
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from saas import clock
from saas.db import Base, InTenant, one
from tenants.groups.models import Group
from tenants.meetings.models import AgendaItem

REPORT_STATES = {"draft": "Utkast", "adopted": "Vedtatt"}
BOOK_STATES = {"waiting": "Lages nå", "ready": "Klar", "failed": "Gikk ikke"}


class AnnualReport(InTenant, Base):
    """One year's report: three texts of the writer's own, and the year's facts, frozen in `content` when adopted."""

    __tablename__ = "annual_reports"
    belongs_to = (("item_id", "agenda_items"),)

    year: Mapped[int]
    state: Mapped[str] = mapped_column(default="draft")
    summary: Mapped[str] = mapped_column(default="")
    learnt: Mapped[str] = mapped_column(default="")
    ahead: Mapped[str] = mapped_column(default="")
    content: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    sha256: Mapped[str] = mapped_column(default="")
    item_id: Mapped[UUID | None]
    adopted_on: Mapped[date | None]
    adopted_by: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    version: Mapped[int] = mapped_column(default=1)

    item: Mapped[AgendaItem | None] = one("AnnualReport.item_id", "AgendaItem")

    @property
    def adopted(self) -> bool:
        """Frozen."""
        return self.state == "adopted"


class YearBook(InTenant, Base):
    """A group's approved minutes of one year in one PDF, made by a job."""

    __tablename__ = "year_books"
    belongs_to = (("group_id", "groups"),)

    group_id: Mapped[UUID]
    year: Mapped[int]
    state: Mapped[str] = mapped_column(default="waiting")
    minutes_count: Mapped[int] = mapped_column(default=0)
    decisions_count: Mapped[int] = mapped_column(default=0)
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    sha256: Mapped[str] = mapped_column(default="")
    asked_by: Mapped[str] = mapped_column(default="")
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    made_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    group: Mapped[Group] = one("YearBook.group_id", "Group")
