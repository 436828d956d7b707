"""The doors of plans: the list, one plan as a document, and the drafts that members and coordinator write."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, url_for

from saas.accounts.guard import may
from saas.errors import Guarded, Invalid, NotNow
from saas.forms import kept
from saas.furnishing import Feature
from saas.pages import gettext
from tenants.goals import rights
from tenants.measures import service as measures
from tenants.meetings.fields import seen
from tenants.plans import drafting, service
from tenants.plans.doors import bp, show_plan
from tenants.plans.forms import PeriodForm, PlanForm
from tenants.plans.models import STATES, ActionPlan

FEATURE = Feature(
    "plans",
    bp,
    section="goals",
    tabs=(("Forslag og handlingsplan", "plans.index", "know"),),
)


@bp.get("/")
@may("know")
def index() -> Any:
    """The plan in force, the drafts, the proposals that wait, and the plans before."""
    current = service.current()
    plans = service.all_plans()
    return render_template(
        "plans/index.html", current=current, drafts=[plan for plan in plans if not plan.adopted], states=STATES,
        others=[plan for plan in plans if plan.adopted and plan is not current], proposals=measures.proposals(),
        leader=rights.is_leader(), usual_year=drafting.usual_year(),
    )  # fmt: skip


@bp.get("/ny")
@may("propose")
def new() -> Any:
    """Which years the plan is for."""
    return render_template("plans/new.html", form=PeriodForm())


@bp.post("/")
@may("propose")
def create() -> Any:
    """A draft with its first words and every proposal there is."""
    form, status = PeriodForm(), 422
    if form.validate():
        try:
            plan = service.draft(form.fra_ar.data or 0, form.til_ar.data or 0)
            flash(gettext("Utkastet er laget av det dere vet fra før. Les gjennom, og skriv det om."), "success")
            return redirect(url_for(".show", plan_id=plan.id), 303)
        except (Invalid, NotNow) as refusal:
            status = form.take(refusal)
    return render_template("plans/new.html", form=form), status


@bp.get("/<uuid:plan_id>")
@may("know")
def show(plan_id: UUID) -> Any:
    """One plan as a document."""
    return show_plan(service.find(plan_id))


@bp.get("/<uuid:plan_id>/endring")
@may("propose")
def edit(plan_id: UUID) -> Any:
    """The words of a draft, part by part."""
    plan = service.find(plan_id)
    if plan.adopted:
        raise NotNow("Planen er vedtatt og frosset. Endringer føres i revisjonstabellen.")
    return _form_page(plan, PlanForm(plan))


@bp.post("/<uuid:plan_id>/endring")
@may("propose")
def change(plan_id: UUID) -> Any:
    """Other words in a draft."""
    plan = service.find(plan_id)
    form, status = PlanForm(plan), 422
    if form.validate():
        try:
            service.change(plan, seen(form.versjon.data), form.facts(), kept=kept())
            flash(gettext("Planen er lagret."), "success")
            return redirect(url_for(".show", plan_id=plan.id), 303)
        except (Invalid, NotNow, Guarded) as refusal:
            status = form.take(refusal)
    return _form_page(plan, form), status


@bp.post("/<uuid:plan_id>/sletting")
@may("propose")
def delete(plan_id: UUID) -> Any:
    """Take away a draft that was begun by mistake."""
    service.delete_draft(service.find(plan_id))
    flash(gettext("Utkastet er slettet. Forslagene står som før."), "success")
    return redirect(url_for(".index"), 303)


def _form_page(plan: ActionPlan, form: PlanForm) -> str:
    return render_template("plans/form.html", form=form, plan=plan)


# Hung on the same blueprint.
from tenants.plans import deciding_views as deciding_views  # noqa: E402
from tenants.plans import file_views as file_views  # noqa: E402
