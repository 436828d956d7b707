"""Gevinstark: what the year gave, on one page."""

from datetime import date, datetime
from typing import Any

from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from saas import clock
from saas.db import Base, InTenant


class GainSheet(InTenant, Base):
    """Three numbers, two stories and a quote. `figures`: [{key, value, label, source}], as they were when chosen."""

    __tablename__ = "gain_sheets"

    year: Mapped[int]
    title: Mapped[str]
    intro: Mapped[str] = mapped_column(default="")
    figures: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list)
    story_one_title: Mapped[str] = mapped_column(default="")
    story_one: Mapped[str] = mapped_column(default="")
    story_two_title: Mapped[str] = mapped_column(default="")
    story_two: Mapped[str] = mapped_column(default="")
    quote: Mapped[str] = mapped_column(default="")
    quoted_as: Mapped[str] = mapped_column(default="")
    finished_on: Mapped[date | None]
    finished_by: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    version: Mapped[int] = mapped_column(default=1)

    @property
    def finished(self) -> bool:
        """Done, and no longer changed."""
        return self.finished_on is not None
