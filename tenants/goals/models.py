"""Goals: owned by the styringsgruppe, concrete or openly judged, in an order that only a sak changes."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Numeric
from sqlalchemy.orm import Mapped, mapped_column

from saas import clock
from saas.db import Base, InTenant, one
from tenants.groups.models import Group
from tenants.meetings.models import AgendaItem

# Code → bokmål.
STATES = {"draft": "Utkast", "adopted": "Vedtatt", "rejected": "Avvist", "ended": "Avsluttet"}
PLAN_STATUSES = {"not_included": "Ikke innarbeidet", "proposed": "Foreslått", "included": "Innarbeidet"}


class Goal(InTenant, Base):
    """A desired state. It is measured (indicator, baseline, target, date), or says how it is judged."""

    __tablename__ = "goals"
    belongs_to = (("group_id", "groups"), ("item_id", "agenda_items"))

    group_id: Mapped[UUID]
    title: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    focus_area: Mapped[str] = mapped_column(default="")
    theme: Mapped[str]
    from_year: Mapped[int]
    to_year: Mapped[int]
    rank: Mapped[int | None]
    state: Mapped[str] = mapped_column(default="draft")
    measurable: Mapped[bool] = mapped_column(default=True)
    indicator: Mapped[str] = mapped_column(default="")
    series: Mapped[str] = mapped_column(default="")
    unit: Mapped[str] = mapped_column(default="")
    baseline: Mapped[Decimal | None] = mapped_column(Numeric)
    baseline_year: Mapped[int | None]
    target: Mapped[Decimal | None] = mapped_column(Numeric)
    target_on: Mapped[date | None]
    judged_by: Mapped[str] = mapped_column(default="")
    item_id: Mapped[UUID | None]
    approved_by: Mapped[str] = mapped_column(default="")
    approved_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    version: Mapped[int] = mapped_column(default=1)

    group: Mapped[Group] = one("Goal.group_id", "Group")
    item: Mapped[AgendaItem | None] = one("Goal.item_id", "AgendaItem")

    @property
    def years(self) -> str:
        """«2026–2029», or the one year."""
        return str(self.from_year) if self.from_year == self.to_year else f"{self.from_year}–{self.to_year}"


class GoalFinding(InTenant, Base):
    """That a goal answers a finding."""

    __tablename__ = "goal_findings"
    belongs_to = (("goal_id", "goals"), ("finding_id", "findings"))

    goal_id: Mapped[UUID]
    finding_id: Mapped[UUID]


class GoalReading(InTenant, Base):
    """What the goal's indicator was on a day."""

    __tablename__ = "goal_readings"
    belongs_to = (("goal_id", "goals"),)

    goal_id: Mapped[UUID]
    on_date: Mapped[date]
    value: Mapped[Decimal] = mapped_column(Numeric)
    note: Mapped[str] = mapped_column(default="")


class GoalOrder(InTenant, Base):
    """An order of priority as it was decided in a sak; the newest is in force."""

    __tablename__ = "goal_orders"
    belongs_to = (("item_id", "agenda_items"),)

    item_id: Mapped[UUID]
    ranking: Mapped[dict[str, Any]]
    decided_by: Mapped[str] = mapped_column(default="")
    decided_at: Mapped[datetime] = mapped_column(default=clock.now)

    item: Mapped[AgendaItem] = one("GoalOrder.item_id", "AgendaItem")


class GoalPlan(InTenant, Base):
    """Where in the kommune's planverk a goal is, or should be."""

    __tablename__ = "goal_plans"
    belongs_to = (("goal_id", "goals"),)

    goal_id: Mapped[UUID]
    document: Mapped[str]
    chapter: Mapped[str] = mapped_column(default="")
    status: Mapped[str] = mapped_column(default="not_included")
    link: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)
