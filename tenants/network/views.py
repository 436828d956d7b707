"""The doors of the network: organisations with their people, and what is done with them."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from markupsafe import Markup

from saas.accounts.guard import may
from saas.errors import Guarded, Invalid, NotNow
from saas.furnishing import Feature
from saas.pages import gettext
from tenants.network import service
from tenants.network.forms import LeaveForm, OrganisationForm, PersonForm, type_choices
from tenants.network.models import ORGANISATION_TYPES, Organisation, Person

bp = Blueprint("network", __name__, url_prefix="/k/<kommune>/nettverk")
FEATURE = Feature(
    "network", bp, menu=("Nettverk", "network.index", "read"), section="people",
    tabs=(("Virksomheter og personer", "network.index", "read"),),
)
ROWS = 7


@bp.get("/")
@may("read")
def index() -> Any:
    """Everyone, by organisation; narrowed by type and by words."""
    type_code, words = request.args.get("type", ""), request.args.get("sok", "").strip()[:80]
    found = service.matching(type_code, words)
    narrowed = bool(type_code or words)
    shown = found if narrowed or "alle" in request.args else found[:ROWS]
    return render_template(
        "network/index.html",
        found=found,
        shown=shown,
        narrowed=narrowed,
        type_code=type_code,
        words=words,
        types=type_choices(),
        type_names=ORGANISATION_TYPES,
        open_to_me=service.open_addresses([person for _, people in shown for person in people]),
        count=sum(len(people) for _, people in found),
    )


@bp.route("/personer/ny", methods=["GET", "POST"])
@may("coordinate")
def new_person() -> Any:
    """Add somebody to the network."""
    form, status = PersonForm(service.organisations()), 200
    if request.method == "GET":
        form.organisasjon.data = request.args.get("organisasjon", "")
    elif form.validate():
        try:
            person = service.add_person(form.navn.data, form.organisasjon.chosen, **_contact(form))
            flash(gettext("%(name)s er lagt til i nettverket.", name=person.name), "success")
            return redirect(url_for(".person", person_id=person.id), 303)
        except (Invalid, NotNow, Guarded) as refusal:
            status = form.take(refusal)
    else:
        status = 422
    return render_template("network/person_form.html", form=form, person=None), status


@bp.get("/personer/<uuid:person_id>")
@may("read")
def person(person_id: UUID) -> Any:
    """One person: role, contact, groups with dates."""
    found = service.find_person(person_id)
    return _person_page(found, LeaveForm(versjon=found.version))


@bp.route("/personer/<uuid:person_id>/endre", methods=["GET", "POST"])
@may("coordinate")
def change_person(person_id: UUID) -> Any:
    """Another name, title, organisation or contact."""
    found = service.find_person(person_id)
    given = {"navn": found.name, "tittel": found.title, "epost": found.email, "telefon": found.phone}
    form = PersonForm(
        service.organisations(),
        data={
            **given,
            "organisasjon": str(found.organisation_id),
            "versjon": found.version,
        },
    )
    status = 200 if request.method == "GET" else 422
    if request.method == "POST" and form.validate():
        try:
            service.change_person(
                found,
                form.versjon.seen,
                name=form.navn.data,
                organisation_id=form.organisasjon.chosen,
                **_contact(form),
            )
            flash(gettext("Endringen er lagret."), "success")
            return redirect(url_for(".person", person_id=person_id), 303)
        except (Invalid, NotNow, Guarded) as refusal:
            status = form.refuse(refusal, found)
    return render_template("network/person_form.html", form=form, person=found), status


@bp.post("/personer/<uuid:person_id>/slutt")
@may("coordinate")
def leave(person_id: UUID) -> Any:
    """Somebody leaves the network, and their seats end with it."""
    found = service.find_person(person_id)
    form, status = LeaveForm(), 422
    if form.validate() and form.siste_dag.data:
        try:
            service.person_leaves(found, form.siste_dag.data, form.versjon.seen)
            flash(gettext("Siste dag er lagret. Plassene i gruppene slutter samme dag."), "success")
            return redirect(url_for(".person", person_id=person_id), 303)
        except (Invalid, NotNow) as refusal:
            status = form.refuse(refusal, found)
    return _person_page(found, form), status


@bp.post("/personer/<uuid:person_id>/tilbake")
@may("coordinate")
def come_back(person_id: UUID) -> Any:
    """Undo a leaving."""
    found = service.find_person(person_id)
    service.person_returns(found)
    flash(gettext("%(name)s er med i nettverket igjen. Plasser i grupper må gis på nytt.", name=found.name), "success")
    return redirect(url_for(".person", person_id=person_id), 303)


@bp.route("/organisasjoner/ny", methods=["GET", "POST"])
@may("coordinate")
def new_organisation() -> Any:
    """Add an organisation."""
    form, status = OrganisationForm(), 200 if request.method == "GET" else 422
    if request.method == "POST" and form.validate():
        try:
            found = service.add_organisation(form.navn.data, form.type.data)
            flash(gettext("%(name)s er lagt til i nettverket.", name=found.name), "success")
            return redirect(url_for(".organisation", organisation_id=found.id), 303)
        except (Invalid, NotNow, Guarded) as refusal:
            status = form.take(refusal)
    return render_template("network/organisation_form.html", form=form, organisation=None), status


@bp.get("/organisasjoner/<uuid:organisation_id>")
@may("read")
def organisation(organisation_id: UUID) -> Any:
    """One organisation and its people."""
    found: Organisation = service.find_organisation(organisation_id)
    return render_template(
        "network/organisation.html",
        organisation=found,
        type_names=ORGANISATION_TYPES,
        people=[person for person in found.people if person.active],
        former=[person for person in found.people if not person.active],
        open_to_me=service.open_addresses(found.people),
    )


@bp.route("/organisasjoner/<uuid:organisation_id>/endre", methods=["GET", "POST"])
@may("coordinate")
def change_organisation(organisation_id: UUID) -> Any:
    """Another name or type."""
    found = service.find_organisation(organisation_id)
    form = OrganisationForm(data={"navn": found.name, "type": found.type, "versjon": found.version})
    status = 200 if request.method == "GET" else 422
    if request.method == "POST" and form.validate():
        try:
            service.change_organisation(found, form.versjon.seen, form.navn.data, form.type.data)
            flash(gettext("Endringen er lagret."), "success")
            return redirect(url_for(".organisation", organisation_id=organisation_id), 303)
        except (Invalid, NotNow, Guarded) as refusal:
            status = form.refuse(refusal, found)
    return render_template("network/organisation_form.html", form=form, organisation=found), status


def _person_page(found: Person, form: LeaveForm) -> str:
    panels = [Markup(panel(found)) for panel in service.PANELS]
    return render_template(
        "network/person.html",
        person=found,
        form=form,
        panels=panels,
        open_to_me=service.open_addresses([found]),
        type_names=ORGANISATION_TYPES,
    )


def _contact(form: PersonForm) -> dict[str, str]:
    return {"title": form.tittel.data or "", "email": form.epost.data or "", "phone": form.telefon.data or ""}
