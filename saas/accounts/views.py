"""The front door: what this is, log in, log out, one's own settings."""

from typing import Any

from flask import Blueprint, current_app, flash, g, redirect, render_template, request, session, url_for
from flask_babel import refresh
from flask_login import current_user, login_required, logout_user

from saas import here
from saas.accounts import entrance, events, service
from saas.accounts.addresses import own_address
from saas.accounts.forms import Language, LogIn, Password
from saas.errors import Invalid, TooMany
from saas.pages import gettext

bp = Blueprint("accounts", __name__)


@bp.get("/")
def front() -> Any:
    """What this is, for whom, and the ways in."""
    return redirect("/mine") if current_user.is_authenticated else render_template("accounts/front.html")


@bp.app_errorhandler(401)
def to_the_door(_error: Any) -> Any:
    """Whoever is not logged in, or no longer is, goes to the log-in page and from there back again."""
    neste = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("accounts.log_in_form", neste=neste), 303)


@bp.get("/logg-inn")
def log_in_form() -> Any:
    """The log-in page."""
    if current_user.is_authenticated:
        return redirect(own_address(request.args.get("neste")))
    return render_template("accounts/log_in.html", form=_empty_log_in(), next=request.args.get("neste", ""))


@bp.post("/logg-inn")
def log_in() -> Any:
    """The first step: e-mail and password. The cookie that came in is never kept."""
    form = LogIn()
    if not form.validate():
        return _log_in_page(form, 422)
    try:
        user = service.check_password(form.epost.data or "", form.passord.data or "", request.remote_addr or "")
    except (Invalid, TooMany) as refusal:
        # The failed attempt is counted and logged, so the refused request must be kept all the same.
        here.keep_refusal()
        tried = service.user_with(form.epost.data or "")
        result = "too_often" if isinstance(refusal, TooMany) else "wrong"
        events.record("password", result, tried.id if tried else None, method="password")
        return _log_in_page(form, form.take(refusal))
    return redirect(entrance.first_step(user, own_address(request.form.get("neste"))), 303)


def _empty_log_in() -> LogIn:
    """The demo's tour leads here with the account to try; anywhere else nobody's address stands in the field."""
    tried = request.args.get("epost", "")[:254] if current_app.config["HOUSE"].demo else ""
    return LogIn(formdata=None, epost=tried)


def _log_in_page(form: LogIn, status: int) -> Any:
    return render_template("accounts/log_in.html", form=form, next=request.form.get("neste", "")), status


@bp.post("/logg-ut")
def log_out() -> Any:
    """End this session here and in the database."""
    if current_user.is_authenticated:
        events.record("log_out", "ok", current_user.id)
        service.close_session(current_user.secret)
    logout_user()
    session.clear()
    return redirect("/", 303)


@bp.get("/meg")
@login_required
def me() -> Any:
    """One's own settings: language, password, where one is logged in."""
    return _me_page()


@bp.post("/meg/sprak")
@login_required
def choose_language() -> Any:
    """Bokmål, nynorsk, or the kommune's own."""
    form = Language()
    if form.validate():
        try:
            service.set_language(current_user.id, form.sprak.data or "")
        except Invalid as refusal:
            return _me_page(form.take(refusal), language=form)
        # The receipt is the first sentence in the new language.
        g.language = form.sprak.data or None
        refresh()
    flash(gettext("Språket er lagret."), "success")
    return redirect(url_for(".me"), 303)


@bp.post("/meg/passord")
@login_required
def choose_password() -> Any:
    """A new password ends every other log-in."""
    form = Password()
    if not form.validate():
        return _me_page(422, password=form)
    try:
        service.change_password(current_user.id, form.passord.data or "", form.nytt_passord.data or "")
    except Invalid as refusal:
        return _me_page(form.take(refusal), password=form)
    service.close_all(current_user.id, but=current_user.secret)
    events.record("password_changed", "ok", current_user.id)
    flash(gettext("Passordet er byttet. Du er logget ut alle andre steder."), "success")
    return redirect(url_for(".me"), 303)


@bp.post("/meg/logg-ut-overalt")
@login_required
def log_out_everywhere() -> Any:
    """End every session, this one too."""
    events.record("log_out_everywhere", "ok", current_user.id)
    service.close_all(current_user.id)
    logout_user()
    session.clear()
    flash(gettext("Du er logget ut alle steder."), "success")
    return redirect("/logg-inn", 303)


def _me_page(status: int = 200, *, language: Language | None = None, password: Password | None = None) -> Any:
    """One page for all the settings; a form that was refused is shown as it was sent."""
    forms = {
        "language_form": language or Language(formdata=None, sprak=current_user.language or ""),
        "password_form": password or Password(formdata=None),
    }
    return render_template("accounts/me.html", shortest=service.SHORTEST, **forms), status
