"""Evaluations: what came of a measure, and what was learned. Writing one takes an ended measure to «Evaluert»."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import exists, select

from saas import audit, clock, here, vocabulary
from saas.db import check_version, db
from saas.errors import Invalid, NotNow
from saas.pages import gettext
from tenants.evaluation.models import Evaluation
from tenants.evaluation.questions import (
    find,
    finding_of,
    lessons,
    listed,
    of_measure,
    working,
)
from tenants.findings import service as findings
from tenants.findings.models import Finding
from tenants.groups import guarding
from tenants.groups.guarding import Kept
from tenants.measures import lifecycle
from tenants.measures import service as measures
from tenants.measures.lifecycle import EARLIEST, clean, hold
from tenants.measures.models import Measure

__all__ = [
    "Judged", "add", "change", "find", "finding_of", "lessons", "listed", "of_measure", "take_into_knowledge", "working",
]  # fmt: skip

LONGEST_LESSON, LONGEST_INDICATOR, LONGEST_UNIT, MOST = 4000, 300, 40, 10_000_000
# Where an evaluation may be written: on the way, at the end, and when more is known later.
OPEN_TO_JUDGEMENT = ("started", "ended", "evaluated")
WORKING = ("works", "partly")


@dataclass(frozen=True)
class Judged:
    """What an evaluation says. Codes: `type` (EVALUATION_TYPES but none), `verdict`, `next` (NEXT_STEPS), `strengths`."""

    type: str
    verdict: str
    lesson: str
    next: str
    evaluated_on: date | None
    indicator: str = ""
    unit: str = ""
    baseline: Decimal | None = None
    target: Decimal | None = None
    result: Decimal | None = None
    n: int | None = None
    strengths: Iterable[str] = ()


def add(measure: Measure, judged: Judged, *, kept: Kept | None = None) -> Evaluation:
    """A new evaluation. An ended measure becomes «Evaluert»; one under way goes on, judged on the way.

    Raises Invalid or Guarded with the form's fields (form, funn_ut, dom, …), and NotNow before the measure has started.
    """
    hold(measure)
    if measure.state not in OPEN_TO_JUDGEMENT:
        raise NotNow("Tiltaket er ikke satt i gang, så det er ingenting å evaluere ennå.")
    evaluation = Evaluation(measure_id=measure.id, written_by=here.actor_name())
    _write(evaluation, measure, judged, kept)
    evaluation.measure = measure
    db.session.add(evaluation)
    db.session.flush()
    audit.record("evaluation.added", evaluation, measure=measure.id, type=evaluation.type, verdict=evaluation.verdict)
    if measure.state == "ended":
        measures.mark_evaluated(measure)
    return evaluation


def change(evaluation: Evaluation, seen: int | None, judged: Judged, *, kept: Kept | None = None) -> Evaluation:
    """What it shall say from now on."""
    _checked(judged)
    check_version(evaluation, seen)
    _write(evaluation, evaluation.measure, judged, kept)
    db.session.flush()
    audit.record("evaluation.changed", evaluation, verdict=evaluation.verdict)
    return evaluation


def take_into_knowledge(evaluation: Evaluation, *, kept: Kept | None = None) -> Finding:
    """«Ta med i neste kartlegging»: the lesson becomes a finding that stands on the evaluation, once."""
    here.lock(f"evaluation:{evaluation.id}")
    if finding_of(evaluation.id) is not None:
        raise NotNow("Lærdommen er allerede tatt med som funn.")
    measure, works = evaluation.measure, evaluation.verdict in WORKING
    source = findings.add_source(
        title=gettext("Evaluering av %(label)s", label=measure.label),
        type="evaluation",
        year=evaluation.evaluated_on.year,
        owner=measure.owner.name if measure.owner else "",
        n=evaluation.n,
        kept=kept,
    )
    finding = findings.add(
        title=measure.title,
        kind="works" if works else "worry",
        theme=measure.theme,
        arena=measure.arena,
        age_group=measure.age_group,
        heading="works" if works else "challenges",
        description=evaluation.lesson,
        strengths=evaluation.strengths if works else (),
        source_ids=[source.id],
        from_evaluation_id=evaluation.id,
        kept=kept,
    )
    audit.record("evaluation.taken", evaluation, finding=finding.id)
    return finding


def _write(evaluation: Evaluation, measure: Measure, judged: Judged, kept: Kept | None) -> None:
    texts, strengths = _checked(judged)
    guarding.check(measure.group, {name: texts[name] for name in ("indikator", "laerdom")}, kept)
    evaluation.type, evaluation.verdict, evaluation.next = judged.type, judged.verdict, judged.next
    evaluation.indicator, evaluation.unit, evaluation.lesson = texts["indikator"], texts["enhet"], texts["laerdom"]
    evaluation.baseline, evaluation.target, evaluation.result = judged.baseline, judged.target, judged.result
    evaluation.n, evaluation.strengths = judged.n, strengths
    assert judged.evaluated_on is not None
    evaluation.evaluated_on = judged.evaluated_on


def _checked(judged: Judged) -> tuple[dict[str, str], list[str]]:
    """The texts and the strengths as they are kept."""
    vocabulary.require("evaluation_type", judged.type, "form")
    if judged.type == "none":
        raise Invalid("Velg hva som er evaluert.", field="form")
    vocabulary.require("verdict", judged.verdict, "dom")
    vocabulary.require("next_step", judged.next, "neste")
    texts = {
        "indikator": clean(judged.indicator, "indikator", LONGEST_INDICATOR),
        "enhet": clean(judged.unit, "enhet", LONGEST_UNIT),
        "laerdom": clean(judged.lesson, "laerdom", LONGEST_LESSON),
    }
    if not texts["laerdom"]:
        raise Invalid("Skriv hva dere har lært, så neste kartlegging kan bruke det.", field="laerdom")
    if judged.evaluated_on is None or not EARLIEST <= judged.evaluated_on <= clock.today():
        raise Invalid("Skriv når det ble evaluert, i dag eller før.", field="dato")
    if judged.type == "effect" and judged.result is None and judged.verdict != "unknown":
        raise Invalid("Skriv resultatet, eller velg «Vet ikke».", field="resultat")
    if judged.n is not None and not 0 <= judged.n <= MOST:
        raise Invalid("Antallet må være et helt tall fra 0.", field="antall")
    strengths = vocabulary.require_all("strength", judged.strengths, "styrker")
    if strengths and judged.verdict not in WORKING:
        raise Invalid("Styrker velges bare når tiltaket virker, helt eller delvis.", field="styrker")
    return texts, strengths


def _has_one(measure_id: UUID) -> bool:
    return bool(db.session.scalar(select(exists().where(Evaluation.measure_id == measure_id))))


lifecycle.EVALUATED.append(_has_one)
