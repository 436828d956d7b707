"""The line of sight from any of its nodes: findings, goals, measures, tasks, evaluations, and the findings they led to."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import Select, select

from saas.db import db
from tenants.evaluation.models import Evaluation
from tenants.findings.models import Finding
from tenants.goals.models import Goal, GoalFinding
from tenants.measures.models import Measure, MeasureFinding
from tenants.tasks import sight as tasks_in_sight
from tenants.tasks.models import Task

# In the order that knowledge becomes effect.
KINDS = ("finding", "goal", "measure", "task", "evaluation", "lesson")


@dataclass(frozen=True)
class Node:
    """One thing on the line. `note` is a short fact about it (status, verdict), as a code for the page to word."""

    id: UUID
    title: str
    note: str = ""


@dataclass
class Trail:
    """What lies before and after one node, by kind; «lesson» are findings that came of the evaluations."""

    kind: str
    row_id: UUID
    nodes: dict[str, list[Node]] = field(default_factory=dict)

    @property
    def missing(self) -> list[str]:
        """The kinds that the line has nothing of, up to the evaluation."""
        return [kind for kind in KINDS[:-1] if not self.nodes.get(kind)]


def of(kind: str, row_id: UUID) -> Trail:
    """The line through one node. `kind` is one of KINDS or «round». At most eight statements, however long the line is."""
    measures = _measures(kind, row_id)
    goals = _goals(kind, row_id, measures)
    measure_ids = {measure.id for measure in measures}
    findings = _findings(kind, row_id, measure_ids, {goal.id for goal in goals})
    tasks = _rows(select(Task).where(Task.measure_id.in_(measure_ids), tasks_in_sight.visible()).order_by(Task.due_on))
    evaluations = _rows(select(Evaluation).where(Evaluation.measure_id.in_(measure_ids)).order_by(Evaluation.evaluated_on))
    lessons = _rows(select(Finding).where(Finding.from_evaluation_id.in_([one.id for one in evaluations])))
    names = {measure.id: measure.title for measure in measures}
    nodes = {
        "finding": [Node(one.id, one.title, one.kind) for one in findings],
        "goal": [Node(one.id, one.title, one.state) for one in goals],
        "measure": [Node(one.id, one.title, one.state) for one in measures],
        "task": [Node(one.id, one.what, one.status) for one in tasks],
        "evaluation": [Node(one.id, names[one.measure_id], one.verdict) for one in evaluations],
        "lesson": [Node(one.id, one.title, one.kind) for one in lessons],
    }
    return Trail(kind, row_id, nodes)


def _measures(kind: str, row_id: UUID) -> list[Measure]:
    """The measures that the line runs through, seen from one node."""
    query = select(Measure).order_by(Measure.year, Measure.number)
    if kind == "finding":
        direct = select(MeasureFinding.measure_id).where(MeasureFinding.finding_id == row_id)
        goals = select(GoalFinding.goal_id).where(GoalFinding.finding_id == row_id)
        return _rows(query.where(Measure.id.in_(direct) | Measure.goal_id.in_(goals)))
    if kind == "goal":
        return _rows(query.where(Measure.goal_id == row_id))
    if kind == "measure":
        return _rows(query.where(Measure.id == row_id))
    if kind == "task":
        return _rows(query.where(Measure.id.in_(select(Task.measure_id).where(Task.id == row_id))))
    if kind == "evaluation":
        return _rows(query.where(Measure.id.in_(select(Evaluation.measure_id).where(Evaluation.id == row_id))))
    if kind == "round":
        return _rows(query.where(Measure.round_id == row_id))
    raise ValueError(f"Nothing on the line of sight is called {kind!r}.")


def _goals(kind: str, row_id: UUID, measures: Iterable[Measure]) -> list[Goal]:
    wanted = {measure.goal_id for measure in measures if measure.goal_id}
    query = select(Goal).where(Goal.state != "rejected").order_by(Goal.rank.asc().nulls_last(), Goal.created_at)
    if kind == "goal":
        return _rows(select(Goal).where(Goal.id == row_id))
    if kind == "finding":
        direct = select(GoalFinding.goal_id).where(GoalFinding.finding_id == row_id)
        return _rows(query.where(Goal.id.in_(direct) | Goal.id.in_(wanted)))
    return _rows(query.where(Goal.id.in_(wanted))) if wanted else []


def _findings(kind: str, row_id: UUID, measures: set[UUID], goals: set[UUID]) -> list[Finding]:
    """What the line stands on: the measures' own findings and their goals'; a finding seen from itself stands alone."""
    if kind == "finding":
        return _rows(select(Finding).where(Finding.id == row_id))
    direct = select(MeasureFinding.finding_id).where(MeasureFinding.measure_id.in_(measures))
    through = select(GoalFinding.finding_id).where(GoalFinding.goal_id.in_(goals))
    query = select(Finding).where(Finding.id.in_(direct) | Finding.id.in_(through))
    if kind == "round":
        query = select(Finding).where(Finding.id.in_(direct) | Finding.id.in_(through) | (Finding.from_round_id == row_id))
    return _rows(query.order_by(Finding.noted_on, Finding.title))


def _rows(query: Select) -> list:  # type: ignore[type-arg]
    """The rows alone: what hangs on them is not asked for here."""
    return list(db.session.scalars(query).unique())
