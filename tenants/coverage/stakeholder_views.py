"""The doors of the stakeholder meter, and of the log of contacts."""

from typing import Any
from uuid import UUID

from flask import render_template, request, url_for

from saas.accounts.guard import may
from saas.errors import Guarded, Invalid, NotNow
from saas.forms import kept
from saas.pages import gettext, say
from tenants.coverage import service, wording
from tenants.coverage.doors import bp, done, sector_words
from tenants.coverage.forms import ContactForm
from tenants.coverage.models import CONTACT_KINDS
from tenants.network import service as network

SHOWN = 7


@bp.get("/samarbeidspartnere")
@may("know")
def stakeholders() -> Any:
    """When we last spoke with whom."""
    everything = request.args.get("alle") == "1"
    organisations = service.organisations_spoken_with()
    kinds = service.stakeholders(organisations)
    return render_template(
        "coverage/stakeholders.html",
        kinds=kinds,
        reached=sum(kind.reached for kind in kinds),
        sentence=wording.reached(kinds),
        spoken=wording.spoken,
        organisations=organisations if everything else organisations[:SHOWN],
        total=len(organisations),
        contacts=service.contacts(None if everything else SHOWN),
        contacts_total=service.contacts_count(),
        how=_how,
        sector=sector_words,
    )


@bp.get("/kontakter/ny")
@may("coordinate")
def new_contact() -> Any:
    """The form for a contact."""
    return _contact_page(ContactForm(network.organisations(), virksomhet=request.args.get("virksomhet", "")))


@bp.post("/kontakter")
@may("coordinate")
def create_contact() -> Any:
    """Note that somebody was met, called or written to."""
    form, status = ContactForm(network.organisations()), 422
    if form.validate():
        try:
            chosen = UUID(form.virksomhet.data)
            service.add_contact(chosen, form.dato.data, form.type.data, form.gjelder.data or "", kept=kept())
            return done(gettext("Kontakten er lagret."), url_for(".stakeholders"))
        except (Invalid, NotNow, Guarded) as refusal:
            status = form.take(refusal)
    return _contact_page(form), status


@bp.post("/kontakter/<uuid:contact_id>/sletting")
@may("coordinate")
def remove_contact(contact_id: UUID) -> Any:
    """Take away a contact that was written by mistake."""
    service.remove_contact(service.find_contact(contact_id))
    return done(gettext("Kontakten er slettet."), url_for(".stakeholders"))


def _contact_page(form: ContactForm) -> str:
    return render_template("coverage/contact.html", form=form, organisations=len(form.virksomhet.choices) > 1)


def _how(kind: str) -> str:
    """«Besøk», or that somebody was present at a meeting."""
    return gettext("Til stede i møte") if kind == "attended" else say(CONTACT_KINDS[kind]) if kind else ""
