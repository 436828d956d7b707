"""An app for codes is set up, changed for another, put away."""

from typing import Any

from flask import redirect, render_template, url_for
from flask_login import current_user, login_required

from saas import here
from saas.accounts import ceremonies, codes, events, second_step, security_page
from saas.accounts.doors import bp
from saas.accounts.forms import Code
from saas.errors import Invalid, NotFound, Refusal, TooMany
from saas.pages import gettext

SET_UP = "totp_setup"
MINUTES, TRIES = 15, 10


@bp.post("/meg/sikkerhet/app")
@login_required
def begin_app() -> Any:
    """A fresh secret for an app. Nothing is changed until the app has shown a code."""
    security_page.only_strong()
    facts = {"sealed": codes.seal(codes.new_secret())}
    token = ceremonies.begin(SET_UP, current_user.id, facts, MINUTES)
    return redirect(url_for(".app_form", token=token), 303)


@bp.get("/meg/sikkerhet/app/<token>")
@login_required
def app_form(token: str) -> Any:
    """The picture for the app's camera, the same in letters, and a place for the first code."""
    return _app_page(_set_up(token), Code(formdata=None))


@bp.post("/meg/sikkerhet/app/<token>")
@login_required
def confirm_app(token: str) -> Any:
    """The first code: from now on the app is asked."""
    security_page.only_strong()
    secret, form = _set_up(token), Code()
    if not form.validate():
        return _app_page(secret, form, 422)
    step = codes.step_of(secret, "".join((form.kode.data or "").split()))
    if step is None:
        here.keep_refusal()
        events.record("code", "wrong_at_set_up", current_user.id)
        return _app_page(secret, form, form.take(_wrong(token)))
    if ceremonies.take(token, SET_UP) is None:
        raise NotFound()
    first = not second_step.is_set_up(current_user.id)
    codes.keep(current_user.id, secret, step)
    events.record("totp_added", "ok", current_user.id)
    return security_page.strengthened("totp", first=first, words=gettext("Appen er satt opp."))


@bp.post("/meg/sikkerhet/app/sletting")
@login_required
def remove_app() -> Any:
    """The app is no longer asked."""
    security_page.only_strong()
    second_step.remove_codes(current_user.id, demanded=security_page.demanded())
    return security_page.done("totp_removed", gettext("Appen er slettet."))


def _wrong(token: str) -> Refusal:
    if ceremonies.count_try(token, SET_UP, TRIES):
        return Invalid("Koden er feil. Vent på neste kode i appen, og prøv igjen.", field="kode")
    # The secret is of no use any more; a new one is made from the security page.
    ceremonies.take(token, SET_UP)
    return TooMany("Koden er feil for mange ganger. Begynn på nytt fra Sikkerhet.")


def _set_up(token: str) -> str:
    begun = ceremonies.look(token, SET_UP)
    if begun is None or begun.user_id != current_user.id:
        raise NotFound()
    return codes.unseal(begun.facts["sealed"])


def _app_page(secret: str, form: Code, status: int = 200) -> Any:
    letters = " ".join(secret[i : i + 4] for i in range(0, len(secret), 4))
    picture = codes.picture(secret, current_user.email)
    return render_template("accounts/app_codes.html", form=form, letters=letters, picture=picture), status
