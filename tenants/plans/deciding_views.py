"""The doors of deciding: proposals in order of priority, the vedtak that freezes the plan, and revisions after it."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for

from saas.accounts.guard import may
from saas.errors import Guarded, Invalid, NotNow
from saas.forms import kept
from saas.pages import gettext, ngettext, say
from tenants.goals import rights
from tenants.goals.doors import sak_choices
from tenants.goals.fields import as_id
from tenants.meetings.fields import seen
from tenants.plans import questions, ranking, revisions, service
from tenants.plans.doors import bp, show_plan
from tenants.plans.forms import AdoptForm, OrderForm, RevisionForm
from tenants.plans.models import ActionPlan

NOBODY = UUID(int=0)


@bp.get("/<uuid:plan_id>/prioritering")
@may("know")
def priorities(plan_id: UUID) -> Any:
    """«Dra forslagene i rekkefølge (eller bruk piltastene)»."""
    return _order_page(service.find(plan_id))


@bp.post("/<uuid:plan_id>/prioritering")
@may("know")
def arrange(plan_id: UUID) -> Any:
    """The whole list from the page's script or the form, with how many are adopted; or one step by a button."""
    plan = service.find(plan_id)
    ranking.require_order()
    by_script = request.headers.get("X-Requested-With") == "sortable"
    form = OrderForm() if "antall" in request.form and "flytt" not in request.form else None
    try:
        if step := request.form.get("flytt"):
            ranking.move(plan, step)
        elif form is not None and not form.validate():
            return _order_page(plan, form), 422
        else:
            ids = [as_id(value) or NOBODY for value in request.form.getlist("rekkefolge")]
            ranking.arrange(plan, ids, form.antall.data if form else None)
    except (Invalid, NotNow) as refusal:
        if by_script:
            return "", refusal.status
        form = form or OrderForm(formdata=None)
        status = form.take(refusal)
        return _order_page(plan, form), status
    if by_script:
        return "", 204
    if form is not None:
        flash(gettext("Prioriteringen er lagret."), "success")
    return redirect(url_for(".priorities", plan_id=plan.id), 303)


@bp.post("/<uuid:plan_id>/forslag")
@may("propose")
def add(plan_id: UUID) -> Any:
    """More proposals; «alle» brings every one there is."""
    plan = service.find(plan_id)
    try:
        if request.form.get("tiltak") == "alle":
            number = ranking.gather(plan)
        else:
            number = ranking.add(plan, [as_id(value) or NOBODY for value in request.form.getlist("tiltak") if value])
    except (Invalid, NotNow) as refusal:
        return _order_page(plan, problem=say(refusal.message, **refusal.params)), refusal.status
    flash(ngettext("%(num)s forslag er lagt til.", "%(num)s forslag er lagt til.", number), "success")
    return redirect(url_for(".priorities", plan_id=plan.id), 303)


@bp.post("/<uuid:plan_id>/forslag/<uuid:measure_id>/fjerning")
@may("propose")
def remove(plan_id: UUID, measure_id: UUID) -> Any:
    """Out of the plan; the measure goes on as a proposal."""
    plan = service.find(plan_id)
    try:
        ranking.remove(plan, measure_id)
    except NotNow as refusal:
        return _order_page(plan, problem=say(refusal.message, **refusal.params)), refusal.status
    flash(gettext("Forslaget er tatt ut av planen."), "success")
    return redirect(url_for(".priorities", plan_id=plan.id), 303)


@bp.get("/<uuid:plan_id>/vedtak")
@may("know")
def decision(plan_id: UUID) -> Any:
    """What the vedtak will do, and the form for it."""
    plan = service.find(plan_id)
    rights.require_leader()
    return _adopt_page(plan, AdoptForm(plan, sak_choices()))


@bp.post("/<uuid:plan_id>/vedtak")
@may("know")
def adopt(plan_id: UUID) -> Any:
    """The leader adopts the plan, and it is frozen."""
    plan = service.find(plan_id)
    rights.require_leader()
    form, status = AdoptForm(plan, sak_choices()), 422
    if form.validate():
        try:
            service.adopt(
                plan, as_id(form.sak.data), form.vedtak.data or "", on=form.dato.data, seen=seen(form.versjon.data),
                kept=kept(),
            )  # fmt: skip
            flash(gettext("Planen er vedtatt og frosset. Tiltakene er besluttet."), "success")
            return redirect(url_for(".show", plan_id=plan.id), 303)
        except (Invalid, NotNow, Guarded) as refusal:
            status = form.take(refusal)
    return _adopt_page(plan, form), status


@bp.post("/<uuid:plan_id>/revisjoner")
@may("know")
def record(plan_id: UUID) -> Any:
    """«Før i revisjonstabellen»."""
    plan, form, status = service.find(plan_id), RevisionForm([]), 422
    revisions.require_recorder()
    if form.validate():
        try:
            rows = revisions.record(plan, form.endring.data or [], form.begrunnelse.data or "", kept=kept())
            said = ngettext("%(num)s endring er ført.", "%(num)s endringer er ført.", len(rows))
            flash(said, "success")
            return redirect(url_for(".show", plan_id=plan.id, _anchor="revisjoner"), 303)
        except (Invalid, NotNow, Guarded) as refusal:
            status = form.take(refusal)
    return show_plan(plan, revision=form), status


def _order_page(plan: ActionPlan, form: OrderForm | None = None, problem: str = "") -> str:
    listed = questions.proposals(plan)
    if form is None:
        form = OrderForm(formdata=None, data={"antall": sum(one.chosen for one in listed)})
    return render_template(
        "plans/order.html", plan=plan, proposals=listed, form=form, problem=problem, steers=ranking.may_order(),
        leads=rights.is_leader(),
        free=[] if plan.adopted else questions.not_in(plan),
    )  # fmt: skip


def _adopt_page(plan: ActionPlan, form: AdoptForm) -> str:
    chosen = [one.measure for one in questions.proposals(plan) if one.chosen]
    return render_template("plans/adopt.html", plan=plan, form=form, chosen=chosen)
