"""An invitation is opened, and accepted."""

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _
from flask_babel import refresh
from flask_login import current_user
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired, Length

from saas import clock, throttle
from saas.accounts import entrance, invitations, service
from saas.accounts.guard import role_name
from saas.errors import Invalid, NotFound, NotNow
from saas.forms import Form
from saas.pages import say

bp = Blueprint("invitations", __name__)


class Join(Form):
    """Name and password of a new account; the address is the one that was invited."""

    navn = StringField(
        _("Navnet ditt"), [InputRequired(_("Skriv navnet ditt.")), Length(max=120, message=_("Skriv høyst 120 tegn."))]
    )
    passord = PasswordField(
        _("Velg et passord"), [InputRequired(_("Skriv et passord.")), Length(max=1000, message=_("Passordet er for langt."))]
    )


@bp.before_request
def _not_too_often() -> Any:
    """Guessing tokens is hopeless, and made slow as well."""
    if throttle.allows("60/minute", "invitation", request.remote_addr or ""):
        return None
    return render_template("accounts/dead_link.html", too_often=True), 429


@bp.errorhandler(NotFound)
def _dead(_error: NotFound) -> Any:
    """One answer for an invitation that never was, is used, revoked or too old: nothing tells them apart."""
    return render_template("accounts/dead_link.html", too_often=False), 404


@bp.get("/invitasjon/<token>")
def show(token: str) -> Any:
    """Who invites, to which kommune, as what. Nothing is changed by opening it: mail scanners open letters too."""
    invited = _opened(token)
    return _page(token, invited, Join(formdata=None, navn=invited.name))


@bp.post("/invitasjon/<token>")
def accept(token: str) -> Any:
    """«Ta imot»: with a new account, or with the one that is logged in."""
    invited = _opened(token)
    if current_user.is_authenticated:
        return _accepted(token, invited) if _is_mine(invited) else (_page(token, invited), 409)
    if invited.has_account:
        return redirect(_by_the_door(token), 303)
    form = Join()
    if not form.validate():
        return _page(token, invited, form), 422
    try:
        user = invitations.join(token, form.navn.data or "", form.passord.data or "")
    except Invalid as refusal:
        return _page(token, invited, form), form.take(refusal)
    # Where the house asks for a second step this log-in has none: those who need one set it up before they come in.
    entrance.enter(user, method="password", strong=False)
    return _accepted(token, invited)


def _accepted(token: str, invited: invitations.Invited) -> Any:
    try:
        slug = invitations.accept(token, current_user.secret, invited)
    except NotNow as refusal:
        return _page(token, invited, problem=say(refusal.message, **refusal.params)), refusal.status
    flash(say("Velkommen til {kommune}.", kommune=invited.kommune), "success")
    # What has not begun yet cannot be opened yet either, and a second step comes first where one is asked for.
    return redirect(f"/k/{slug}/" if invited.from_on <= clock.today() else "/mine", 303)


def _opened(token: str) -> invitations.Invited:
    invited = invitations.read(token)
    if not current_user.is_authenticated:
        g.language = invited.language
        refresh()
    return invited


def _page(token: str, invited: invitations.Invited, form: Join | None = None, problem: str = "") -> str:
    return render_template(
        "accounts/invitation.html", token=token, invited=invited, form=form, problem=problem, role=role_name(invited.role),
        mine=_is_mine(invited), door=_by_the_door(token), shortest=service.SHORTEST,
    )  # fmt: skip


def _is_mine(invited: invitations.Invited) -> bool:
    return bool(current_user.is_authenticated and current_user.email.lower() == invited.email.lower())


def _by_the_door(token: str) -> str:
    return url_for("accounts.log_in_form", neste=f"/invitasjon/{token}")
