"""What a plan consists of, as plain values: goals, measures and texts, ready to be frozen and compared."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from saas import here
from saas.db import db
from saas.pages import gettext
from tenants.goals import service as goals
from tenants.goals.models import Goal
from tenants.goals.numbers import plain
from tenants.goals.saker import label as sak_label
from tenants.measures import service as measures
from tenants.measures.models import EvaluationPlan, Measure
from tenants.meetings import shielding
from tenants.meetings.wording import in_the_kommunes_language
from tenants.plans.models import ActionPlan, PlanProposal
from tenants.plans.questions import proposals

# The plan's own columns that are part of it.
OWN = ("title", "from_year", "to_year", "age_from", "age_to", "overall", "situation", "offers", "process", "partners")
Content = dict[str, Any]


def of(plan: ActionPlan) -> Content:
    """The whole plan as it may be shown: the adopted one as it was frozen, a draft as it would be.

    A plan is read by many and travels as a file. Where its sak has been shielded, before the vedtak or after it, the
    sak's title and the words of the vedtak are left out by the same rule as in the register of decisions.
    """
    content = dict(plan.frozen) if plan.frozen is not None else compose(plan, proposals(plan))
    return {**content, "resolution": _shown(content["resolution"], plan)}


def compose(plan: ActionPlan, listed: Sequence[PlanProposal]) -> Content:
    """The plan from today's rows. The chosen proposals are its measures, in order of priority."""
    chosen = [proposal.measure for proposal in listed if proposal.chosen]
    inside = {measure.id for measure in chosen}
    return {
        **{column: getattr(plan, column) for column in OWN},
        "kommune": here.kommune().name,
        "goals": goal_entries(_goals_of(plan)),
        "measures": measure_entries(chosen),
        "others": [_short(proposal.measure) for proposal in listed if not proposal.chosen],
        "running": [_short(measure) for measure in measures.running() if measure.id not in inside],
        "youth": {"with": sum(measure.youth_input for measure in chosen), "total": len(chosen)},
        "resolution": resolution(plan),
    }


def resolution(plan: ActionPlan) -> dict[str, Any]:
    """The vedtak: its words, the sak, the day and who wrote it down. «Revisjon 0 er vedtaket.»"""
    return {
        "text": plan.resolution,
        "sak": sak_label(plan.item),
        "sak_title": plan.item.title if plan.item else "",
        "group": plan.item.group.name if plan.item else "",
        "on": plan.adopted_on.isoformat() if plan.adopted_on else None,
        "by": plan.adopted_by,
    }


def _shown(told: dict[str, Any], plan: ActionPlan) -> dict[str, Any]:
    if plan.item is None or not shielding.is_shielded(plan.item):
        return told
    with in_the_kommunes_language():
        return {**told, "sak_title": f"– {shielding.in_its_place(plan.item)}", "text": gettext("Vedtaket står i referatet.")}


def fingerprint(content: Content) -> str:
    """SHA-256 of the canonical JSON: the same for the same plan, whatever order the keys lie in."""
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def goal_entries(found: Iterable[Goal]) -> list[dict[str, Any]]:
    """Goals as values."""
    return [
        {
            "id": str(goal.id), "title": goal.title, "description": goal.description, "focus_area": goal.focus_area,
            "theme": goal.theme, "from_year": goal.from_year, "to_year": goal.to_year, "rank": goal.rank,
            "measurable": goal.measurable, "indicator": goal.indicator, "unit": goal.unit,
            "baseline": plain(goal.baseline), "baseline_year": goal.baseline_year, "target": plain(goal.target),
            "target_on": _day(goal.target_on), "judged_by": goal.judged_by,
        }
        for goal in found
    ]  # fmt: skip


def measure_entries(found: Sequence[Measure]) -> list[dict[str, Any]]:
    """Measures as values, each with how it will be judged; the same number of statements for three as for thirty."""
    whole = {measure.id: measure for measure in measures.of_ids([measure.id for measure in found])}
    plans = _evaluations(list(whole))
    return [_measure(whole[one.id], plans.get(one.id)) for one in found if one.id in whole]


def _evaluations(ids: Sequence[UUID]) -> dict[UUID, EvaluationPlan]:
    """Measure → how it will be judged, with who answers for it, in one statement."""
    query = select(EvaluationPlan).where(EvaluationPlan.measure_id.in_(ids))
    return {plan.measure_id: plan for plan in db.session.scalars(query.options(joinedload(EvaluationPlan.responsible)))}


def _measure(measure: Measure, plan: EvaluationPlan | None) -> dict[str, Any]:
    return {
        **_short(measure), "description": measure.description,
        "goal": str(measure.goal_id) if measure.goal_id else None, "theme": measure.theme, "arena": measure.arena,
        "age_group": measure.age_group, "type": measure.type, "prevention_level": measure.prevention_level,
        "owner": measure.owner.name if measure.owner else None,
        "responsible": measure.responsible.name if measure.responsible else None,
        "starts_on": _day(measure.starts_on), "ends_on": _day(measure.ends_on), "youth": measure.youth_input,
        "evaluation": _evaluation(plan),
    }  # fmt: skip


def _evaluation(plan: EvaluationPlan | None) -> dict[str, Any] | None:
    if plan is None:
        return None
    return {
        "type": plan.type, "indicator": plan.indicator, "unit": plan.unit, "baseline": plain(plan.baseline),
        "target": plain(plan.target), "measure_on": _day(plan.measure_on), "reason": plan.reason,
        "responsible": plan.responsible.name if plan.responsible else None,
    }  # fmt: skip


def _short(measure: Measure) -> dict[str, Any]:
    return {"id": str(measure.id), "label": measure.label, "title": measure.title}


def _goals_of(plan: ActionPlan) -> list[Goal]:
    """The goals in force whose period meets the plan's, in order of priority."""
    return [goal for goal in goals.adopted() if goal.from_year <= plan.to_year and goal.to_year >= plan.from_year]


def _day(value: Any) -> str | None:
    return value.isoformat() if value else None
