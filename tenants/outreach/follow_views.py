"""The public's doors: to follow a kommune by e-mail, to say yes to it, and to stop. A GET changes nothing; there is no cookie."""

from typing import Any

from flask import g, render_template, request
from flask_babel import refresh

from saas import throttle
from saas.errors import NotFound, Refusal, TooMany
from saas.pages import LANGUAGES, say
from tenants.outreach import follow
from tenants.outreach.doors import outside as bp

# Mail programs and their scanners open such addresses many at a time.
CALM = "120/minute"


@bp.get("/folg", endpoint="follow")
def form(kommune: str) -> Any:
    """What one gets, and a field for an address."""
    return _form(_open(kommune))


@bp.post("/folg")
def ask(kommune: str) -> Any:
    """The answer is the same whether the address was known or not."""
    where = _open(kommune)
    try:
        follow.ask(where, request.form.get("epost", "")[:300], request.remote_addr or "")
    except TooMany:
        raise
    except Refusal as refusal:
        return _form(where, say(refusal.message), refusal.status)
    return _page("outreach/asked.html", where)


@bp.get("/folg/<token>")
def read(kommune: str, token: str) -> Any:
    """The button that says yes. Opening the page says nothing."""
    return _page("outreach/confirm.html", _known(kommune, token), token=token)


@bp.post("/folg/<token>")
def confirm(kommune: str, token: str) -> Any:
    """Yes."""
    where = _known(kommune, token)
    if not follow.confirm(where, token):
        raise NotFound()
    return _page("outreach/confirmed.html", where)


@bp.get("/stopp/<token>")
def stop_page(kommune: str, token: str) -> Any:
    """The button that stops; mail scanners may open the page as they like."""
    return _page("outreach/stop.html", _known(kommune, token), token=token)


@bp.post("/stopp/<token>")
def stop(kommune: str, token: str) -> Any:
    """Stopped: by the button, or by the mail program itself (RFC 8058 has it send «List-Unsubscribe=One-Click»)."""
    where = _known(kommune, token)
    if not follow.stop(where, token):
        raise NotFound()
    return _page("outreach/stopped.html", where)


@bp.record_once
def _without_tokens(state: Any) -> None:
    """Nobody is logged in here, so there is no session that a stranger's form could misuse; and a mail program has no token."""
    csrf = state.app.extensions["csrf"]
    for view in (ask, confirm, stop):
        csrf.exempt(view)


def _open(slug: str) -> follow.Place:
    """A kommune whose page is out."""
    where = _known(slug)
    if not where.open:
        raise NotFound()
    return where


def _known(slug: str, token: str = "") -> follow.Place:
    if not throttle.allows(CALM, "bulletins", request.remote_addr or ""):
        raise TooMany()
    where = follow.place(slug, token[:100])
    if request.args.get("sprak") not in LANGUAGES:
        g.language = where.language
        refresh()
    return where


def _form(where: follow.Place, error: str = "", status: int = 200) -> Any:
    return _page("outreach/follow.html", where, page=where, error=error, given=request.form.get("epost", "")[:254]), status


def _page(template: str, where: follow.Place, **facts: Any) -> Any:
    return render_template(template, kommune=where, **facts)
