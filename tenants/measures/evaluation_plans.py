"""The plan for how a measure will be judged: one per measure, made before it starts (decision D4)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select

from saas import audit, vocabulary
from saas.db import check_version, db
from saas.errors import Invalid, NotNow, Stale
from tenants.groups import guarding
from tenants.groups.guarding import Kept
from tenants.measures import ties
from tenants.measures.lifecycle import EARLIEST, clean, hold
from tenants.measures.models import SHORTEST_REASON, EvaluationPlan, Measure

LONGEST_INDICATOR, LONGEST_UNIT, LONGEST_REASON = 300, 40, 1000


@dataclass(frozen=True)
class Planned:
    """What a plan says. `type` is a code of EVALUATION_TYPES; «none» needs its reason and nothing else."""

    type: str
    indicator: str = ""
    unit: str = ""
    baseline: Decimal | None = None
    target: Decimal | None = None
    measure_on: date | None = None
    responsible_id: UUID | None = None
    reason: str = ""


def plan_of(measure: Measure) -> EvaluationPlan | None:
    """The measure's plan, if it has one."""
    return plans_of([measure.id]).get(measure.id)


def plans_of(measure_ids: Iterable[UUID]) -> dict[UUID, EvaluationPlan]:
    """Measure → its plan, in one statement."""
    query = select(EvaluationPlan).where(EvaluationPlan.measure_id.in_(list(measure_ids)))
    return {plan.measure_id: plan for plan in db.session.scalars(query)}


def set_plan(measure: Measure, planned: Planned, *, seen: int | None = None, kept: Kept | None = None) -> EvaluationPlan:
    """Make the plan, or change it. Before the start it may lack parts; after it no more than it did.

    Raises Invalid or Guarded with the fields form, indikator, enhet, utgangspunkt, mal, dato, ansvarlig, grunn.
    """
    hold(measure)
    if measure.state in ("evaluated", "rejected"):
        raise NotNow("Evalueringsplanen kan ikke endres etter at tiltaket er evaluert eller avvist.")
    texts = _checked(planned)
    plan = plan_of(measure)
    responsible = ties.person(planned.responsible_id, plan.responsible_id if plan else None)
    guarding.check(measure.group, {field: text for field, text in texts.items() if field != "enhet"}, kept)
    if plan is None:
        if seen:
            raise Stale("Noen har endret dette siden du åpnet siden. Se gjennom det som står nå, og lagre på nytt.")
        plan = EvaluationPlan(measure_id=measure.id, type=planned.type)
        db.session.add(plan)
    else:
        check_version(plan, seen)
    wanted = EvaluationPlan(
        type=planned.type, indicator=texts["indikator"], unit=texts["enhet"], baseline=planned.baseline,
        target=planned.target, measure_on=planned.measure_on, responsible_id=planned.responsible_id, reason=texts["grunn"],
    )  # fmt: skip
    if measure.state in ("started", "ended") and wanted.lacks:
        raise NotNow("Tiltaket er satt i gang, så planen må være hel. Fyll ut det som mangler.")
    for name in ("type", "indicator", "unit", "baseline", "target", "measure_on", "responsible_id", "reason"):
        setattr(plan, name, getattr(wanted, name))
    plan.responsible = responsible
    db.session.flush()
    audit.record("measure.evaluation_planned", measure, type=plan.type, lacks=plan.lacks)
    return plan


def _checked(planned: Planned) -> dict[str, str]:
    """The plan's texts as they are kept."""
    vocabulary.require("evaluation_type", planned.type, "form")
    if planned.measure_on is not None and not EARLIEST <= planned.measure_on <= date(2100, 1, 1):
        raise Invalid("Datoen ser feil ut. Se særlig på året.", field="dato")
    texts = {
        "indikator": clean(planned.indicator, "indikator", LONGEST_INDICATOR),
        "enhet": clean(planned.unit, "enhet", LONGEST_UNIT),
        "grunn": clean(planned.reason, "grunn", LONGEST_REASON),
    }
    if planned.type == "none" and len(texts["grunn"]) < SHORTEST_REASON:
        raise Invalid("Skriv hvorfor tiltaket ikke evalueres, med minst {n} tegn.", field="grunn", n=SHORTEST_REASON)
    return texts
