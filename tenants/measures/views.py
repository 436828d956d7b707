"""The doors of measures: the list, a new one, the page, and its form."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for

from saas import vocabulary
from saas.accounts.guard import can, may
from saas.errors import Guarded, Invalid, NotFound, NotNow
from saas.forms import kept
from saas.furnishing import Feature
from saas.pages import gettext
from tenants.groups import service as groups
from tenants.measures import frame_views as frame_views
from tenants.measures import jobs as jobs
from tenants.measures import measure_page, overlap, panel, service, ties
from tenants.measures import part_views as part_views
from tenants.measures import step_views as step_views
from tenants.measures import timeline_views as timeline_views
from tenants.measures.doors import bp
from tenants.measures.fields import version
from tenants.measures.forms import Lists, MeasureForm
from tenants.measures.guest_views import status_by_link
from tenants.measures.models import STATES, STATUSES, Measure
from tenants.network import service as network

FEATURE = Feature(
    "measures",
    bp,
    menu=("Tiltak", "measures.index", "read"),
    section="measures",
    tabs=(
        ("Tiltak", "measures.index", "read"),
        ("Tidslinje", "measures.timeline", "read"),
        ("Utenfor rammene", "measures.outside", "know"),
    ),
    words=panel.WORDS,
    purposes={"measure.status": status_by_link},
)


@bp.get("/")
@may("read")
def index() -> Any:
    """The list, with its filters."""
    filters = service.Filters(
        state=request.args.get("tilstand", ""),
        theme=request.args.get("tema", ""),
        goal_id=request.args.get("mal", type=UUID),
        owner_id=request.args.get("eier", type=UUID),
        choice=request.args.get("utvalg", ""),
        everything=request.args.get("alle") == "1",
    )
    return render_template(
        "measures/index.html",
        filters=filters,
        found=service.listed(filters),
        states=STATES,
        statuses=STATUSES,
        words=vocabulary.words,
    )


@bp.get("/ny")
@may("propose")
def new() -> Any:
    """The form for a proposal, filled from a round, a finding or a goal where the address says so."""
    return _form_page(MeasureForm(_lists(), **_prefilled()))


@bp.post("/")
@may("propose")
def create() -> Any:
    """«Foreslå tiltak»."""
    form, status = MeasureForm(_lists()), 422
    if form.validate():
        try:
            measure = service.propose(form.facts(), coordinator_ok=bool(form.bekreft.data), kept=kept())
            flash(gettext("%(label)s er foreslått.", label=measure.label), "success")
            _tell_of_overlap(measure)
            return redirect(url_for(".show", measure_id=measure.id), 303)
        except (Invalid, NotNow, Guarded) as refusal:
            status = form.take(refusal)
    return _form_page(form), status


@bp.get("/<uuid:measure_id>")
@may("read")
def show(measure_id: UUID) -> Any:
    """One measure."""
    return measure_page.show(service.find(measure_id))


@bp.get("/<uuid:measure_id>/endring")
@may("coordinate")
def edit(measure_id: UUID) -> Any:
    """The form with what stands."""
    measure = service.find(measure_id)
    return _form_page(MeasureForm(_lists(measure), measure), measure)


@bp.post("/<uuid:measure_id>/endring")
@may("coordinate")
def change(measure_id: UUID) -> Any:
    """Save what it shall be from now on."""
    measure = service.find(measure_id)
    form, status = MeasureForm(_lists(measure), measure), 422
    if form.validate():
        try:
            facts, seen = form.facts(measure), version(form.versjon.data)
            service.change(measure, seen, facts, coordinator_ok=bool(form.bekreft.data), kept=kept())
            flash(gettext("%(label)s er endret.", label=measure.label), "success")
            _tell_of_overlap(measure)
            return redirect(url_for(".show", measure_id=measure.id), 303)
        except (Invalid, NotNow, Guarded) as refusal:
            status = form.take(refusal)
    return _form_page(form, measure), status


def _tell_of_overlap(measure: Measure) -> None:
    similar = overlap.like(measure)
    if similar:
        names = ", ".join(f"{other.label} {other.title}" for other in similar[:3])
        flash(gettext("Ligner på %(names)s. Se om dere kan gjøre det sammen.", names=names), "info")


def _lists(measure: Measure | None = None) -> Lists:
    return Lists(groups.visible(), network.people(), network.organisations(), measure)


def _form_page(form: MeasureForm, measure: Measure | None = None) -> Any:
    asked = bool(form.ansvarlig.errors) and can("propose")
    return render_template("measures/form.html", form=form, measure=measure, confirm=asked or bool(form.bekreft.data))


def _prefilled() -> dict[str, Any]:
    """What the address says of where the proposal comes from. Raises NotFound for what is not there."""
    given: dict[str, Any] = {"funn": [str(one) for one in request.args.getlist("fra_funn", type=UUID)]}
    for name, vocabulary_name in (("tema", "theme"), ("alder", "age_group"), ("arena", "arena")):
        if request.args.get(name) in vocabulary.ALL[vocabulary_name]:
            given[name] = request.args[name]
    if goal_id := request.args.get("mal", type=UUID):
        given["mal"] = str(goal_id)
    if item_id := request.args.get("fra_sak", type=UUID):
        given["sak"] = str(item_id)
    if round_id := request.args.get("fra_runde", type=UUID):
        given |= _from_round(round_id)
    if given["funn"]:
        given = {**_from_finding(UUID(given["funn"][0])), **given}
    return given


def _from_round(round_id: UUID) -> dict[str, Any]:
    found = ties.find_round(round_id)
    return {
        "runde": str(found.id),
        "tittel": found.title,
        "beskrivelse": found.description,
        "tema": found.theme or "",
        "gruppe": str(found.group_id),
        "sak": str(found.item_id or ""),
        "funn": [str(one) for one in ties.findings_of_round(found.id)],
    }


def _from_finding(finding_id: UUID) -> dict[str, Any]:
    found = next((one for one in ties.open_findings([finding_id]) if one.id == finding_id), None)
    if found is None:
        raise NotFound()
    return {"tema": found.theme, "arena": found.arena, "alder": found.age_group}
