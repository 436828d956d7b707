"""The doors of Koordinator: the kommune's own is invited, one who coordinates for others is asked."""

from typing import Any
from uuid import UUID

from flask import current_app, render_template, request, url_for

from saas.accounts.guard import can, may
from saas.errors import Guarded, Invalid, NotAllowed, NotNow
from saas.pages import gettext, say
from tenants.access import service as access
from tenants.meetings.fields import seen
from tenants.onboarding import requests
from tenants.onboarding.doors import bp, done, go_on, require_coordinate
from tenants.onboarding.models import REQUEST_STATES
from tenants.onboarding.step_forms import AskForm, OwnCoordinatorForm


@bp.get("/koordinator")
@may("see_all")
def coordinator() -> Any:
    """Who coordinates, who has been asked, and the two ways."""
    return _page()


@bp.post("/koordinator/egen")
@may("admit")
def invite_own() -> Any:
    """Invite the kommune's own coordinator."""
    form, status = OwnCoordinatorForm(), 422
    if form.validate():
        try:
            requests.invite_own(form.navn.data or "", form.epost.data or "")
            return done(gettext("Invitasjonen er sendt til %(name)s.", name=form.navn.data), url_for(".coordinator"))
        except (Invalid, NotNow, NotAllowed, Guarded) as refusal:
            status = form.take(refusal)
    return _page(own=form), status


@bp.post("/koordinator/sporsmal")
@may("coordinate")
def ask_coordinator() -> Any:
    """Ask one who coordinates for others."""
    form, status = AskForm(), 422
    if form.validate():
        try:
            requests.ask(
                form.navn.data or "", form.epost.data or "", percent=form.prosent.data, host=form.vert.data or "",
                message=form.melding.data or "",
            )  # fmt: skip
            return done(gettext("Forespørselen er sendt til %(name)s.", name=form.navn.data), url_for(".coordinator"))
        except (Invalid, NotNow, Guarded) as refusal:
            status = form.take(refusal)
    return _page(ask=form), status


@bp.post("/koordinator/sporsmal/<uuid:asked_id>/tilbaketrekking")
@may("see_all")
def withdraw_request(asked_id: UUID) -> Any:
    """Take a request back."""
    asked = requests.find(asked_id)
    require_coordinate()
    try:
        requests.withdraw(asked, seen(request.form.get("versjon")))
    except NotNow as refusal:
        return _page(problem=say(refusal.message, **refusal.params)), refusal.status
    return done(gettext("Forespørselen er trukket tilbake."), url_for(".coordinator"))


@bp.post("/koordinator")
@may("coordinate")
def finish_coordinator() -> Any:
    """«Lagre og fortsett»."""
    return go_on("coordinator")


def _page(own: OwnCoordinatorForm | None = None, ask: AskForm | None = None, problem: str = "") -> str:
    invited = [one for one in access.waiting() if one.role == "coordinator" and access.is_open(one)]
    return render_template(
        "onboarding/coordinator.html", own=own or OwnCoordinatorForm(blank=True), ask=ask or AskForm(blank=True),
        coordinators=requests.coordinators(), asked=requests.all_requests(), invited=invited, states=REQUEST_STATES,
        limit=current_app.config["HOUSE"].coordinator_limit, problem=problem, coordinates=can("coordinate"),
    )  # fmt: skip
