"""One's own security page: the second step, passkeys, codes on paper, where one is logged in, what happened at the door."""

from typing import Any
from uuid import UUID

from flask import redirect, request, session
from flask_login import current_user, login_required

from saas.accounts import (
    app_views,
    entrance,
    key_views,
    password_views,
    second_step,
    security_page,
    service,
    step_views,
)
from saas.accounts import forgetting as forgetting  # its job is hung up by being known
from saas.accounts.doors import bp
from saas.errors import NotNow
from saas.pages import gettext

__all__ = ["app_views", "bp", "key_views", "password_views", "step_views"]

# Where one may go with a role that asks for two steps while only one is taken: here, out, and in again.
OPEN_BLUEPRINTS = ("security", "oidc", "guests")
OPEN_ENDPOINTS = ("accounts.log_out", "accounts.log_in", "accounts.privacy", "accounts.accessibility", "static")


@bp.record_once
def _first_at_every_door(state: Any) -> None:
    """Asked before the kommune is looked for: to the weak session it is not there, and the page should say why."""
    state.app.before_request_funcs.setdefault(None, []).insert(0, _one_step_is_not_enough)


def _one_step_is_not_enough() -> Any:
    if request.blueprint in OPEN_BLUEPRINTS or request.endpoint in OPEN_ENDPOINTS or not security_page.demanded():
        return None
    if current_user.is_authenticated and current_user.needs_strong:
        return redirect("/meg/sikkerhet", 303)
    return None


@bp.get("/meg/sikkerhet")
@login_required
def security() -> Any:
    """All that guards one's account."""
    return security_page.page()


@bp.post("/meg/sikkerhet/bekreftelse")
@login_required
def confirm() -> Any:
    """Take the second step now, in a session that was opened with one."""
    if not second_step.is_set_up(current_user.id):
        raise NotNow("Sett opp totrinns innlogging først.")
    session[entrance.WAITING] = second_step.begin(security_page.me(), "/meg/sikkerhet")
    return redirect("/logg-inn/kode", 303)


@bp.post("/meg/sikkerhet/reservekoder")
@login_required
def new_papers() -> Any:
    """Ten new codes, shown this once; the old ones are dead."""
    security_page.only_strong()
    if not second_step.is_set_up(current_user.id):
        raise NotNow("Sett opp totrinns innlogging først.")
    return security_page.papers()


@bp.post("/meg/sikkerhet/okter/<uuid:session_id>/sletting")
@login_required
def end_session(session_id: UUID) -> Any:
    """Log out in one place."""
    service.close_one(current_user.id, session_id)
    return security_page.done("session_ended", gettext("Du er logget ut der."))
