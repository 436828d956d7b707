"""The doors of the offers register."""

from typing import Any
from uuid import UUID

from flask import render_template, request, url_for

from saas.accounts.guard import may
from saas.errors import Guarded, Invalid, NotNow
from saas.forms import kept
from saas.pages import gettext
from tenants.coverage import service
from tenants.coverage.doors import asked, asked_sector, bp, coded_words, done, sector_words
from tenants.coverage.forms import EndForm, OfferForm, VersionForm, coded
from tenants.coverage.models import Offer
from tenants.network import service as network
from tenants.network.models import ORGANISATION_TYPES

SHOWN = 7


@bp.get("/tilbud")
@may("know")
def offers() -> Any:
    """Offers and running measures, narrowed by theme, sector and age."""
    theme, sector, age = asked("tema", "theme"), asked_sector(), asked("alder", "age_group")
    ended = request.args.get("vis") == "avsluttede"
    found = service.offers(theme, sector, age, ended=ended)
    measures = [] if ended else service.running(theme, sector, age)
    everything = request.args.get("alle") == "1"
    chosen = {"tema": theme, "sektor": sector, "alder": age, "vis": "avsluttede" if ended else None}
    return render_template(
        "coverage/offers.html",
        offers=found if everything else found[:SHOWN],
        total=len(found),
        measures=measures if everything else measures[:SHOWN],
        measures_total=len(measures),
        chosen=chosen,
        themes=coded("theme"),
        sectors=[(code, sector_words(code)) for code in ORGANISATION_TYPES],
        ages=coded("age_group"),
        words=coded_words,
        sector=sector_words,
    )


@bp.get("/tilbud/ny")
@may("coordinate")
def new_offer() -> Any:
    """The form for an offer, with what the address knows already."""
    given = {name: request.args.get(name, "") for name in ("tema", "alder")}
    return _offer_page(OfferForm(network.organisations(), None, **given))


@bp.post("/tilbud")
@may("coordinate")
def create_offer() -> Any:
    """Put an offer in the register."""
    form, status = OfferForm(network.organisations()), 422
    if form.validate():
        try:
            service.add_offer(**form.words(), kept=kept())
            return done(gettext("Tilbudet er lagret."), url_for(".offers"))
        except (Invalid, NotNow, Guarded) as refusal:
            status = form.take(refusal)
    return _offer_page(form), status


@bp.get("/tilbud/<uuid:offer_id>/endring")
@may("coordinate")
def edit_offer(offer_id: UUID) -> Any:
    """The form for another wording, and for the end."""
    offer = service.find_offer(offer_id)
    return _offer_page(OfferForm(network.organisations(), offer), offer)


@bp.post("/tilbud/<uuid:offer_id>/endring")
@may("coordinate")
def change_offer(offer_id: UUID) -> Any:
    """Save what the offer is from now on."""
    offer = service.find_offer(offer_id)
    form, status = OfferForm(network.organisations(), offer), 422
    if form.validate():
        try:
            service.change_offer(offer, form.versjon.seen, **form.words(), kept=kept())
            return done(gettext("Tilbudet er endret."), url_for(".offers"))
        except (Invalid, NotNow, Guarded) as refusal:
            status = form.take(refusal)
    return _offer_page(form, offer), status


@bp.post("/tilbud/<uuid:offer_id>/avslutning")
@may("coordinate")
def end_offer(offer_id: UUID) -> Any:
    """The offer's last day."""
    offer, form, status = service.find_offer(offer_id), EndForm(), 422
    if form.validate():
        try:
            service.end_offer(offer, form.versjon.seen, form.dato.data)
            return done(gettext("Tilbudet er avsluttet."), url_for(".offers"))
        except (Invalid, NotNow) as refusal:
            status = form.take(refusal)
    return _offer_page(OfferForm(network.organisations(), offer), offer, form), status


@bp.post("/tilbud/<uuid:offer_id>/gjenapning")
@may("coordinate")
def reopen_offer(offer_id: UUID) -> Any:
    """Undo an ending."""
    offer = service.find_offer(offer_id)
    service.reopen_offer(offer, VersionForm().versjon.seen)
    return done(gettext("Tilbudet står i registeret igjen."), url_for(".edit_offer", offer_id=offer.id))


def _offer_page(form: OfferForm, offer: Offer | None = None, end: EndForm | None = None) -> str:
    return render_template(
        "coverage/offer.html",
        form=form,
        offer=offer,
        end=end or EndForm(formdata=None),
        organisations=len(form.virksomhet.choices) > 1,
    )
