"""The doors of an agreement's parties: one more, one away, and their signatures."""

from typing import Any
from uuid import UUID

from flask import request, url_for

from saas.accounts.guard import may
from saas.errors import Guarded, Invalid, NotNow
from saas.pages import gettext
from tenants.frames import agreements, parties, rights
from tenants.frames.agreement_forms import PartyForm
from tenants.frames.agreement_views import show
from tenants.frames.doors import bp, done, page, pressed
from tenants.frames.forms import SignerForm
from tenants.frames.models import Agreement, AgreementParty
from tenants.meetings.fields import seen


@bp.get("/avtale/<uuid:agreement_id>/part/ny")
@may("know")
def new_party(agreement_id: UUID) -> Any:
    """The form for one more."""
    agreement = agreements.find(agreement_id)
    rights.require_writer()
    return page("party_form.html", agreement=agreement, form=PartyForm())


@bp.post("/avtale/<uuid:agreement_id>/part/")
@may("know")
def add_party(agreement_id: UUID) -> Any:
    """One more party."""
    agreement = agreements.find(agreement_id)
    rights.require_writer()
    form, status = PartyForm(), 422
    if form.validate():
        try:
            parties.add_party(agreement, form.told)
            return _to(agreement, gettext("Parten er lagt til."))
        except (Invalid, NotNow, Guarded) as refusal:
            status = form.take(refusal)
    return page("party_form.html", agreement=agreement, form=form), status


@bp.get("/avtale/<uuid:agreement_id>/part/<uuid:party_id>/signatur")
@may("know")
def sign_party(agreement_id: UUID, party_id: UUID) -> Any:
    """Who signed for the party, and when."""
    agreement = agreements.find(agreement_id)
    party = parties.find_party(agreement, party_id)
    rights.require_writer()
    return _sign_page(agreement, party, SignerForm(party=party))


@bp.post("/avtale/<uuid:agreement_id>/part/<uuid:party_id>/signatur")
@may("know")
def add_party_signature(agreement_id: UUID, party_id: UUID) -> Any:
    """Register the signature."""
    agreement = agreements.find(agreement_id)
    party = parties.find_party(agreement, party_id)
    rights.require_writer()
    form, status = SignerForm(party=party), 422
    if form.validate():
        told = form.signer
        try:
            parties.sign(agreement, party, form.versjon.seen, told.name, told.title, told.signed_on)
            return _to(agreement, gettext("Signaturen er registrert."))
        except (Invalid, NotNow, Guarded) as refusal:
            status = form.take(refusal)
    return _sign_page(agreement, party, form), status


@bp.post("/avtale/<uuid:agreement_id>/part/<uuid:party_id>/usignert")
@may("know")
def unsign_party(agreement_id: UUID, party_id: UUID) -> Any:
    """A signature that was registered by mistake."""
    return _press(agreement_id, party_id, parties.unsign, gettext("Signaturen er fjernet."))


@bp.post("/avtale/<uuid:agreement_id>/part/<uuid:party_id>/fjerning")
@may("know")
def remove_party(agreement_id: UUID, party_id: UUID) -> Any:
    """Take a party away."""
    return _press(agreement_id, party_id, lambda one, party, _seen: parties.remove_party(one, party), gettext("Parten er fjernet."))


def _press(agreement_id: UUID, party_id: UUID, deed: Any, said: str) -> Any:
    agreement = agreements.find(agreement_id)
    party = parties.find_party(agreement, party_id)
    rights.require_writer()
    version = seen(request.form.get("versjon"))
    address = url_for(".show_agreement", agreement_id=agreement.id)
    return pressed(lambda: deed(agreement, party, version), said, address, lambda told: show(agreement, problem=told))


def _to(agreement: Agreement, said: str) -> Any:
    return done(said, url_for(".show_agreement", agreement_id=agreement.id))


def _sign_page(agreement: Agreement, party: AgreementParty, form: SignerForm) -> str:
    return page("signer.html", agreement=agreement, party=party, form=form)
