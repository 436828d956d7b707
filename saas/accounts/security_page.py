"""What the doors of the security page share: the page, who may change it, and how a session becomes a strong one."""

from typing import Any
from uuid import UUID

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask_login import current_user

from saas.accounts import codes, devices, entrance, events, passkeys, second_step, service, wording
from saas.accounts.forms import KeyName, NewKey
from saas.errors import NotAllowed
from saas.pages import gettext


def demanded() -> bool:
    """Whether this house asks some roles for a second step."""
    return bool(current_app.config["HOUSE"].second_step)


def me() -> Any:
    """The visitor's own row."""
    found = service.user_with(current_user.email)
    return found if found is not None else abort(401)


def only_strong() -> None:
    """Whoever has a second step changes nothing here without it: a password alone must not be enough to take it away."""
    if second_step.is_set_up(current_user.id) and not current_user.strong:
        raise NotAllowed("Bekreft med det andre trinnet først, fra siden Sikkerhet.")


def strengthened(method: str, *, first: bool, words: str) -> Any:
    """The session is made anew as a strong one, never the old secret; the first time every other session ends."""
    user = me()
    if first:
        service.close_all(user.id)
    entrance.enter(user, method=method, strong=True)
    flash(words, "success")
    return papers() if codes.left(user.id) == 0 else redirect(url_for(".security"), 303)


def papers() -> Any:
    """Ten new codes on paper, shown in this answer and never again."""
    shown = codes.new_set(current_user.id)
    events.record("recovery_made", "ok", current_user.id)
    return render_template("accounts/recovery_codes.html", codes=shown)


def done(action: str, words: str) -> Any:
    """What was done is logged, said, and the page shown anew."""
    events.record(action, "ok", current_user.id)
    flash(words, "success")
    return redirect(url_for(".security"), 303)


def page(status: int = 200, *, key_form: NewKey | None = None, renamed: tuple[UUID, KeyName] | None = None) -> Any:
    """The page; a form that was refused is shown as it was sent."""
    mine = current_user.id
    keys = [(key, _name_form(key, renamed)) for key in passkeys.of(mine)]
    words = {
        "must": demanded() and current_user.needs_strong,
        "weak": not current_user.strong,
        "has_codes": second_step.has_codes(mine),
        "keys": keys,
        "key_form": key_form or NewKey(formdata=None, navn=_this_device()),
        "papers": codes.left(mine),
        "logins": [(one, devices.parts(one.device), service.is_this(one, current_user.secret)) for one in service.sessions_of(mine)],
        "log": [(one, devices.parts(one.device), wording.event(one)) for one in events.latest(mine)],
        "methods": wording.methods(),
        "origin": passkeys.home()[1],
    }
    return render_template("accounts/security.html", **words), status


def _this_device() -> str:
    """A name to begin with."""
    browser, system = devices.parts(request.user_agent.string)
    return gettext("%(browser)s på %(system)s", browser=browser, system=system) if browser and system else browser or system


def _name_form(key: Any, renamed: tuple[UUID, KeyName] | None) -> KeyName:
    form = renamed[1] if renamed and renamed[0] == key.id else KeyName(formdata=None, navn=key.name)
    # The same form stands at every key, so each field needs an id of its own.
    form.navn.id = f"navn-{key.id}"
    return form
