"""The kommune's own figures, and the imports that brought them."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import Numeric
from sqlalchemy.orm import Mapped, mapped_column

from saas import clock
from saas.db import Base, InTenant


class IndicatorImport(InTenant, Base):
    """A file that was taken in whole, or a figure written by hand."""

    __tablename__ = "indicator_imports"

    filename: Mapped[str] = mapped_column(default="")
    format: Mapped[str]
    sha256: Mapped[str] = mapped_column(default="")
    rows: Mapped[int]
    added: Mapped[int]
    changed: Mapped[int]
    by: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime] = mapped_column(default=clock.now)


class IndicatorReading(InTenant, Base):
    """One figure, or the reason why there is none. `flag` is empty where there is a value."""

    __tablename__ = "indicator_readings"
    belongs_to = (("import_id", "indicator_imports"),)

    code: Mapped[str]
    title: Mapped[str]
    source: Mapped[str]
    period: Mapped[str]
    year: Mapped[int]
    level: Mapped[str] = mapped_column(default="")
    sex: Mapped[str] = mapped_column(default="")
    unit: Mapped[str] = mapped_column(default="")
    value: Mapped[Decimal | None] = mapped_column(Numeric)
    flag: Mapped[str] = mapped_column(default="")
    n: Mapped[int | None]
    country_value: Mapped[Decimal | None] = mapped_column(Numeric)
    licence: Mapped[str] = mapped_column(default="")
    link: Mapped[str] = mapped_column(default="")
    publishable: Mapped[bool] = mapped_column(default=False)
    import_id: Mapped[UUID | None]
    version: Mapped[int] = mapped_column(default=1)
