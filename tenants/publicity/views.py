"""The doors of publicity: what is not judged yet, the choice for one sak and its papers."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for

from saas.accounts.guard import may
from saas.errors import Guarded, Invalid, NotNow
from saas.forms import kept
from saas.furnishing import Feature
from saas.pages import gettext, ngettext
from tenants.meetings import shielding
from tenants.meetings.fields import seen
from tenants.meetings.models import AgendaItem
from tenants.publicity import advice, minutes_views, panel, publishing, service
from tenants.publicity.doors import bp
from tenants.publicity.forms import ChoiceForm, PaperForm

__all__ = ["FEATURE", "bp", "minutes_views"]

FEATURE = Feature(
    "publicity", bp, section="minutes", tabs=(("Offentlighet", "publicity.index", "know"),), words=panel.WORDS,
)  # fmt: skip
# How many rows a list shows before «Vis alle».
FEW = 7


@bp.get("/")
@may("know")
def index() -> Any:
    """Saker that nobody has judged, and approved minutes with where their public ones stand."""
    waiting, approved = service.unjudged(), publishing.approved()
    shown = waiting if request.args.get("alle") == "saker" else waiting[:FEW]
    listed = approved if request.args.get("alle") == "referater" else approved[:FEW]
    return render_template(
        "publicity/index.html", waiting=shown, waiting_total=len(waiting), approved=listed, approved_total=len(approved),
        chooser=service.may_choose(), edition=service.in_force_today(),
    )  # fmt: skip


@bp.get("/saker/<uuid:item_id>")
@may("know")
def item(item_id: UUID) -> Any:
    """One sak: what is chosen, what to think of, and who chose what when."""
    found = service.find_item(item_id)
    form = ChoiceForm(service.in_force_today(), formdata=None)
    form.offentlighet.data, form.offentlig_tittel.data = found.publicity, found.public_title
    basis = service.in_force_today().cited(found.legal_basis)
    form.hjemmel.data = basis.code if basis else ""
    form.versjon.data = str(found.version)
    return _item_page(found, form)


@bp.post("/saker/<uuid:item_id>")
@may("know")
def choose(item_id: UUID) -> Any:
    """Choose for a sak; public minutes that are out follow at once."""
    found, form, status = service.find_item(item_id), ChoiceForm(service.in_force_today()), 422
    if form.validate():
        try:
            corrected = service.choose(found, form.chosen(), seen(form.versjon.data), kept())
            flash(_said(len(corrected)), "success")
            return redirect(url_for(".item", item_id=found.id), 303)
        except (Invalid, NotNow, Guarded) as refusal:
            status = form.take(refusal)
    return _item_page(found, form), status


@bp.post("/saker/<uuid:item_id>/papirer/<uuid:paper_id>")
@may("know")
def choose_paper(item_id: UUID, paper_id: UUID) -> Any:
    """Choose for one paper."""
    found, form = service.find_item(item_id), PaperForm(service.in_force_today())
    try:
        paper = service.choose_paper(found, paper_id, form.chosen())
        flash(gettext("Valget for «%(name)s» er lagret.", name=paper.filename), "success")
        return redirect(url_for(".item", item_id=found.id, _anchor="papirer"), 303)
    except Invalid as refusal:
        form.take(refusal)
    page = ChoiceForm(service.in_force_today(), formdata=None)
    page.offentlighet.data, page.versjon.data = found.publicity, str(found.version)
    page.form_errors.extend(error for errors in form.errors.values() for error in errors)
    return _item_page(found, page), 422


def _item_page(found: AgendaItem, form: ChoiceForm) -> str:
    shielding.note_reading([found])
    edition = service.in_force_today()
    papers = [(paper, _paper_form(paper)) for paper in found.papers]
    return render_template(
        "publicity/item.html", item=found, form=form, papers=papers, chooser=service.may_choose(), edition=edition,
        advice=advice.of_choice(found), own_body_warning=advice.own_body_warning(found.group), history=service.history(found),
        words=panel.PUBLICITY_WORDS, colours=panel.COLOURS,
    )  # fmt: skip


def _paper_form(paper: Any) -> PaperForm:
    form = PaperForm(service.in_force_today(), formdata=None, prefix="")
    basis = service.in_force_today().cited(paper.legal_basis)
    form.offentlighet.data, form.hjemmel.data = paper.publicity, basis.code if basis else ""
    form.offentlighet.id, form.hjemmel.id = f"offentlighet-{paper.id}", f"hjemmel-{paper.id}"
    return form


def _said(corrected: int) -> str:
    saved = gettext("Valget er lagret.")
    if not corrected:
        return saved
    told = ngettext(
        "%(num)s offentlig referat er rettet og publisert på nytt.",
        "%(num)s offentlige referater er rettet og publisert på nytt.",
        corrected,
    )
    return f"{saved} {told}"
