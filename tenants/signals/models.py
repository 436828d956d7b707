"""Observations of a trend without persons, and the areas that are large enough to be named."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from saas import clock
from saas.db import Base, InTenant, one


class Area(InTenant, Base):
    """A part of the kommune that a signal may name: never one with fewer than 200 residents."""

    __tablename__ = "areas"

    name: Mapped[str]
    residents: Mapped[int]
    version: Mapped[int] = mapped_column(default=1)


class Signal(InTenant, Base):
    """Theme, arena, area, week, and the size of the group; never who."""

    __tablename__ = "signals"
    belongs_to = (("area_id", "areas"), ("item_id", "agenda_items"))

    theme: Mapped[str]
    arena: Mapped[str]
    age_group: Mapped[str]
    area_id: Mapped[UUID | None]
    week_on: Mapped[date]
    size: Mapped[str]
    sector: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    noted_by: Mapped[str] = mapped_column(default="")
    item_id: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    area: Mapped[Area | None] = one("Signal.area_id", "Area")
