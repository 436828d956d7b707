"""The whole line of sight as numbers: how many findings, goals, measures, tasks and evaluations, and what hangs loose."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, func, select

from saas import clock
from saas.db import InTenant, db
from tenants.evaluation.models import Evaluation
from tenants.findings.models import Finding
from tenants.goals.models import Goal
from tenants.measures.models import Measure
from tenants.rounds.models import Round
from tenants.sight import threads
from tenants.tasks.models import OPEN, Task

RUNNING = ("decided", "started")


@dataclass(frozen=True)
class Whole:
    """Numbers for one picture. Tasks are the open ones that belong to measures."""

    findings: int
    goals: int
    measures: int
    tasks: int
    evaluations: int
    loose: int

    def __bool__(self) -> bool:
        return any((self.findings, self.goals, self.measures, self.evaluations))


@dataclass(frozen=True)
class Running:
    """Measures under way, and how many of them are late or silent."""

    total: int
    late: int


def picture() -> Whole:
    """The kommune's whole line, as it stands today; all its numbers are one question."""
    numbers = {
        "findings": _number_of(Finding).where(Finding.closed_on.is_(None)),
        "goals": _number_of(Goal).where(Goal.state == "adopted"),
        "measures": _number_of(Measure).where(Measure.state.in_(RUNNING)),
        "tasks": _number_of(Task).where(Task.measure_id.is_not(None), Task.status.in_(OPEN)),
        "evaluations": _number_of(Evaluation),
    }
    told = db.session.execute(select(*(number.scalar_subquery().label(name) for name, number in numbers.items()))).one()
    return Whole(loose=threads.count(), **told._mapping)


def running() -> Running:
    """For one's list of kommuner: how many measures are under way, and how many say that they are delayed."""
    query = select(func.count(), func.count().filter(Measure.status == "delayed")).where(Measure.state.in_(RUNNING))
    total, late = db.session.execute(query).one()
    return Running(total, late)


def rounds_to_end() -> list[UUID]:
    """Utfordringsrunder past their deadline that are neither confirmed nor refuted, the oldest first."""
    query = select(Round.id).where(Round.kind == "challenge", Round.state == "sent", Round.due_on < clock.today())
    return list(db.session.scalars(query.order_by(Round.due_on)))


def _number_of(model: type[InTenant]) -> Select[int]:
    return select(func.count()).select_from(model)
