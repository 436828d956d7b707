"""The doors of office days: planned by the week, held or not, one at a time."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for

from saas import clock
from saas.accounts.guard import may
from saas.errors import Invalid, NotNow
from saas.pages import gettext, ngettext
from tenants.tasks.forms import version
from tenants.visits import office, picture
from tenants.visits.doors import bp
from tenants.visits.forms import HeldForm, PlanDaysForm, SettleForm
from tenants.visits.models import PLACES

# How many coming days are shown before «Vis alle».
FEW = 7


@bp.get("/kontordager")
@may("know")
def office_days() -> Any:
    """Plan against actual, and what waits to be told."""
    return _page(PlanDaysForm(*office.usual()), HeldForm())


@bp.post("/kontordager")
@may("coordinate")
def plan_days() -> Any:
    """Plan the same weekdays in one place."""
    form, status = PlanDaysForm(), 422
    if form.validate():
        try:
            number = office.plan(form.sted.data or "", form.dager.data or [], form.uker.data or "", form.fra.data, form.til.data)
            flash(ngettext("%(num)s dag er lagt inn.", "%(num)s dager er lagt inn.", number), "success")
            return redirect(url_for(".office_days"), 303)
        except Invalid as refusal:
            status = form.take(refusal)
    return _page(form, HeldForm()), status


@bp.post("/kontordager/holdt")
@may("coordinate")
def note_held() -> Any:
    """A day that was held, planned or not."""
    form, status = HeldForm(), 422
    if form.validate():
        try:
            office.note_held(form.dato.data, form.sted.data or "")
            flash(gettext("Dagen er lagret."), "success")
            return redirect(url_for(".office_days"), 303)
        except Invalid as refusal:
            status = form.take(refusal)
    return _page(PlanDaysForm(*office.usual()), form), status


@bp.post("/kontordager/<uuid:office_day_id>/svar")
@may("coordinate")
def settle(office_day_id: UUID) -> Any:
    """Whether a planned day was held."""
    form, row = SettleForm(), office.find(office_day_id)
    try:
        office.settle(row, version(form.versjon.data), form.holdt.data == "1")
    except NotNow as refusal:
        return _refused(refusal)
    return redirect(url_for(".office_days"), 303)


@bp.post("/kontordager/<uuid:office_day_id>/sletting")
@may("coordinate")
def remove(office_day_id: UUID) -> Any:
    """Take away a day."""
    row = office.find(office_day_id)
    try:
        office.remove(row)
    except NotNow as refusal:
        return _refused(refusal)
    flash(gettext("Dagen er tatt bort."), "success")
    return redirect(url_for(".office_days"), 303)


def _refused(refusal: NotNow) -> Any:
    form = HeldForm()
    status = form.take(refusal)
    return _page(PlanDaysForm(*office.usual()), form), status


def _page(form: PlanDaysForm, held: HeldForm) -> str:
    year = clock.today().year
    days = office.of_year(year)
    coming = [row for row in days if row.on_date > clock.today()]
    shown = coming if request.args.get("alle") else coming[:FEW]
    return render_template(
        "visits/office.html", year=year, form=form, held=held, places=PLACES, waiting=office.unsettled(days)[:FEW],
        coming=shown, coming_total=len(coming), charts_of=picture.of_places(year, days),
    )  # fmt: skip
