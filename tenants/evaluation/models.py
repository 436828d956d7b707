"""Evaluations: before and after side by side, a verdict, and the lesson that the next kartlegging is offered."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ARRAY, Numeric, Text
from sqlalchemy.orm import Mapped, mapped_column

from saas import clock
from saas.db import Base, InTenant, one
from tenants.measures.models import Measure


class Evaluation(InTenant, Base):
    """What came of a measure."""

    __tablename__ = "evaluations"
    belongs_to = (("measure_id", "measures"),)

    measure_id: Mapped[UUID]
    type: Mapped[str]
    indicator: Mapped[str] = mapped_column(default="")
    unit: Mapped[str] = mapped_column(default="")
    baseline: Mapped[Decimal | None] = mapped_column(Numeric)
    target: Mapped[Decimal | None] = mapped_column(Numeric)
    result: Mapped[Decimal | None] = mapped_column(Numeric)
    n: Mapped[int | None]
    evaluated_on: Mapped[date]
    verdict: Mapped[str]
    lesson: Mapped[str] = mapped_column(default="")
    next: Mapped[str]
    strengths: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    written_by: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    version: Mapped[int] = mapped_column(default=1)

    measure: Mapped[Measure] = one("Evaluation.measure_id", "Measure")
