"""The doors of grants: the register, one grant, its money, its steps and its measures."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, url_for

from saas import clock
from saas.accounts.guard import can, may
from saas.errors import Guarded, Invalid, NotNow, Refusal
from saas.forms import Form, kept
from saas.pages import gettext, say
from tenants.funding import grants, questions, rules
from tenants.funding.doors import bp, page
from tenants.funding.forms import AmountsForm, GrantForm, StepForm, TieForm
from tenants.funding.models import GRANT_STATES, SCHEMES, Grant


@bp.get("/tilskudd/ny")
@may("coordinate")
def new_grant() -> Any:
    """The form for a grant."""
    return page("grant_form.html", form=GrantForm(ar=clock.today().year + 1, antall=1), grant=None)


@bp.post("/tilskudd/")
@may("coordinate")
def create_grant() -> Any:
    """Register a grant."""
    form, status = GrantForm(), 422
    if form.validate():
        try:
            grant = grants.add(form.told, form.tilstand.data, kept=kept())
            flash(gettext("Tilskuddet er registrert."), "success")
            return redirect(url_for(".show_grant", grant_id=grant.id), 303)
        except (Invalid, NotNow, Guarded) as refusal:
            status = form.take(refusal)
    return page("grant_form.html", form=form, grant=None), status


@bp.get("/tilskudd/<uuid:grant_id>")
@may("see_all")
def show_grant(grant_id: UUID) -> Any:
    """One grant: its deadlines, what the rules say, its money and its measures."""
    return _show(questions.find(grant_id))


@bp.get("/tilskudd/<uuid:grant_id>/endring")
@may("coordinate")
def edit_grant(grant_id: UUID) -> Any:
    """The form with what stands."""
    grant = questions.find(grant_id)
    return page("grant_form.html", form=GrantForm(grant), grant=grant)


@bp.post("/tilskudd/<uuid:grant_id>/endring")
@may("coordinate")
def change_grant(grant_id: UUID) -> Any:
    """Save what is written about it."""
    grant = questions.find(grant_id)
    form, status = GrantForm(grant), 422
    if form.validate():
        try:
            grants.change(grant, form.versjon.seen, form.told, kept=kept())
            flash(gettext("Tilskuddet er endret."), "success")
            return redirect(url_for(".show_grant", grant_id=grant.id), 303)
        except (Invalid, NotNow, Guarded) as refusal:
            status = form.take(refusal)
    return page("grant_form.html", form=form, grant=grant), status


@bp.get("/tilskudd/<uuid:grant_id>/belop")
@may("coordinate")
def edit_amounts(grant_id: UUID) -> Any:
    """The form for the money of each year."""
    grant = questions.find(grant_id)
    return page("amounts.html", form=AmountsForm(grant, questions.money(grant)), grant=grant)


@bp.post("/tilskudd/<uuid:grant_id>/belop")
@may("coordinate")
def set_amounts(grant_id: UUID) -> Any:
    """Save granted, own and spent."""
    grant = questions.find(grant_id)
    form, status = AmountsForm(grant, questions.money(grant)), 422
    if form.validate():
        try:
            grants.set_amounts(grant, form.versjon.seen, form.money)
            flash(gettext("Beløpene er lagret."), "success")
            return redirect(url_for(".show_grant", grant_id=grant.id), 303)
        except (Invalid, NotNow) as refusal:
            status = form.take(refusal)
    return page("amounts.html", form=form, grant=grant), status


@bp.post("/tilskudd/<uuid:grant_id>/tilstand")
@may("coordinate")
def move_grant(grant_id: UUID) -> Any:
    """Applied for, granted, refused or reported; or one step back."""
    grant, form = questions.find(grant_id), StepForm()
    if not form.validate():
        return _show(grant, form), 422
    try:
        reached = grants.move(grant, form.versjon.seen, form.tilstand.data or "")
    except NotNow as refusal:
        return _refused(grant, form, refusal)
    if form.tilstand.data == "reported" and reached == "granted":
        flash(gettext("Rapporten er ført som levert. Neste rapport skal leveres året etter."), "success")
    else:
        flash(gettext("Tilskuddet er nå «%(state)s».", state=say(GRANT_STATES[reached])), "success")
    return redirect(url_for(".show_grant", grant_id=grant.id), 303)


@bp.post("/tilskudd/<uuid:grant_id>/tiltak")
@may("coordinate")
def tie_measure(grant_id: UUID) -> Any:
    """Tie a measure to the grant."""
    grant = questions.find(grant_id)
    form = TieForm(questions.untied(grant))
    try:
        grants.tie(grant, form.measure_id)
    except (Invalid, NotNow) as refusal:
        return _refused(grant, form, refusal)
    flash(gettext("Tiltaket er knyttet til tilskuddet."), "success")
    return redirect(url_for(".show_grant", grant_id=grant.id), 303)


@bp.post("/tilskudd/<uuid:grant_id>/tiltak/<uuid:measure_id>/losning")
@may("coordinate")
def untie_measure(grant_id: UUID, measure_id: UUID) -> Any:
    """Take the measure away from the grant."""
    grant = questions.find(grant_id)
    try:
        grants.untie(grant, measure_id)
    except NotNow as refusal:
        return _refused(grant, StepForm(), refusal)
    flash(gettext("Tiltaket er ikke lenger knyttet til tilskuddet."), "success")
    return redirect(url_for(".show_grant", grant_id=grant.id), 303)


def _refused(grant: Grant, form: Form, refusal: Refusal) -> Any:
    status = form.take(refusal)
    return _show(grant, form), status


def _show(grant: Grant, wrong: Form | None = None) -> str:
    tied = questions.measures(grant)
    tie_form = wrong if isinstance(wrong, TieForm) else None
    if tie_form is None and can("coordinate"):
        tie_form = TieForm(questions.untied(grant))
    return page(
        "grant.html",
        grant=grant,
        wrong=wrong,
        tie_form=tie_form,
        next_one=questions.deadline(grant),
        checks=questions.checks(grant),
        money=questions.money(grant),
        needed=rules.own_needed,
        measures=tied,
        verdicts=questions.verdicts(tied),
        steps=grants.STEPS[grant.state],
        schemes=SCHEMES,
        states=GRANT_STATES,
    )
