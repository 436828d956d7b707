"""The doors of the annual report: the list of both kinds, one report, its texts, its files, and the day it is adopted."""

from io import BytesIO
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, send_file, url_for

from saas.accounts.guard import may
from saas.errors import Guarded, Invalid, NotNow
from saas.forms import kept
from saas.furnishing import Feature
from saas.pages import gettext
from tenants.tasks.forms import version
from tenants.yearbook import book_views, document, jobs, service
from tenants.yearbook.doors import bp
from tenants.yearbook.forms import AdoptForm, TextsForm, YearForm
from tenants.yearbook.list_page import list_page
from tenants.yearbook.models import AnnualReport

FEATURE = Feature(
    "yearbook", bp, menu=("Rapporter", "yearbook.index", "know"), section="reports",
    tabs=(("Årsrapport og årbok", "yearbook.index", "know"),),
)
# The other doors of the same blueprint, and the work that the queue may be asked for.
DOORS, ROUNDS = (book_views,), (jobs.bind,)
PDF = "application/pdf"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@bp.get("/")
@may("know")
def index() -> Any:
    """Annual reports and year books."""
    return list_page()


@bp.post("/arsrapporter")
@may("coordinate")
def create() -> Any:
    """Begin the report of a year."""
    form = YearForm(service.years())
    try:
        row = service.begin(form.year)
    except (Invalid, NotNow) as refusal:
        status = form.take(refusal)
        return list_page(form), status
    return redirect(url_for(".edit", annual_id=row.id), 303)


@bp.get("/arsrapporter/<uuid:annual_id>")
@may("know")
def show(annual_id: UUID) -> Any:
    """One report."""
    row = service.find(annual_id)
    return _page(row, AdoptForm(row))


@bp.get("/arsrapporter/<uuid:annual_id>/endring")
@may("coordinate")
def edit(annual_id: UUID) -> Any:
    """The texts."""
    row = service.find(annual_id)
    if row.adopted:
        return redirect(url_for(".show", annual_id=row.id))
    return render_template("yearbook/edit.html", row=row, form=TextsForm(row))


@bp.post("/arsrapporter/<uuid:annual_id>/endring")
@may("coordinate")
def write(annual_id: UUID) -> Any:
    """Save the texts."""
    row = service.find(annual_id)
    form, status = TextsForm(row), 422
    if form.validate():
        try:
            seen = version(form.versjon.data)
            service.write(row, seen, form.kort.data or "", form.laert.data or "", form.videre.data or "", kept=kept())
            flash(gettext("Tekstene er lagret."), "success")
            return redirect(url_for(".show", annual_id=row.id), 303)
        except (Invalid, NotNow, Guarded) as refusal:
            status = form.take(refusal)
    return render_template("yearbook/edit.html", row=row, form=form), status


@bp.post("/arsrapporter/<uuid:annual_id>/vedtak")
@may("coordinate")
def adopt(annual_id: UUID) -> Any:
    """The report is adopted and frozen."""
    row = service.find(annual_id)
    form, status = AdoptForm(row), 422
    if form.validate():
        try:
            service.adopt(row, version(form.versjon.data), form.dato.data)
            flash(gettext("Årsrapporten er vedtatt. Nå står den slik den er."), "success")
            return redirect(url_for(".show", annual_id=row.id), 303)
        except (Invalid, NotNow) as refusal:
            status = form.take(refusal)
    return _page(row, form), status


@bp.post("/arsrapporter/<uuid:annual_id>/sletting")
@may("coordinate")
def delete(annual_id: UUID) -> Any:
    """Throw away a draft."""
    row = service.find(annual_id)
    try:
        service.delete_draft(row)
    except NotNow as refusal:
        form = AdoptForm(row)
        status = form.take(refusal)
        return _page(row, form), status
    flash(gettext("Utkastet er slettet."), "success")
    return redirect(url_for(".index"), 303)


@bp.get("/arsrapporter/<uuid:annual_id>/arsrapport.pdf")
@may("know")
def as_pdf(annual_id: UUID) -> Any:
    """Tagged A4."""
    row = service.find(annual_id)
    return send_file(BytesIO(document.pdf(row)), mimetype=PDF, as_attachment=True, download_name=document.filename(row, "pdf"))


@bp.get("/arsrapporter/<uuid:annual_id>/arsrapport.docx")
@may("know")
def as_docx(annual_id: UUID) -> Any:
    """A Word file."""
    row = service.find(annual_id)
    return send_file(BytesIO(document.docx(row)), mimetype=WORD, as_attachment=True, download_name=document.filename(row, "docx"))


def _page(row: AnnualReport, form: AdoptForm) -> str:
    return render_template(
        "yearbook/show.html", row=row, form=form, report=document.report(row), whole=not row.adopted or service.is_whole(row)
    )
