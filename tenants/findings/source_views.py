"""The doors of the sources register."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for

from saas import vocabulary
from saas.accounts.guard import may
from saas.errors import Guarded, Invalid, NotNow
from saas.forms import kept
from saas.pages import gettext
from tenants.findings import service
from tenants.findings.fields import coded, in_words
from tenants.findings.forms import SourceForm, row_id
from tenants.findings.models import Source
from tenants.findings.views import ROWS, bp
from tenants.network import service as network


@bp.get("/kilder/")
@may("know")
def sources() -> Any:
    """The register, the newest first; one type of it, or all."""
    type = request.args.get("type", "")
    type = type if type in vocabulary.SOURCE_TYPES else ""
    found = service.sources(type)
    shown = found if "vis_alle" in request.args else found[:ROWS]
    return render_template(
        "findings/sources.html",
        found=found,
        shown=shown,
        type=type,
        types=coded("source_type"),
        standing=service.findings_on([source.id for source in shown]),
        is_old=service.is_old,
        words=in_words,
    )


@bp.get("/kilder/ny")
@may("coordinate")
def new_source() -> Any:
    """The form of a new source; with `til_funn` it is tied to that finding at once."""
    form = SourceForm(network.organisations())
    if (type := request.args.get("type", "")) in vocabulary.SOURCE_TYPES:
        form.type.data = type
    if finding_id := row_id(request.args.get("til_funn")):
        form.til_funn.data = str(service.find(finding_id).id)
    return _form_page(form)


@bp.post("/kilder/")
@may("coordinate")
def create_source() -> Any:
    """A new source."""
    form, status = SourceForm(network.organisations()), 422
    wanted = row_id(form.til_funn.data)
    finding = service.find(wanted) if wanted else None
    if form.validate():
        try:
            source = service.add_source(**form.said(), kept=kept())
            flash(gettext("Kilden er lagret."), "success")
            if finding is None:
                return redirect(url_for(".source", source_id=source.id), 303)
            service.link(finding, source)
            return redirect(url_for(".show", finding_id=finding.id), 303)
        except (Invalid, NotNow, Guarded) as refusal:
            status = form.take(refusal)
    return _form_page(form), status


@bp.get("/kilder/<uuid:source_id>")
@may("know")
def source(source_id: UUID) -> Any:
    """One source, and the findings that stand on it."""
    found = service.find_source(source_id)
    return render_template(
        "findings/source.html", source=found, findings=service.of_source(found), is_old=service.is_old, words=in_words
    )


@bp.get("/kilder/<uuid:source_id>/endring")
@may("coordinate")
def edit_source(source_id: UUID) -> Any:
    """The form of a source that exists."""
    found = service.find_source(source_id)
    return _form_page(SourceForm.of(found, network.organisations()), found)


@bp.post("/kilder/<uuid:source_id>/endring")
@may("coordinate")
def change_source(source_id: UUID) -> Any:
    """Save a source that exists."""
    found = service.find_source(source_id)
    form, status = SourceForm(network.organisations()), 422
    if form.validate():
        try:
            service.change_source(found, form.versjon.seen, **form.said(), kept=kept())
            flash(gettext("Kilden er endret."), "success")
            return redirect(url_for(".source", source_id=found.id), 303)
        except (Invalid, NotNow, Guarded) as refusal:
            status = form.refuse(refusal, found)
    return _form_page(form, found), status


def _form_page(form: SourceForm, source: Source | None = None) -> str:
    return render_template("findings/source_form.html", form=form, source=source)
