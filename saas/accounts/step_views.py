"""The second step after the password, and log-in with a passkey alone."""

from typing import Any

from flask import flash, jsonify, redirect, render_template, request, session
from flask_login import current_user

from saas import here, throttle
from saas.accounts import codes, entrance, events, passkeys, second_step
from saas.accounts.addresses import own_address
from saas.accounts.doors import bp
from saas.accounts.forms import Code, KeyAnswer
from saas.errors import Invalid, TooMany
from saas.pages import ngettext, say

KEY = "nokkel"
STARTS = "60/minute"


@bp.get("/logg-inn/kode")
def second_step_form() -> Any:
    """The second step's page; without a first step there is nothing here."""
    if (found := second_step.waiting(session.get(entrance.WAITING))) is None:
        return redirect("/logg-inn")
    return _page(found[0], Code(formdata=None))


@bp.post("/logg-inn/kode")
def take_second_step() -> Any:
    """A code from the app or from paper opens the session; a wrong one is counted and logged."""
    if (found := second_step.waiting(session.get(entrance.WAITING))) is None:
        return redirect("/logg-inn", 303)
    user, next_page = found
    form = Code()
    if not form.validate():
        return _page(user, form, 422)
    try:
        method = codes.check(user.id, form.kode.data or "")
    except (Invalid, TooMany) as refusal:
        here.keep_refusal()
        events.record("code", "too_often" if isinstance(refusal, TooMany) else "wrong", user.id)
        return _page(user, form, form.take(refusal))
    events.record("code", "ok", user.id, method=method)
    return _go_in(user, method, next_page)


@bp.get("/logg-inn/passnokkel")
def passkey_form() -> Any:
    """Log-in with a passkey alone: it says itself whose it is, so no e-mail address is asked for."""
    if current_user.is_authenticated:
        return redirect(own_address(request.args.get("neste")))
    session.pop(entrance.WAITING, None)
    return _key_page(KeyAnswer(formdata=None), request.args.get("neste", ""))


@bp.post("/logg-inn/passnokkel/start")
def begin_passkey() -> Any:
    """What the browser needs to ask its keys: a challenge that is good once, in this browser, for five minutes."""
    if not throttle.allows(STARTS, "passkey", request.remote_addr or ""):
        raise TooMany("Det har vært for mange forsøk på å logge inn. Vent litt og prøv igjen.")
    found = second_step.waiting(session.get(entrance.WAITING))
    session[KEY], options = passkeys.begin_use(found[0].id if found else None)
    return jsonify(options)


@bp.post("/logg-inn/passnokkel")
def take_passkey() -> Any:
    """The key's answer: alone, or as the second step after a password."""
    token = session.get(entrance.WAITING)
    found = second_step.waiting(token)
    form = KeyAnswer()
    next_page = found[1] if found else own_address(request.form.get("neste"))
    try:
        user = passkeys.finish_use(session.pop(KEY, ""), form.svar.data or "" if form.validate() else "")
        if found and user.id != found[0].id:
            raise Invalid(passkeys.REFUSED)
    except Invalid as refusal:
        # The challenge is spent and the refusal is logged, though nobody comes in.
        here.keep_refusal()
        events.record("passkey", "refused", passkeys.claimed(form.svar.data or ""), method="passkey")
        form.take(refusal)
        return _page(found[0], Code(formdata=None), 422, form) if found else _key_page(form, next_page, 422)
    if found:
        return _go_in(user, "passkey", next_page)
    entrance.enter(user, method="passkey", strong=True)
    return redirect(next_page, 303)


def _go_in(user: Any, method: str, next_page: str) -> Any:
    if not second_step.finish(session.get(entrance.WAITING, "")):
        return redirect("/logg-inn", 303)
    entrance.enter(user, method=method, strong=True)
    if method == "recovery":
        _tell_how_many(user)
    return redirect(next_page, 303)


def _tell_how_many(user: Any) -> None:
    left = codes.left(user.id)
    if left == 0:
        flash(say("Det var den siste reservekoden. Lag nye under Sikkerhet."), "warning")
    else:
        flash(ngettext("Du har én reservekode igjen.", "Du har %(num)s reservekoder igjen.", left), "info")


def _page(user: Any, form: Code, status: int = 200, key_form: KeyAnswer | None = None) -> Any:
    words = {
        "form": form,
        "key_form": key_form,
        "has_codes": second_step.has_codes(user.id),
        "has_passkeys": second_step.has_passkeys(user.id),
        "papers": codes.left(user.id),
        "origin": passkeys.home()[1],
    }
    return render_template("accounts/second_step.html", **words), status


def _key_page(form: KeyAnswer, next_page: str, status: int = 200) -> Any:
    return render_template("accounts/passkey.html", form=form, next=next_page, origin=passkeys.home()[1]), status
