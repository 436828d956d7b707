"""The list of measures: filters, numbers, and who can be filtered by."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, case, exists, func, or_, select
from sqlalchemy.orm import joinedload

from saas import clock, vocabulary
from saas.db import db
from tenants.goals.models import Goal
from tenants.measures import frame, sight
from tenants.measures.models import STATES, EvaluationPlan, Measure
from tenants.measures.status import MONTH
from tenants.network.models import Organisation

# How many rows a list shows before «Vis alle».
FEW = 7
# What is on the table, before what is over.
ON_THE_TABLE = ("proposed", "assessed", "decided", "started", "ended")
CHOICES = ("utenfor", "uten-plan", "stille")


@dataclass(frozen=True)
class Filters:
    """What was asked for; an unknown code asks for nothing. `choice` is one of CHOICES or empty."""

    state: str = ""
    theme: str = ""
    goal_id: UUID | None = None
    owner_id: UUID | None = None
    choice: str = ""
    everything: bool = False


@dataclass
class Listing:
    """The rows, how many there are in all, how many per state and per choice, and what can be chosen among."""

    rows: list[Measure]
    total: int
    states: dict[str, int]
    choices: dict[str, int]
    plans: dict[UUID, EvaluationPlan]
    themes: list[str] = field(default_factory=list)
    goals: list[tuple[UUID, str]] = field(default_factory=list)
    owners: list[tuple[UUID, str]] = field(default_factory=list)


def listed(filters: Filters) -> Listing:
    """The measures that the visitor may see, in as many statements for three as for three thousand."""
    wanted = [sight.visible(), *_narrowed(filters)]
    choices = _choices()
    query = select(Measure).where(*wanted).options(joinedload(Measure.owner), joinedload(Measure.goal))
    query = query.options(joinedload(Measure.responsible)).order_by(*_order())
    rows = list(db.session.scalars(query.limit(None if filters.everything else FEW)))
    states, counted = _counts(choices)
    plans = select(EvaluationPlan).where(EvaluationPlan.measure_id.in_([row.id for row in rows]))
    return Listing(
        rows=rows,
        total=db.session.scalar(select(func.count()).select_from(Measure).where(*wanted)) or 0,
        states=states,
        choices=counted,
        plans={plan.measure_id: plan for plan in db.session.scalars(plans)},
        themes=list(db.session.scalars(select(Measure.theme).where(sight.visible()).distinct().order_by(Measure.theme))),
        goals=_named(Goal.id, Goal.title, Measure.goal_id),
        owners=_named(Organisation.id, Organisation.name, Measure.owner_id),
    )


def without_plan() -> ColumnElement[bool]:
    """A criterion on Measure: decided, and nobody has said how it will be judged."""
    planned = exists().where(EvaluationPlan.measure_id == Measure.id)
    return (Measure.state == "decided") & ~planned


def _choices() -> dict[str, ColumnElement[bool]]:
    silent = or_(Measure.status_at.is_(None), Measure.status_at < clock.now() - MONTH)
    return {
        "utenfor": frame.outside(),
        "uten-plan": without_plan(),
        "stille": (Measure.state == "started") & silent,
    }


def _narrowed(filters: Filters) -> list[ColumnElement[bool]]:
    chosen: list[ColumnElement[bool]] = []
    if filters.state in STATES:
        chosen.append(Measure.state == filters.state)
    elif not filters.choice:
        chosen.append(Measure.state.in_(ON_THE_TABLE) if filters.state != "alle" else Measure.state.is_not(None))
    if filters.theme in vocabulary.THEMES:
        chosen.append(Measure.theme == filters.theme)
    if filters.goal_id is not None:
        chosen.append(Measure.goal_id == filters.goal_id)
    if filters.owner_id is not None:
        chosen.append(Measure.owner_id == filters.owner_id)
    if filters.choice in CHOICES:
        chosen.append(_choices()[filters.choice])
    return chosen


def _counts(choices: dict[str, ColumnElement[bool]]) -> tuple[dict[str, int], dict[str, int]]:
    """How many there are in each state and each choice, in one statement."""
    columns = [func.count().filter(Measure.state == state) for state in STATES]
    columns += [func.count().filter(criterion) for criterion in choices.values()]
    numbers = db.session.execute(select(*columns).select_from(Measure).where(sight.visible())).one()
    return dict(zip(STATES, numbers, strict=False)), dict(zip(choices, numbers[len(STATES) :], strict=True))


def _order() -> tuple[Any, ...]:
    """What is under way first, then what is decided, then what waits; the newest first in each."""
    rank = ("started", "decided", "assessed", "proposed", "ended", "evaluated", "rejected")
    return case({state: n for n, state in enumerate(rank)}, value=Measure.state), Measure.year.desc(), Measure.number.desc()


def _named(row_id: Any, name: Any, key: Any) -> list[tuple[UUID, str]]:
    used = select(key).where(sight.visible(), key.is_not(None))
    return [(one, text) for one, text in db.session.execute(select(row_id, name).where(row_id.in_(used)).order_by(name))]
