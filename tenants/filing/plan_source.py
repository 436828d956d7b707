"""Adopted handlingsplaner on their way to the archive: as adopted, with the revisions recorded since."""

from datetime import date
from uuid import UUID

from sqlalchemy import func, select

from saas import clock
from saas.archive.contents import File, SourceChanged
from saas.db import db
from saas.errors import NotNow
from tenants.filing.sources import Described, Ready, Source, folder_of, not_assessed
from tenants.meetings.wording import in_the_kommunes_language
from tenants.plans import document, questions
from tenants.plans.models import ActionPlan, PlanRevision


def ready() -> list[Ready]:
    """Adopted plans; each recorded revision is a version of its own. Two statements however many there are."""
    query = select(PlanRevision.plan_id, func.count(), func.max(PlanRevision.on_date)).group_by(PlanRevision.plan_id)
    recorded = {plan_id: (number, latest) for plan_id, number, latest in db.session.execute(query)}
    found = []
    for plan in questions.all_plans():
        if plan.adopted and plan.adopted_on is not None:
            number, latest = recorded.get(plan.id, (0, plan.adopted_on))
            found.append(Ready("plan", plan.id, number + 1, _title(plan), clock.at(max(plan.adopted_on, latest), 12)))
    return found


def describe(plan_id: UUID) -> Described:
    """One adopted plan. Raises NotFound, and NotNow for a draft."""
    plan = questions.find(plan_id)
    if not plan.adopted or plan.adopted_on is None:
        raise NotNow("Planen må være vedtatt før den sendes til arkiv.")
    version, made_at = len(questions.revisions(plan)) + 1, document.made_at(plan)
    with in_the_kommunes_language():
        title = _title(plan)
        return Described(
            kind="plan", id=plan.id, version=version, title=title, public_title=title, shielding=not_assessed(),
            dated_on=plan.adopted_on, created_at=made_at, created_by=plan.adopted_by or "–", folder=folder_of(None, _year(plan)),
            files=[File(source=["plan", str(plan.id), str(version)], title=title, filename=document.filename(plan, "pdf"),
                        type="VEDTAK", shielding=not_assessed())],
        )  # fmt: skip


def read(file: File) -> bytes:
    """PDF/A-2a of the plan with its revisions. Raises NotFound, and SourceChanged when one more has been recorded."""
    plan = questions.find(UUID(file["source"][1]))
    if len(questions.revisions(plan)) + 1 != int(file["source"][2]):
        raise SourceChanged(str(plan.id))
    return document.pdf(plan)


def _title(plan: ActionPlan) -> str:
    return str((plan.frozen or {}).get("title") or plan.title)


def _year(plan: ActionPlan) -> int:
    return (plan.adopted_on or date(plan.from_year, 1, 1)).year


SOURCE = Source("plan", ready, describe, read)
