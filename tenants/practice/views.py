"""The doors of practice: the library that all read, and the kommune's own cards on their way there."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for

from saas.accounts.guard import may
from saas.errors import Guarded, Invalid, NotFound, NotNow
from saas.furnishing import Feature
from saas.pages import gettext
from tenants.measures import service as measures
from tenants.measures.fields import version
from tenants.measures.models import Measure
from tenants.practice import drafting, library_views, panel, service
from tenants.practice.doors import bp
from tenants.practice.forms import CardForm, SendForm
from tenants.practice.service import FIELDS, Offered

__all__ = ["FEATURE", "bp", "library_views"]

FEATURE = Feature(
    "practice", bp, section="measures", tabs=(("Erfaringer", "practice.index", "know"),), words=panel.WORDS,
)  # fmt: skip


@bp.get("/ny")
@may("coordinate")
def new() -> Any:
    """The form, filled from a measure; one that has a card leads to it."""
    measure = _measure(request.args.get("tiltak", type=UUID))
    if (offered := service.of_measure(measure.id)) is not None:
        return redirect(url_for(".show", practice_id=offered.offer.id), 303)
    if measure.state not in service.TRIED:
        raise NotNow("Tiltaket er ikke satt i gang, så det er ingen erfaring å dele ennå.")
    return _form_page(CardForm(drafting.from_measure(measure), tiltak=str(measure.id)), measure)


@bp.post("/")
@may("coordinate")
def create() -> Any:
    """Save the draft. Nothing leaves the kommune by this."""
    measure, form, status = _measure(_uuid(request.form.get("tiltak"))), CardForm({}), 422
    if form.validate():
        try:
            offer = service.write(measure, form.card())
            flash(gettext("Utkastet er lagret. Les gjennom det, og send det når det er klart."), "success")
            return redirect(url_for(".show", practice_id=offer.id), 303)
        except (Invalid, NotNow, Guarded) as refusal:
            status = form.take(refusal)
    return _form_page(form, measure), status


@bp.get("/<uuid:practice_id>")
@may("know")
def show(practice_id: UUID) -> Any:
    """One of the kommune's own cards as others would read it, how it stands, and what can be done with it."""
    return _page(service.find(practice_id))


@bp.get("/<uuid:practice_id>/endring")
@may("coordinate")
def edit(practice_id: UUID) -> Any:
    """The form with what stands."""
    offered = service.find(practice_id)
    if not offered.open:
        raise NotNow("Kortet er sendt. Trekk det tilbake hvis det skal skrives om.")
    return _form_page(_filled(offered), offered.offer.measure, offered)


@bp.post("/<uuid:practice_id>/endring")
@may("coordinate")
def change(practice_id: UUID) -> Any:
    """Save what it shall say from now on."""
    offered = service.find(practice_id)
    form, status = _filled(offered), 422
    if form.validate():
        try:
            service.change(offered, version(form.versjon.data) or 0, form.card())
            flash(gettext("Kortet er endret. Det er ikke sendt."), "success")
            return redirect(url_for(".show", practice_id=practice_id), 303)
        except (Invalid, NotNow, Guarded) as refusal:
            status = form.take(refusal)
    return _form_page(form, offered.offer.measure, offered), status


@bp.post("/<uuid:practice_id>/utsending")
@may("coordinate")
def send(practice_id: UUID) -> Any:
    """To the centre, which reads it before others do."""
    offered, form = service.find(practice_id), SendForm()
    try:
        service.send(offered, version(form.versjon.data) or 0, confirmed=bool(form.bekreft.data))
    except (Invalid, NotNow, Guarded) as refusal:
        return _page(offered, form, form.take(refusal))
    flash(gettext("Kortet er sendt til Kompetansesenteret. Du ser svaret her."), "success")
    return redirect(url_for(".show", practice_id=practice_id), 303)


@bp.post("/<uuid:practice_id>/tilbaketrekking")
@may("coordinate")
def withdraw(practice_id: UUID) -> Any:
    """Out of the library, at once."""
    service.withdraw(service.find(practice_id), version(request.form.get("versjon")) or 0)
    flash(gettext("Kortet er trukket tilbake. Ingen utenfor kommunen kan lese det lenger."), "success")
    return redirect(url_for(".show", practice_id=practice_id), 303)


@bp.post("/<uuid:practice_id>/sletting")
@may("coordinate")
def discard(practice_id: UUID) -> Any:
    """A draft that came to nothing."""
    service.discard(service.find(practice_id), version(request.form.get("versjon")) or 0)
    flash(gettext("Utkastet er slettet."), "success")
    return redirect(url_for(".index"), 303)


def _measure(measure_id: UUID | None) -> Measure:
    if measure_id is None:
        raise NotFound()
    return measures.find(measure_id)


def _uuid(written: str | None) -> UUID | None:
    try:
        return UUID(written or "")
    except ValueError:
        return None


def _filled(offered: Offered) -> CardForm:
    offer = offered.offer
    given = {name: getattr(offer, name) for name in (*FIELDS, "show_name")}
    return CardForm(given, versjon=offer.version)


def _form_page(form: CardForm, measure: Measure, offered: Offered | None = None) -> Any:
    return render_template("practice/form.html", form=form, measure=measure, offered=offered)


def _page(offered: Offered, form: SendForm | None = None, code: int = 200) -> Any:
    own = {"offered": offered, "card": offered.offer, "states": panel.STATES, "colours": panel.COLOURS}
    form = form or SendForm(offered.offer.version)
    return render_template("practice/offer.html", form=form, **own, **library_views.vocabularies()), code
