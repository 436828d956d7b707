"""A forgotten password, and the link from a letter that lets somebody choose one."""

from typing import Any

from flask import redirect, render_template, request

from saas import here, throttle
from saas.accounts import entrance, events, passwords, service
from saas.accounts.addresses import own_address
from saas.accounts.doors import bp
from saas.accounts.forms import ChosenPassword, Forgotten
from saas.errors import Invalid, NotFound, TooMany
from saas.pages import current_language, say


@bp.get("/glemt-passord")
def forgotten_form() -> Any:
    """Ask for a letter with a link."""
    return render_template("accounts/forgotten.html", form=Forgotten(formdata=None), sent=False)


@bp.post("/glemt-passord")
def forgotten() -> Any:
    """The same answer and the same work whether anybody has the address or not."""
    form = Forgotten()
    if not form.validate():
        return render_template("accounts/forgotten.html", form=form, sent=False), 422
    why = say("Noen ba om et nytt passord for denne adressen.")
    try:
        known = passwords.forgotten(form.epost.data or "", request.remote_addr or "", language=current_language(), why=why)
    except TooMany as refusal:
        here.keep_refusal()
        events.record("forgotten", "too_often")
        return render_template("accounts/forgotten.html", form=form, sent=False), form.take(refusal)
    events.record("forgotten", "ok" if known else "unknown", known)
    return render_template("accounts/forgotten.html", form=form, sent=True)


@bp.get("/passord/<token>")
def password_form(token: str) -> Any:
    """The form behind the link. Opening it changes nothing; mail scanners may open it as they like."""
    if not _calmly():
        return _dead(too_often=True)
    try:
        user = passwords.who_may_choose(token)
    except NotFound:
        return _dead()
    return _page(ChosenPassword(formdata=None), user)


@bp.post("/passord/<token>")
def choose_by_link(token: str) -> Any:
    """Set the password, end every other session, and go on as after any first step."""
    if not _calmly():
        return _dead(too_often=True)
    form = ChosenPassword()
    try:
        user = passwords.who_may_choose(token)
        if not form.validate():
            return _page(form, user, 422)
        user, next_page = passwords.choose(token, form.nytt_passord.data or "")
    except NotFound:
        here.keep_refusal()
        events.record("password_link", "refused")
        return _dead()
    except Invalid as refusal:
        return _page(form, user, form.take(refusal))
    events.record("password_changed", "ok", user.id)
    return redirect(entrance.first_step(user, own_address(next_page)), 303)


def _calmly() -> bool:
    """Guessing tokens is hopeless, and made slow as well."""
    return throttle.allows("60/minute", "password-link", request.remote_addr or "")


def _dead(*, too_often: bool = False) -> Any:
    return render_template("accounts/dead_link.html", too_often=too_often), 429 if too_often else 404


def _page(form: ChosenPassword, user: Any, status: int = 200) -> Any:
    words = {"form": form, "email": user.email, "shortest": service.SHORTEST}
    return render_template("accounts/choose_password.html", **words), status
