"""The doors of the Gevinstark: the list, one sheet, its numbers and words, and its files."""

from io import BytesIO
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for

from saas.accounts.guard import may
from saas.errors import Guarded, Invalid, NotNow
from saas.forms import kept
from saas.furnishing import Feature
from saas.pages import gettext, say
from tenants.gains import measured, service, sheet
from tenants.gains.forms import SheetForm, YearForm
from tenants.gains.models import GainSheet
from tenants.tasks.forms import version
from tenants.visits import service as visits

bp = Blueprint("gains", __name__, url_prefix="/k/<kommune>/rapporter/gevinstark")
FEATURE = Feature("gains", bp, section="reports", tabs=(("Gevinstark", "gains.index", "know"),))
# How many good examples are offered beside the form.
FEW = 5


@bp.get("/")
@may("know")
def index() -> Any:
    """Every sheet."""
    return _index_page(YearForm(service.years()))


@bp.post("/")
@may("coordinate")
def create() -> Any:
    """Begin a sheet."""
    form = YearForm(service.years())
    try:
        row = service.begin(form.year)
    except Invalid as refusal:
        status = form.take(refusal)
        return _index_page(form), status
    return redirect(url_for(".edit", gain_id=row.id), 303)


@bp.get("/<uuid:gain_id>")
@may("know")
def show(gain_id: UUID) -> Any:
    """One sheet, as it will be printed."""
    return _page(service.find(gain_id))


@bp.get("/<uuid:gain_id>/endring")
@may("coordinate")
def edit(gain_id: UUID) -> Any:
    """Numbers and words."""
    row = service.find(gain_id)
    if row.finished:
        return redirect(url_for(".show", gain_id=row.id))
    return _form_page(row, SheetForm(row, measured.candidates(row.year)))


@bp.post("/<uuid:gain_id>/endring")
@may("coordinate")
def write(gain_id: UUID) -> Any:
    """Save numbers and words."""
    row = service.find(gain_id)
    form, status = SheetForm(row, measured.candidates(row.year)), 422
    if form.validate():
        try:
            service.write(row, version(form.versjon.data), form.told(), kept=kept())
            flash(gettext("Gevinstarket er lagret."), "success")
            return redirect(url_for(".show", gain_id=row.id), 303)
        except (Invalid, NotNow, Guarded) as refusal:
            status = form.take(refusal)
    return _form_page(row, form), status


@bp.post("/<uuid:gain_id>/ferdig")
@may("coordinate")
def finish(gain_id: UUID) -> Any:
    """The sheet is done."""
    row = service.find(gain_id)
    try:
        service.finish(row, version(request.form.get("versjon")))
    except NotNow as refusal:
        return _page(row, say(refusal.message, **refusal.params)), refusal.status
    flash(gettext("Gevinstarket er ferdig."), "success")
    return redirect(url_for(".show", gain_id=row.id), 303)


@bp.post("/<uuid:gain_id>/sletting")
@may("coordinate")
def delete(gain_id: UUID) -> Any:
    """Throw away a draft."""
    row = service.find(gain_id)
    try:
        service.delete_draft(row)
    except NotNow as refusal:
        return _page(row, say(refusal.message, **refusal.params)), refusal.status
    flash(gettext("Utkastet er slettet."), "success")
    return redirect(url_for(".index"), 303)


@bp.get("/<uuid:gain_id>/gevinstark.pdf")
@may("know")
def as_pdf(gain_id: UUID) -> Any:
    """One A4, ready to print."""
    row = service.find(gain_id)
    return send_file(BytesIO(sheet.pdf(row)), mimetype="application/pdf", as_attachment=True, download_name=sheet.filename(row, "pdf"))


@bp.get("/<uuid:gain_id>/gevinstark.png")
@may("know")
def as_png(gain_id: UUID) -> Any:
    """The same page as a picture."""
    row = service.find(gain_id)
    return send_file(BytesIO(sheet.png(row)), mimetype="image/png", as_attachment=True, download_name=sheet.filename(row, "png"))


def _index_page(form: YearForm) -> str:
    return render_template("gains/index.html", form=form, sheets=service.sheets(), everything=request.args.get("alle"))


def _form_page(row: GainSheet, form: SheetForm) -> str:
    return render_template("gains/edit.html", row=row, form=form, examples=visits.examples(row.year)[:FEW])


def _page(row: GainSheet, problem: str = "") -> str:
    return render_template("gains/show.html", row=row, lacking=service.lacking(row), problem=problem)
