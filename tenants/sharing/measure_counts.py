"""Counts the measures as they stood on the last day: theme, status, level, verdict, and whether they are evaluated."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from sqlalchemy import case, exists, func, select

from saas.centre.intake import Row
from saas.db import db
from tenants.evaluation.models import Evaluation
from tenants.measures.models import STATES, EvaluationPlan, Measure, MeasureStep
from tenants.sharing.span import Span

# The vocabulary's themes → the coarse groups of the national figures.
THEME_OF = {
    "substances": "substances", "licensing": "substances",
    "violence": "violence", "violence_at_home": "violence", "youth_crime": "violence", "organised_crime": "violence",
    "digital": "digital",
    "bullying": "bullying", "absence": "bullying",
    "extremism": "extremism",
    "safe_places": "places",
    "mental_health": "health", "parents": "health",
    "graduation": "other", "traffic": "other", "emergency": "other",
}  # fmt: skip
# A measure's own states → the four statuses.
STATUS_OF = {
    "proposed": "proposed", "assessed": "proposed", "decided": "ongoing", "started": "ongoing",
    "ended": "done", "evaluated": "done", "rejected": "stopped",
}  # fmt: skip
# A verdict of these says something of what works; «vet ikke» does not.
JUDGED = ("works", "partly", "not")
NOT_JUDGED = "none"


def rows(span: Span) -> Iterator[Row]:
    """The measures' rows: only the combinations that there are, each measure once in each indicator; one statement."""
    measures: Counter[tuple[str, ...]] = Counter()
    evaluated: Counter[str] = Counter()
    knows = False
    for found in db.session.execute(_grouped(span)):
        status, verdict = STATUS_OF[found.state], found.verdict or NOT_JUDGED
        measures[THEME_OF[found.theme], status, found.prevention_level, verdict] += found.number
        knows = knows or verdict in JUDGED
        if status in ("ongoing", "done"):
            evaluated["done" if found.verdict else "planned" if found.planned else "none"] += found.number
    yield Row("knows_what_works", {}, float(knows))
    for codes, number in sorted(measures.items()):
        yield Row("measures", dict(zip(("theme", "status", "level", "verdict"), codes, strict=True)), float(number))
    for code, number in sorted(evaluated.items()):
        yield Row("measures_evaluated", {"evaluated": code}, float(number))


def _grouped(span: Span) -> Any:
    """How many measures there were of each kind; the database counts, and nothing but codes and numbers come out."""
    verdict = (
        select(Evaluation.verdict)
        .where(Evaluation.measure_id == Measure.id, Evaluation.evaluated_on <= span.last)
        .order_by(Evaluation.evaluated_on.desc(), Evaluation.created_at.desc())
        .limit(1)
    )
    planned = exists().where(EvaluationPlan.measure_id == Measure.id, EvaluationPlan.type != "none")
    each = (
        select(
            Measure.theme,
            Measure.prevention_level,
            func.coalesce(_state_then(span), Measure.state).label("state"),
            verdict.correlate(Measure).scalar_subquery().label("verdict"),
            planned.label("planned"),
        )
        .where(Measure.created_at < span.ends)
        .subquery()
    )
    kind = (each.c.theme, each.c.prevention_level, each.c.state, each.c.verdict, each.c.planned)
    return select(*kind, func.count().label("number")).group_by(*kind)


def _state_then(span: Span) -> Any:
    """The state that a measure was in on the last day: where the first step after it set out from, if it has gone on since."""
    order = case({state: number for number, state in enumerate(STATES)}, value=MeasureStep.from_state, else_=len(STATES))
    later = (
        select(func.nullif(MeasureStep.from_state, ""))
        .where(MeasureStep.measure_id == Measure.id, MeasureStep.at >= span.ends)
        .order_by(MeasureStep.at, order)
        .limit(1)
    )
    return later.correlate(Measure).scalar_subquery()
