"""What people see when something is refused or breaks: one calm page, the right status, and nothing typed is lost."""

import logging
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, g, jsonify, render_template, request
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from redis.exceptions import RedisError
from sqlalchemy.exc import DBAPIError, OperationalError
from werkzeug.exceptions import HTTPException

from saas.errors import Refusal
from saas.pages import say

log = logging.getLogger(__name__)

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
    app.register_error_handler(RedisError, _away)
    app.register_error_handler(Exception, _broken)


def _refused(refusal: Refusal) -> Any:
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
    own = urlsplit(request.headers.get("Origin") or request.headers.get("Referer") or "").netloc == request.host
    # Only our own pages may offer to send again; a stranger's form is refused and forgotten.
    kept = [(k, v) for k, v in request.form.items(multi=True) if k not in ("csrf_token", "passord")] if own else []
    title, text = say("Skjemaet var åpent for lenge"), say("Ingenting er lagret ennå, og ingenting har gått tapt.")
    if not kept:
        text = say("Skjemaet ble ikke lagret. Åpne siden på nytt og prøv igjen.")
    return _page(400, title, text, kept=kept, again=request.full_path.rstrip("?") if kept else None)


def _away(error: Exception) -> Any:
    log.error("A service is away: %s", type(error).__name__)
    return _page(503, *(say(word) for word in WORDS[503]))


def _broken(error: Exception) -> Any:
    if isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", "") == "40001":
        return _away(error)
    # The traceback goes to the log and to Sentry without the values: those may be somebody's words.
    log.error("Unexpected %s in %s", type(error).__name__, request.endpoint, exc_info=_traceback_only(error))
    return _page(500, *(say(word) for word in WORDS[500]))


def _traceback_only(error: Exception) -> Any:
    hidden = type(error)("(hidden)") if type(error) in (ValueError, KeyError, RuntimeError) else RuntimeError(type(error).__name__)
    return (type(hidden), hidden, error.__traceback__)


def _page(status: int, title: str, text: str, **extra: Any) -> Any:
    # A form that saves itself and a machine at the API both read JSON.
    if request.headers.get("X-Requested-With") == "autosave" or request.path.startswith("/api/"):
        return jsonify(error=text, title=title), status
    inside = current_user.is_authenticated
    context = {"title": title, "text": text, "status": status, "kommune": g.get("kommune") if inside else None, **extra}
    page = render_template("frame/error.html", **context)
    return page, status
