"""Log-in through a service outside (Ansattporten, Entra ID), and tying one to the account that one has.

Each door opens the lobby for a moment at a time (see saas/doors.py): no transaction waits for somebody else's server.
"""

import secrets
from typing import Any
from uuid import UUID

from flask import Blueprint, current_app, flash, make_response, redirect, render_template, request, session, url_for
from flask_login import current_user, login_required

from saas import rooms, throttle
from saas.accounts import events, identities, oidc, oidc_providers
from saas.accounts.addresses import own_address
from saas.accounts.entrance import ON_BEHALF
from saas.accounts.oidc_claims import Organisation
from saas.config import LogInService
from saas.errors import TooMany
from saas.pages import current_language, gettext, say

bp = Blueprint("oidc", __name__)
# Where the signed cookie keeps the browser's own secret, and the choice that waits.
BROWSER, WAITING = "nettleser", "valg"
OFTEN = "60/minute"


@bp.app_context_processor
def words() -> dict[str, Any]:
    """What the log-in page and the frame of every page need to know."""
    on_behalf = session.get(ON_BEHALF) if current_user.is_authenticated else None
    return {"log_in_services": oidc_providers.services(), "on_behalf_of": on_behalf}


@bp.post("/logg-inn/med/<tjeneste>")
def begin(tjeneste: str) -> Any:
    """Begin a log-in at a service."""
    service = _known(tjeneste)
    return _send(service, own_address(request.form.get("neste")))


@bp.post("/meg/sikkerhet/koblinger/<tjeneste>")
@login_required
def begin_link(tjeneste: str) -> Any:
    """Begin to tie an account at a service to one's own account here."""
    service = _known(tjeneste)
    return _send(service, url_for(".links"), current_user)


@bp.get("/logg-inn/med/<tjeneste>/svar")
def answer(tjeneste: str) -> Any:
    """Where the service sends people back. What was begun is spent here, whatever the answer is."""
    service = _known(tjeneste)
    if request.method == "HEAD":
        return "", 204
    visitor = current_user if current_user.is_authenticated else None
    try:
        browser = session.get(BROWSER, "")
        errand, outsider = oidc.answer(service, browser, request.args, _return_address(service), visitor)
        if errand.user_id is not None:
            oidc.link(service, outsider, errand.user_id)
            flash(gettext("Du kan nå logge inn med %(service)s.", service=service.label), "success")
            return redirect(url_for(".links"), 303)
        chosen, token = oidc.enter(service, outsider, browser, errand.next_page)
    except oidc.NotIn as refusal:
        return _refused(refusal)
    if chosen is not None:
        return _inside(chosen, errand.next_page)
    session[WAITING] = token
    return redirect(url_for(".choice"), 303)


@bp.get("/logg-inn/organisasjon")
def choice() -> Any:
    """«Du logger inn på vegne av …»: the organisations that open something here."""
    offered = oidc.choices(session.get(WAITING, ""), session.get(BROWSER, ""))
    return render_template("accounts/oidc_choice.html", organisations=offered) if offered else redirect("/logg-inn", 303)


@bp.post("/logg-inn/organisasjon")
def choose() -> Any:
    """Go in on behalf of the chosen one."""
    token, browser = session.get(WAITING, ""), session.get(BROWSER, "")
    try:
        found = oidc.choose(token, browser, request.form.get("organisasjon", ""))
    except oidc.NotIn as refusal:
        return _refused(refusal)
    if found is not None:
        return _inside(*found)
    if offered := oidc.choices(token, browser):
        return render_template("accounts/oidc_choice.html", organisations=offered, wrong=True), 422
    return redirect("/logg-inn", 303)


@bp.get("/meg/sikkerhet/koblinger")
@login_required
def links() -> Any:
    """Which services open one's account, and which could."""
    with rooms.enter(rooms.lobby(read_only=True)):
        labels = {service.issuer: service.label for service in oidc_providers.services()}
        linked = [(each.id, labels.get(each.issuer, each.issuer), each.linked_at, each.used_at)
                  for each in identities.of_user(current_user.id)]  # fmt: skip
    return render_template("accounts/oidc_links.html", linked=linked)


@bp.post("/meg/sikkerhet/koblinger/<uuid:identity_id>/frakobling")
@login_required
def unlink(identity_id: UUID) -> Any:
    """Untie one's own; what was opened that way is logged out."""
    with rooms.enter(rooms.lobby()):
        issuer = identities.unlink(current_user.id, identity_id, current_user.secret)
        events.record("unlinked", "ok", current_user.id, method="oidc", issuer=issuer)
    flash(gettext("Koblingen er fjernet."), "success")
    return redirect(url_for(".links"), 303)


def _known(slug: str) -> LogInService:
    """The service, for somebody who does not knock too often."""
    service = oidc_providers.find(slug)
    if not throttle.allows(OFTEN, "oidc", request.remote_addr or ""):
        raise TooMany("Det har vært for mange forsøk på å logge inn. Vent litt og prøv igjen.")
    return service


def _send(service: LogInService, next_page: str, visitor: Any = None) -> Any:
    """A page that goes on by itself. A redirect would be stopped: our forms may only lead to ourselves (form-action)."""
    browser = session.setdefault(BROWSER, secrets.token_urlsafe(32))
    try:
        to = oidc.begin(service, browser, _return_address(service), current_language(), next_page, visitor)
    except oidc.NotIn as refusal:
        return _refused(refusal)
    page = make_response(render_template("accounts/oidc_sent.html", service=service, to=to))
    page.headers["Refresh"] = f"0; url={to}"
    return page


def _inside(chosen: Organisation, next_page: str) -> Any:
    session[ON_BEHALF] = chosen.name or f"{chosen.number[:3]} {chosen.number[3:6]} {chosen.number[6:]}"
    return redirect(next_page, 303)


def _refused(refusal: oidc.NotIn) -> Any:
    text = say(refusal.message, **refusal.params)
    return render_template("accounts/oidc_refused.html", text=text), refusal.status


def _return_address(service: LogInService) -> str:
    return str(current_app.config["HOUSE"].public_url) + url_for(".answer", tjeneste=service.slug)
