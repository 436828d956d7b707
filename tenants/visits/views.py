"""The doors of visits: the log, the services that nobody has been to, and a visit planned as a task."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for

from saas import clock
from saas.accounts.guard import may
from saas.errors import Guarded, Invalid, NotNow
from saas.forms import kept
from saas.furnishing import Feature
from saas.pages import gettext
from tenants.network import service as network
from tenants.network.models import Organisation
from tenants.tasks.forms import version
from tenants.visits import office, office_views, picture, service
from tenants.visits.doors import bp
from tenants.visits.forms import PlanVisitForm, VisitForm
from tenants.visits.models import Visit

FEATURE = Feature(
    "visits", bp, section="people", tabs=(("Besøk og kontordager", "visits.index", "know"),),
    words={"prevention_units": service.prevention_units},
)
# The other doors of the same blueprint.
DOORS = (office_views,)
# How many rows a list shows before «Vis alle».
FEW = 7


@bp.get("/")
@may("know")
def index() -> Any:
    """The year: whom one has been to, whom one has not, and office days held against planned."""
    year = clock.today().year
    everything = request.args.get("alle", "")
    found, missing, days = service.visits(), service.unvisited(), office.of_year(year)
    return render_template(
        "visits/index.html", year=year, visits=found if everything == "besok" else found[:FEW], total=len(found),
        missing=missing if everything == "mangler" else missing[:FEW], missing_total=len(missing),
        waiting=len(office.unsettled(days)), days=len(days), chart=picture.of_year(year, days),
    )  # fmt: skip


@bp.get("/ny")
@may("coordinate")
def new() -> Any:
    """The form for a visit."""
    return _form_page(VisitForm(network.organisations(), chosen=request.args.get("virksomhet", "")))


@bp.post("/")
@may("coordinate")
def create() -> Any:
    """Log a visit."""
    form, status = VisitForm(network.organisations()), 422
    if form.validate():
        try:
            service.log(form.told(), kept=kept())
            flash(gettext("Besøket er lagret."), "success")
            return redirect(url_for(".index"), 303)
        except (Invalid, NotNow, Guarded) as refusal:
            status = form.take(refusal)
    return _form_page(form), status


@bp.get("/<uuid:visit_id>")
@may("know")
def show(visit_id: UUID) -> Any:
    """One visit."""
    return render_template("visits/show.html", visit=service.find(visit_id))


@bp.get("/<uuid:visit_id>/endring")
@may("coordinate")
def edit(visit_id: UUID) -> Any:
    """The form for other words."""
    visit = service.find(visit_id)
    return _form_page(VisitForm(network.organisations(), visit), visit)


@bp.post("/<uuid:visit_id>/endring")
@may("coordinate")
def change(visit_id: UUID) -> Any:
    """Save other words."""
    visit = service.find(visit_id)
    form, status = VisitForm(network.organisations(), visit), 422
    if form.validate():
        try:
            service.change(visit, version(form.versjon.data), form.told(), kept=kept())
            flash(gettext("Besøket er lagret."), "success")
            return redirect(url_for(".show", visit_id=visit.id), 303)
        except (Invalid, NotNow, Guarded) as refusal:
            status = form.take(refusal)
    return _form_page(form, visit), status


@bp.post("/<uuid:visit_id>/sletting")
@may("coordinate")
def delete(visit_id: UUID) -> Any:
    """Take away a visit that was put in by mistake."""
    service.remove(service.find(visit_id), version(request.form.get("versjon")))
    flash(gettext("Besøket er tatt bort."), "success")
    return redirect(url_for(".index"), 303)


@bp.get("/virksomheter/<uuid:organisation_id>/plan")
@may("coordinate")
def new_plan(organisation_id: UUID) -> Any:
    """«Planlegg besøk»: who and when."""
    organisation = network.find_organisation(organisation_id)
    return _plan_page(organisation, PlanVisitForm(network.people(), network.me()))


@bp.post("/virksomheter/<uuid:organisation_id>/plan")
@may("coordinate")
def plan(organisation_id: UUID) -> Any:
    """The visit as a task."""
    organisation = network.find_organisation(organisation_id)
    form, status = PlanVisitForm(network.people(), network.me()), 422
    if form.validate():
        try:
            task = service.plan(organisation, form.responsible_id, form.frist.data)
            flash(gettext("Besøket er planlagt som en oppgave."), "success")
            return redirect(url_for("tasks.show", task_id=task.id), 303)
        except (Invalid, NotNow, Guarded) as refusal:
            status = form.take(refusal)
    return _plan_page(organisation, form), status


@bp.post("/virksomheter/<uuid:organisation_id>/forebyggende-ansvar")
@may("coordinate")
def mark_prevention(organisation_id: UUID) -> Any:
    """Say whether a service has «forebyggende ansvar»."""
    organisation = network.find_organisation(organisation_id)
    service.mark_prevention(organisation, request.form.get("har") == "1")
    flash(gettext("%(name)s er oppdatert.", name=organisation.name), "success")
    return redirect(url_for("network.organisation", organisation_id=organisation.id), 303)


def _form_page(form: VisitForm, visit: Visit | None = None) -> str:
    return render_template("visits/form.html", form=form, visit=visit)


def _plan_page(organisation: Organisation, form: PlanVisitForm) -> str:
    return render_template("visits/plan.html", organisation=organisation, form=form)
