"""Public figures as they lie in the database: the same for every kommune, written only by the worker's function."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import ARRAY, Numeric, Text
from sqlalchemy.orm import Mapped, mapped_column

from saas import clock
from saas.db import Base


class OfficialSeries(Base):
    """One indicator from a statistics office: what it is, in which unit, from where, under which licence."""

    __tablename__ = "official_series"

    code: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    unit: Mapped[str] = mapped_column(default="")
    source: Mapped[str]
    licence: Mapped[str]
    table_id: Mapped[str] = mapped_column(default="")
    link: Mapped[str] = mapped_column(default="")
    notes: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    updated_at: Mapped[datetime | None]
    fetched_at: Mapped[datetime] = mapped_column(default=clock.now)


class OfficialFigure(Base):
    """One figure: a region (kommune number, or «0» for the country), a period («2025», «2023-2024»), a value or a flag."""

    __tablename__ = "official_figures"

    series: Mapped[str] = mapped_column(primary_key=True)
    region: Mapped[str] = mapped_column(primary_key=True)
    period: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[Decimal | None] = mapped_column(Numeric)
    flag: Mapped[str] = mapped_column(default="")
