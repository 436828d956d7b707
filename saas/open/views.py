"""What anybody may read: the directory and the kommuner's public pages. Only GET; no cookie, no script, nobody is recognised."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, current_app, g, render_template, request, url_for
from flask_babel import refresh

from saas import calendars, clock, throttle
from saas.errors import TooMany
from saas.open import atom, directory, minutes_report, news, reading, wording
from saas.open.models import PublicFace
from saas.pages import LANGUAGES, gettext

bp = Blueprint("open", __name__)
# Shared caches may keep a page this long, so that what is unpublished is gone everywhere well within a minute.
KEPT = "public, max-age=30"
# Nothing but our own style sheet and icon; only the page that is made for it may stand inside another.
POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors {framed}"
RATE, HEAVY = "240/minute", "20/minute"


@bp.get("/finn")
def find() -> Any:
    """«Finn din lokale SLT-koordinator»: a search that works without script, and what it found."""
    _not_too_often(RATE)
    answer = directory.ask(request.args.get("q", ""), demo=current_app.config["HOUSE"].demo)
    _speak(answer.language)
    return _page("open/find.html", answer=answer)


@bp.get("/apen/<kommune>")
def show(kommune: str) -> Any:
    """A kommune's page: what is done now, who to ask, what was decided."""
    page = _published(kommune)
    everything = request.args.get("alle") == "1"
    minutes = reading.minutes(page)
    shown = minutes if everything else minutes[: reading.FEW]
    return _page("open/kommune.html", page=page, minutes=shown, total=len(minutes), follow=_follow(kommune))


@bp.get("/apen/<kommune>/referat/<uuid:public_id>")
def minutes(kommune: str, public_id: UUID) -> Any:
    """Public minutes, to be read on the page."""
    page = _published(kommune)
    found = reading.one_of(page, public_id)
    return _page("open/minutes.html", page=page, minutes=found, content=found.content)


@bp.get("/apen/<kommune>/referat/<uuid:public_id>.pdf")
def minutes_file(kommune: str, public_id: UUID) -> Any:
    """The same as tagged A4."""
    page = _published(kommune)
    found = reading.one_of(page, public_id)
    _not_too_often(HEAVY)
    answer = Response(minutes_report.pdf(page, found), mimetype="application/pdf")
    name = f"referat-{page.slug}-{found.held_on.isoformat()}.pdf"
    answer.headers.set("Content-Disposition", "inline", filename=name)
    return _open(answer)


@bp.get("/apen/<kommune>/feed.atom")
def feed(kommune: str) -> Any:
    """The news of the page, for feed readers."""
    page = _published(kommune)
    home = _absolute(url_for(".show", kommune=kommune))
    entries = news.entries(page, reading.minutes(page, most=news.MOST), lambda one: _absolute(_read_at(kommune, one)), home)
    made = atom.feed(
        entries, iri=home, title=gettext("SLT i %(kommune)s", kommune=page.name), author=news.author(page),
        language=page.language, page=home, own=_absolute(url_for(".feed", kommune=kommune)),
        updated=max((entry.updated for entry in entries), default=page.updated_at),
    )  # fmt: skip
    return _open(Response(made, mimetype="application/atom+xml"))


@bp.get("/apen/<kommune>/kalender.ics")
def calendar(kommune: str) -> Any:
    """The meetings that are called, to subscribe to."""
    page = _published(kommune)
    home = _absolute(url_for(".show", kommune=kommune))
    made = calendars.feed(news.events(page, home), name=gettext("SLT i %(kommune)s", kommune=page.name))
    answer = Response(made, mimetype="text/calendar")
    answer.headers.set("Content-Disposition", "inline", filename=f"slt-{page.slug}.ics")
    return _open(answer)


@bp.get("/apen/<kommune>/innebygd")
def embedded(kommune: str) -> Any:
    """The short page that may stand inside the kommune's own website."""
    page = _published(kommune)
    return _page("open/embedded.html", framed="*", page=page, home=_absolute(url_for(".show", kommune=kommune)))


def _published(slug: str) -> PublicFace:
    """The page, in its own language from here on. Raises NotFound, alike for unpublished and unknown."""
    _not_too_often(RATE)
    page = reading.face(slug)
    _speak(page.language)
    return page


def _speak(language: str) -> None:
    """The language that the address asks for, else this one."""
    if request.args.get("sprak") not in LANGUAGES and language in LANGUAGES:
        g.language = language
        refresh()


def _page(template: str, framed: str = "'none'", **context: Any) -> Response:
    return _open(Response(render_template(template, words=wording, today=clock.today(), **context)), framed)


def _open(answer: Response, framed: str = "'none'") -> Response:
    """An answer that anybody may keep for a moment, and that can be asked for again without being sent again."""
    answer.headers["Cache-Control"] = KEPT
    answer.headers["Content-Security-Policy"] = POLICY.format(framed=framed)
    answer.add_etag()
    return answer.make_conditional(request)  # type: ignore[return-value]


def _not_too_often(rate: str) -> None:
    if not throttle.allows(rate, "open", rate, request.remote_addr or ""):
        raise TooMany()


def _read_at(kommune: str, one: reading.PublicMinutes) -> str:
    return url_for(".minutes", kommune=kommune, public_id=one.id)


def _absolute(path: str) -> str:
    return f"{current_app.config['HOUSE'].public_url}{path}"


def _follow(kommune: str) -> str:
    """Where one asks for letters, if this house sends any to the public."""
    return url_for("bulletins.follow", kommune=kommune) if "bulletins.follow" in current_app.view_functions else ""


from saas.open import statement_views as statement_views  # noqa: E402
