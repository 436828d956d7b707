"""The doors of log-in from outside: which services may open the kommune, and on whose behalf."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from wtforms import SelectField, StringField

from saas.accounts import oidc_providers
from saas.accounts.guard import may
from saas.errors import Guarded, Invalid
from saas.forms import Form
from saas.pages import gettext
from tenants.access import issuers
from tenants.access.doors import bp


class PermitForm(Form):
    """A service, and an organisation that it may speak for. The verb itself says what is wrong."""

    tjeneste = SelectField("", validate_choice=False)
    nummer = StringField("")
    navn = StringField("")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tjeneste.label.text = gettext("Innloggingstjeneste")
        self.nummer.label.text = gettext("Organisasjonsnummer")
        self.navn.label.text = gettext("Navn på organisasjonen")
        self.tjeneste.choices = [(service.issuer, service.label) for service in oidc_providers.services()]


@bp.get("/innlogging", endpoint="issuers")
@may("admit")
def issuers_page() -> Any:
    """What is let in, and a form to let in one more."""
    return _page(PermitForm(formdata=None))


@bp.post("/innlogging")
@may("admit")
def let_in() -> Any:
    """Let in a service for an organisation."""
    form = PermitForm()
    known = [service.issuer for service in oidc_providers.services()]
    try:
        if not form.validate():
            return _page(form), 422
        issuers.let_in(form.tjeneste.data or "", form.nummer.data or "", form.navn.data or "", known)
    except (Invalid, Guarded) as refusal:
        status = form.take(refusal)
        return _page(form), status
    flash(gettext("Organisasjonen er sluppet inn."), "success")
    return redirect(url_for(".issuers"), 303)


@bp.post("/innlogging/<uuid:permit_id>/tilbaketrekking")
@may("read")
def shut_out(permit_id: UUID) -> Any:
    """Shut the door at once."""
    issuers.revoke(issuers.find(permit_id))
    flash(gettext("Organisasjonen slipper ikke inn lenger."), "success")
    return redirect(url_for(".issuers"), 303)


def _page(form: PermitForm) -> str:
    labels = {service.issuer: service.label for service in oidc_providers.services()}
    return render_template("access/issuers.html", form=form, permits=issuers.listing(), labels=labels)
