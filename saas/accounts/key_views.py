"""Passkeys are made, named, put away."""

from typing import Any
from uuid import UUID

from flask import flash, jsonify, redirect, session, url_for
from flask_login import current_user, login_required

from saas import here
from saas.accounts import events, passkeys, second_step, security_page
from saas.accounts.doors import bp
from saas.accounts.forms import KeyName, NewKey
from saas.errors import Invalid
from saas.pages import gettext

NEW_KEY = "ny_nokkel"


@bp.post("/meg/sikkerhet/passnokler/start")
@login_required
def begin_key() -> Any:
    """What the browser needs to make a key."""
    security_page.only_strong()
    session[NEW_KEY], options = passkeys.begin_new(current_user)
    return jsonify(options)


@bp.post("/meg/sikkerhet/passnokler")
@login_required
def keep_key() -> Any:
    """Keep the key that the browser made."""
    security_page.only_strong()
    form = NewKey()
    if not form.validate():
        return security_page.page(422, key_form=form)
    first = not second_step.is_set_up(current_user.id)
    try:
        passkeys.finish_new(current_user.id, session.pop(NEW_KEY, ""), form.svar.data or "", form.navn.data or "")
    except Invalid as refusal:
        here.keep_refusal()
        events.record("passkey_added", "refused", current_user.id)
        return security_page.page(form.take(refusal), key_form=form)
    events.record("passkey_added", "ok", current_user.id)
    return security_page.strengthened("passkey", first=first, words=gettext("Passnøkkelen er lagret."))


@bp.post("/meg/sikkerhet/passnokler/<uuid:passkey_id>/navn")
@login_required
def rename_key(passkey_id: UUID) -> Any:
    """Give a key another name."""
    security_page.only_strong()
    form = KeyName()
    if not form.validate():
        return security_page.page(422, renamed=(passkey_id, form))
    passkeys.rename(current_user.id, passkey_id, form.navn.data or "")
    flash(gettext("Navnet er lagret."), "success")
    return redirect(url_for(".security"), 303)


@bp.post("/meg/sikkerhet/passnokler/<uuid:passkey_id>/sletting")
@login_required
def remove_key(passkey_id: UUID) -> Any:
    """This key opens nothing any more."""
    security_page.only_strong()
    second_step.remove_passkey(current_user.id, passkey_id, demanded=security_page.demanded())
    return security_page.done("passkey_removed", gettext("Passnøkkelen er slettet."))
