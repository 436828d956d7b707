"""What people see when something is refused or breaks: one calm page, the right status, and nothing typed is lost."""

import logging
from typing import Any

from flask import Flask, current_app, g, jsonify, render_template, request
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from redis.exceptions import RedisError
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from saas import journal, metrics_web
from saas.accounts.addresses import own_host
from saas.errors import NotAdmitted, Refusal
from saas.pages import say

log = logging.getLogger(__name__)
# Seconds after which a machine may ask again when something is away.
RETRY_AFTER = "30"

WORDS = {
    400: ("Forespørselen kunne ikke leses", "Gå tilbake og prøv igjen."),
    401: ("Du må logge inn", "Logg inn for å se siden."),
    403: ("Du har ikke tilgang til dette", "Rollen din gir ikke tilgang til denne siden."),
    404: ("Siden finnes ikke", "Siden finnes ikke, eller du har ikke tilgang."),
    405: ("Dette kan ikke gjøres herfra", "Gå tilbake og bruk knappene på siden."),
    409: ("Det kan ikke gjøres nå", "Noe har endret seg siden du åpnet siden."),
    413: ("Filen er for stor", "En fil kan være på høyst 10 MB."),
    429: ("For mange forsøk", "Vent litt og prøv igjen."),
    500: ("Noe gikk galt hos oss", "Feilen er meldt. Det du hadde lagret, er trygt. Prøv igjen om litt."),
    503: ("Tjenesten er borte et øyeblikk", "Det du hadde lagret, er trygt. Prøv igjen om litt."),
}


def catch(app: Flask) -> None:
    """Every error becomes a page in the reader's language."""
    app.register_error_handler(CSRFError, _expired_form)
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(OperationalError, _away)
    # Every connection of a pool is in use: the same to the one who waits.
    app.register_error_handler(PoolTimeout, _away)
    app.register_error_handler(RedisError, _away)
    app.register_error_handler(Exception, _broken)


def _refused(refusal: Refusal) -> Any:
    if isinstance(refusal, NotAdmitted):
        metrics_web.refused(g.get("room_kind", "none"), "ticket")
    words = WORDS.get(refusal.status, WORDS[400])
    text = say(refusal.message, **refusal.params) if refusal.message else say(words[1])
    return _page(refusal.status, say(refusal.title), text)


def _http(error: HTTPException) -> Any:
    if error.code is None or error.code < 400:
        return error
    title, text = WORDS.get(error.code, WORDS[400])
    return _page(error.code, say(title), say(text))


def _expired_form(error: CSRFError) -> Any:
    """The form was open too long: everything typed is shown again, ready to be sent with a fresh token."""
    kept = [(key, value) for key, value in _typed() if key != "passord"]
    title, text = say("Skjemaet var åpent for lenge"), say("Ingenting er lagret ennå, og ingenting har gått tapt.")
    if not kept:
        text = say("Skjemaet ble ikke lagret. Åpne siden på nytt og prøv igjen.")
    return _page(400, title, text, kept=kept, again=request.full_path.rstrip("?") if kept else None)


def _typed() -> list[tuple[str, str]]:
    """What was typed, from our own pages only: a stranger's form is refused and forgotten."""
    own = own_host(request.headers.get("Origin") or request.headers.get("Referer") or "", request.host)
    return [(key, value) for key, value in request.form.items(multi=True) if key != "csrf_token"] if own else []


def _away(error: Exception) -> Any:
    """A form meets the same page with all that was typed: its number makes sure that it is saved once, if it was after all."""
    journal.note("A service is away.", logging.ERROR, error=type(error).__name__)
    typed = _typed()
    # Secrets are never shown again, and a form that needs them is not worth sending without.
    kept = [] if request.files or any("passord" in key or "kode" in key for key, _ in typed) else typed
    page, status = _page(503, *(say(word) for word in WORDS[503]), kept=kept, again=request.full_path.rstrip("?") if kept else None)
    return page, status, {"Retry-After": RETRY_AFTER}


def _broken(error: Exception) -> Any:
    if isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", "") == "40001":
        return _away(error)
    # The traceback goes to the log and to Sentry without the values: those may be somebody's words.
    log.error("Unexpected %s in %s", type(error).__name__, request.endpoint, exc_info=_without_words(error))
    return _page(500, *(say(word) for word in WORDS[500]))


def _without_words(error: Exception) -> Any:
    mute = journal.hidden(error)
    return (type(mute), mute, mute.__traceback__)


def _page(status: int, title: str, text: str, **extra: Any) -> Any:
    # A form that saves itself and a machine at the API both read JSON.
    if request.headers.get("X-Requested-With") == "autosave" or request.path.startswith("/api/"):
        return jsonify(error=text, title=title, **({"number": journal.number()} if status >= 500 else {})), status
    inside = _is_known()
    # Only what is the house's own fault carries a number; a refusal must look the same each time, whoever asks.
    extra["number"] = journal.number() if status >= 500 else ""
    context = {"title": title, "text": text, "status": status, "kommune": g.get("kommune") if inside else None, **extra}
    page = render_template("frame/error.html", **context)
    return page, status


def _is_known() -> bool:
    """Whether somebody is logged in. Where the database that would know is away, nobody is, for the rest of this request."""
    try:
        return bool(current_user.is_authenticated)
    except SQLAlchemyError:
        g._login_user = current_app.login_manager.anonymous_user()  # type: ignore[attr-defined]
        return False
