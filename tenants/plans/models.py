"""Proposals in order of priority, and the handlingsplan that a vedtak makes of them."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from saas import clock
from saas.db import Base, InTenant, one
from tenants.measures.models import Measure
from tenants.meetings.models import AgendaItem

# Code → bokmål.
STATES = {"draft": "Utkast", "adopted": "Vedtatt"}


class ActionPlan(InTenant, Base):
    """A plan of five parts. `frozen` is the whole plan as it was adopted, and `sha256` its fingerprint."""

    __tablename__ = "action_plans"
    belongs_to = (("item_id", "agenda_items"),)

    title: Mapped[str]
    from_year: Mapped[int]
    to_year: Mapped[int]
    age_from: Mapped[int] = mapped_column(default=0)
    age_to: Mapped[int] = mapped_column(default=25)
    overall: Mapped[str] = mapped_column(default="")
    situation: Mapped[str] = mapped_column(default="")
    offers: Mapped[str] = mapped_column(default="")
    process: Mapped[str] = mapped_column(default="")
    partners: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default="draft")
    item_id: Mapped[UUID | None]
    resolution: Mapped[str] = mapped_column(default="")
    adopted_on: Mapped[date | None]
    adopted_by: Mapped[str] = mapped_column(default="")
    frozen: Mapped[dict[str, Any] | None]
    sha256: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    version: Mapped[int] = mapped_column(default=1)

    item: Mapped[AgendaItem | None] = one("ActionPlan.item_id", "AgendaItem")

    @property
    def years(self) -> str:
        """«2027–2028», or the one year."""
        return str(self.from_year) if self.from_year == self.to_year else f"{self.from_year}–{self.to_year}"

    @property
    def adopted(self) -> bool:
        """Nothing in it changes any more."""
        return self.state == "adopted"


class PlanProposal(InTenant, Base):
    """A proposed measure in the order that the styringsgruppe gives it."""

    __tablename__ = "plan_proposals"
    belongs_to = (("plan_id", "action_plans"), ("measure_id", "measures"))

    plan_id: Mapped[UUID]
    measure_id: Mapped[UUID]
    rank: Mapped[int]
    chosen: Mapped[bool] = mapped_column(default=False)

    measure: Mapped[Measure] = one("PlanProposal.measure_id", "Measure")


class PlanRevision(InTenant, Base):
    """A change after the plan was adopted. Only ever added to."""

    __tablename__ = "plan_revisions"
    belongs_to = (("plan_id", "action_plans"),)

    plan_id: Mapped[UUID]
    number: Mapped[int]
    on_date: Mapped[date]
    what: Mapped[str]
    why: Mapped[str] = mapped_column(default="")
    by: Mapped[str] = mapped_column(default="")
    facts: Mapped[dict[str, Any]]
