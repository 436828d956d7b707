"""«Løse tråder»: where the line of sight is broken, each with the one thing that ties it again."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import exists, or_, select

from saas import clock
from saas.db import db
from saas.pages import gettext
from tenants.evaluation.models import Evaluation
from tenants.findings.models import Finding
from tenants.goals.models import Goal, GoalFinding
from tenants.measures.models import EvaluationPlan, Measure, MeasureFinding
from tenants.meetings.models import AgendaEntry
from tenants.minutes import register
from tenants.rounds.models import Round
from tenants.tasks.models import Task

# A measure that is still worth tying: neither turned down nor finished with.
ALIVE = ("proposed", "assessed", "decided", "started")
GRAVE = ("high", "very_high")
STALE = timedelta(days=30)
# How far back a decision without a follow-up is asked about.
REMEMBERED = timedelta(days=365)


@dataclass(frozen=True)
class End:
    """One loose end: what it is called, and the address (endpoint, params) of its page."""

    title: str
    endpoint: str
    params: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Thread:
    """One kind of loose end. `heading` and `advice` are said in the reader's language."""

    code: str
    heading: str
    advice: str
    ends: list[End]


def loose() -> list[Thread]:
    """Every kind that has a loose end, the gravest first. The number of statements does not grow with rows."""
    threads = [
        _started_without_plan(),
        _decisions_without_follow_up(),
        _ended_without_evaluation(),
        _measures_without_finding(),
        _measures_without_goal(),
        _goals_without_measure(),
        _goals_without_finding(),
        _grave_findings_without_answer(),
        _stale_measures(),
        _rounds_to_end(),
    ]
    return [thread for thread in threads if thread.ends]


def count() -> int:
    """How many loose ends there are in all."""
    return sum(len(thread.ends) for thread in loose())


def _started_without_plan() -> Thread:
    planned = exists().where(EvaluationPlan.measure_id == Measure.id)
    found = _measures(Measure.state.in_(("decided", "started")), ~planned)
    return Thread("plan", gettext("Besluttede tiltak uten evalueringsplan"),
                  gettext("Planlegg evalueringen før tiltaket settes i gang."), found)  # fmt: skip


def _ended_without_evaluation() -> Thread:
    evaluated = exists().where(Evaluation.measure_id == Measure.id)
    excused = exists().where(EvaluationPlan.measure_id == Measure.id, EvaluationPlan.type == "none")
    return Thread("evaluation", gettext("Avsluttede tiltak uten evaluering"),
                  gettext("Skriv hva som kom ut av det, så neste kartlegging kan bruke det."),
                  _measures(Measure.state == "ended", ~evaluated, ~excused))  # fmt: skip


def _measures_without_finding() -> Thread:
    direct = exists().where(MeasureFinding.measure_id == Measure.id)
    through = exists().where(GoalFinding.goal_id == Measure.goal_id)
    return Thread("finding", gettext("Tiltak uten kunnskapsgrunnlag"),
                  gettext("Knytt tiltaket til et funn, eller til et mål som bygger på et."),
                  _measures(Measure.state.in_(ALIVE), ~direct, ~through))  # fmt: skip


def _measures_without_goal() -> Thread:
    return Thread("goal", gettext("Tiltak uten mål"),
                  gettext("Knytt tiltaket til et mål. Ellers går det til styringsgruppen som «utenfor rammene»."),
                  _measures(Measure.state.in_(ALIVE), Measure.goal_id.is_(None)))  # fmt: skip


def _stale_measures() -> Thread:
    silent = or_(Measure.status_at.is_(None), Measure.status_at < clock.now() - STALE)
    return Thread("stale", gettext("Tiltak uten ny status på 30 dager"),
                  gettext("Be den ansvarlige om status. Det tar under et halvt minutt å svare."),
                  _measures(Measure.state == "started", silent))  # fmt: skip


def _goals_without_measure() -> Thread:
    answered = exists().where(Measure.goal_id == Goal.id, Measure.state.in_((*ALIVE, "ended", "evaluated")))
    return Thread("measure", gettext("Mål uten tiltak"), gettext("Foreslå et tiltak som bringer målet nærmere."),
                  _goals(~answered))  # fmt: skip


def _goals_without_finding() -> Thread:
    founded = exists().where(GoalFinding.goal_id == Goal.id)
    return Thread("ground", gettext("Mål uten funn"), gettext("Knytt målet til det funnet som det svarer på."),
                  _goals(~founded))  # fmt: skip


def _grave_findings_without_answer() -> Thread:
    measured = exists().where(MeasureFinding.finding_id == Finding.id)
    aimed = exists().where(GoalFinding.finding_id == Finding.id)
    query = select(Finding.id, Finding.title).where(
        Finding.kind == "worry", Finding.closed_on.is_(None), Finding.severity.in_(GRAVE), ~measured, ~aimed
    )
    ends = [End(title, "findings.show", {"finding_id": row}) for row, title in _pairs(query.order_by(Finding.noted_on))]
    return Thread("answer", gettext("Alvorlige funn uten mål eller tiltak"),
                  gettext("Ta funnet opp i koordineringsgruppen, eller foreslå et tiltak."), ends)  # fmt: skip


def _rounds_to_end() -> Thread:
    query = select(Round.id, Round.title).where(
        Round.kind == "challenge", Round.state == "sent", Round.outcome.is_(None), Round.due_on < clock.today()
    )
    ends = [End(title, "rounds.show", {"round_id": row}) for row, title in _pairs(query.order_by(Round.due_on))]
    return Thread("round", gettext("Utfordringsrunder som ikke er avsluttet"),
                  gettext("Bekreft eller avkreft behovet."), ends)  # fmt: skip


def _decisions_without_follow_up() -> Thread:
    """Vedtak of the last year that neither a task nor a measure came of."""
    since = clock.now() - REMEMBERED
    born = select(Task.entry_id).where(Task.entry_id.is_not(None), Task.created_at > since)
    decided = select(AgendaEntry.id).join(Measure, Measure.item_id == AgendaEntry.item_id)
    followed = {str(entry) for query in (born, decided) for entry in db.session.scalars(query)}
    ends = [
        End(f"{one.number} {one.title}".strip(), "minutes.show", {"minutes_id": one.minutes_id})
        for one in register.decisions(since=since)
        if one.entry_id not in followed
    ]
    return Thread("decision", gettext("Vedtak uten oppfølging"),
                  gettext("Gi noen en oppgave, eller knytt vedtaket til et tiltak."), ends)  # fmt: skip


def _measures(*criteria: Any) -> list[End]:
    query = select(Measure.id, Measure.title).where(*criteria).order_by(Measure.year, Measure.number)
    return [End(title, "measures.show", {"measure_id": row}) for row, title in _pairs(query)]


def _goals(*criteria: Any) -> list[End]:
    query = select(Goal.id, Goal.title).where(Goal.state == "adopted", *criteria).order_by(Goal.rank, Goal.created_at)
    return [End(title, "goals.show", {"goal_id": row}) for row, title in _pairs(query)]


def _pairs(query: Any) -> list[Any]:
    return list(db.session.execute(query))
