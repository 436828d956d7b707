"""Measures: what is tried, by whom, towards which goal, how it goes, and how it will be judged."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import Numeric
from sqlalchemy.orm import Mapped, mapped_column

from saas import clock
from saas.db import Base, InTenant, one
from tenants.goals.models import Goal
from tenants.groups.models import Group
from tenants.meetings.models import AgendaItem
from tenants.network.models import Organisation, Person

# Code → bokmål. The order is the way that a measure goes; «rejected» leaves it.
STATES = {
    "proposed": "Forslag",
    "assessed": "Vurdert",
    "decided": "Besluttet",
    "started": "Igangsatt",
    "ended": "Avsluttet",
    "evaluated": "Evaluert",
    "rejected": "Avvist",
}
STATUSES = {"none": "Ikke meldt", "on_track": "På plan", "delayed": "Forsinket", "done": "Meldt ferdig"}
# From the decision on it has an owner; in these it is run, or about to be.
DECIDED = ("decided", "started", "ended", "evaluated")
RUNNING = ("decided", "started")
# An adopted goal of before still stands for what was done under it.
VALID_GOALS = ("adopted", "ended")
# What a plan for evaluation is made of, as a page names it when it lacks.
PLAN_PARTS = {
    "indicator": "hva som måles",
    "measure_on": "når det måles",
    "responsible": "hvem som måler",
    "baseline": "hvor vi står i dag",
    "target": "hva vi vil nå",
    "reason": "hvorfor det ikke evalueres (minst 20 tegn)",
}
SHORTEST_REASON = 20
# So many days without a word, and the status is grey.
STALE_DAYS = 30


class MeasureNumber(InTenant, Base):
    """The last number used in a year; locked by whoever takes the next."""

    __tablename__ = "measure_numbers"

    year: Mapped[int]
    last: Mapped[int]


class Measure(InTenant, Base):
    """A concrete prevention effort. The owner is a service; one person answers for it."""

    __tablename__ = "measures"
    belongs_to = (
        ("goal_id", "goals"),
        ("round_id", "rounds"),
        ("group_id", "groups"),
        ("item_id", "agenda_items"),
        ("owner_id", "organisations"),
        ("responsible_id", "people"),
        ("frame_item_id", "agenda_items"),
    )

    number: Mapped[int]
    year: Mapped[int]
    title: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    theme: Mapped[str]
    arena: Mapped[str]
    age_group: Mapped[str]
    type: Mapped[str]
    prevention_level: Mapped[str]
    bti_level: Mapped[int | None]
    goal_id: Mapped[UUID | None]
    round_id: Mapped[UUID | None]
    group_id: Mapped[UUID]
    item_id: Mapped[UUID | None]
    decided_on: Mapped[date | None]
    decision: Mapped[str] = mapped_column(default="")
    owner_id: Mapped[UUID | None]
    responsible_id: Mapped[UUID | None]
    coordinator_role: Mapped[str] = mapped_column(default="coordinates")
    police_contribution: Mapped[str] = mapped_column(default="")
    youth_input: Mapped[bool] = mapped_column(default=False)
    youth_note: Mapped[str] = mapped_column(default="")
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    state: Mapped[str] = mapped_column(default="proposed")
    status: Mapped[str] = mapped_column(default="none")
    status_note: Mapped[str] = mapped_column(default="")
    status_at: Mapped[datetime | None]
    frame_item_id: Mapped[UUID | None]
    frame_outcome: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    version: Mapped[int] = mapped_column(default=1)

    goal: Mapped[Goal | None] = one("Measure.goal_id", "Goal")
    group: Mapped[Group] = one("Measure.group_id", "Group")
    owner: Mapped[Organisation | None] = one("Measure.owner_id", "Organisation")
    responsible: Mapped[Person | None] = one("Measure.responsible_id", "Person")
    item: Mapped[AgendaItem | None] = one("Measure.item_id", "AgendaItem")

    @property
    def label(self) -> str:
        """«T-26-007»"""
        return f"T-{self.year % 100:02d}-{self.number:03d}"

    @property
    def silent_days(self) -> int | None:
        """Days since anything was heard of a measure under way; None for one that is not."""
        if self.state != "started":
            return None
        return (clock.now() - (self.status_at or self.created_at)).days

    @property
    def stale(self) -> bool:
        """Under way, and not a word for over a month."""
        return (self.silent_days or 0) > STALE_DAYS

    @property
    def outside_frame(self) -> bool:
        """Decided without a goal that the styringsgruppe has adopted, and the group has not said what to do with it."""
        inside = self.goal is not None and self.goal.state in VALID_GOALS
        return self.state in RUNNING and self.frame_outcome is None and not inside


class MeasureFinding(InTenant, Base):
    """That a measure answers a finding."""

    __tablename__ = "measure_findings"
    belongs_to = (("measure_id", "measures"), ("finding_id", "findings"))

    measure_id: Mapped[UUID]
    finding_id: Mapped[UUID]


class MeasureStep(InTenant, Base):
    """A step in the life of a measure: who, when, why. Only ever added to."""

    __tablename__ = "measure_steps"
    belongs_to = (("measure_id", "measures"),)

    measure_id: Mapped[UUID]
    from_state: Mapped[str] = mapped_column(default="")
    to_state: Mapped[str]
    why: Mapped[str] = mapped_column(default="")
    by: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime] = mapped_column(default=clock.now)


class EvaluationPlan(InTenant, Base):
    """How a measure will be judged, decided before it starts; «none» needs its reason."""

    __tablename__ = "evaluation_plans"
    belongs_to = (("measure_id", "measures"), ("responsible_id", "people"))

    measure_id: Mapped[UUID]
    type: Mapped[str]
    indicator: Mapped[str] = mapped_column(default="")
    unit: Mapped[str] = mapped_column(default="")
    baseline: Mapped[Decimal | None] = mapped_column(Numeric)
    target: Mapped[Decimal | None] = mapped_column(Numeric)
    measure_on: Mapped[date | None]
    responsible_id: Mapped[UUID | None]
    reason: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)

    responsible: Mapped[Person | None] = one("EvaluationPlan.responsible_id", "Person")

    @property
    def excused(self) -> bool:
        """«Evalueres ikke, fordi …»"""
        return self.type == "none"

    @property
    def lacks(self) -> list[str]:
        """Codes of PLAN_PARTS that are missing before the measure may start."""
        if self.excused:
            return [] if len(self.reason) >= SHORTEST_REASON else ["reason"]
        parts = {
            "indicator": bool(self.indicator),
            "measure_on": self.measure_on is not None,
            "responsible": self.responsible_id is not None,
        }
        if self.type == "effect":
            parts |= {"baseline": self.baseline is not None, "target": self.target is not None}
        return [part for part, present in parts.items() if not present]


class Milestone(InTenant, Base):
    """A day on the way of a measure."""

    __tablename__ = "milestones"
    belongs_to = (("measure_id", "measures"),)

    measure_id: Mapped[UUID]
    title: Mapped[str]
    due_on: Mapped[date]
    done_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)
