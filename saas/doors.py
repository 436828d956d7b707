"""How a request finds its room: address → kommune → ticket → one transaction; and how a form is done only once."""

from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import quote, urlsplit
from uuid import UUID, uuid4

from flask import Flask, Response, flash, g, redirect, request, session
from flask.sessions import SecureCookieSessionInterface
from flask_login import current_user

from saas import audit, deeds, metrics_web, rooms
from saas.accounts import visitor as visitors
from saas.accounts.addresses import own_address, own_host
from saas.errors import Left, NotFound, NotNow
from saas.forms import ReadableRequest
from saas.furnishing import Link
from saas.pages import LANGUAGES, day, say

# Blueprints whose pages are about the person, before any kommune is chosen. Log-in from outside opens the lobby by itself,
# for a moment at a time: no transaction is held while another's service is asked.
IN_THE_LOBBY = (
    "accounts", "security", "invitations", "signup", "applications", "requests", "releases", "shelf", "cards", "forum",
    "bulletins",
)
# The national figures: released cells, and nothing else can be read there.
IN_THE_CENTRE = ("national", "api")
# What anybody may read: nobody is recognised there, no session is opened, no cookie is set.
OPEN_TO_ALL = ("open",)
# Blueprints whose addresses name a kommune to somebody who need not belong to it: they find it themselves, among what is public.
IN_THE_OPEN = ("open", "bulletins")
SAFE = ("GET", "HEAD", "OPTIONS")
# The one address outside /k/ that opens a kommune's room by a token of its own, and only to read.
FEED = "feed_door.read"
# What somebody in this role opens is logged, page by page.
CONTROLLER = "data_protection_officer"


class _Sessions(SecureCookieSessionInterface):
    """The open pages are the same for everybody, also for one who is logged in: no cookie goes out, and caches may keep them."""

    def save_session(self, app: Flask, session: Any, response: Any) -> None:
        """As always, but for the open pages."""
        if request.blueprint not in OPEN_TO_ALL:
            super().save_session(app, session, response)


class House(Flask):
    """Flask, with each request in its room: the commit comes before the answer leaves, never after."""

    session_interface = _Sessions()
    request_class = ReadableRequest

    def dispatch_request(self) -> Any:
        room = _room()
        if room is None:
            return super().dispatch_request()
        g.room_kind = room.kind
        status = 422
        try:
            with rooms.enter(room):
                if _is_second_sending():
                    return _answer_of_the_first()
                response = self.make_response(super().dispatch_request())
                status = response.status_code
                room.keep = status < 400 or bool(room.extra.get("keep_refusal"))
                if (number := _form_number()) and status in (302, 303):
                    deeds.finish(number, response.location)
                return response
        finally:
            _leave_traces(room, status)


def open_up(app: Flask) -> None:
    """Hang the doors: who is it, which kommune, which language."""
    app.before_request(_meet)
    app.url_value_preprocessor(_find_kommune)
    app.url_defaults(_same_kommune)
    app.jinja_env.globals["once"] = lambda: str(uuid4())


def recognise(secret: str) -> visitors.Visitor | None:
    """Flask-Login's user_loader: the visitor behind a session secret; on the open pages nobody is recognised."""
    return None if request.blueprint in OPEN_TO_ALL else visitors.load(secret)


def _find_kommune(endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Takes <kommune> out of the address, so that no view can get it wrong, and 404 for one that is not yours."""
    g.kommune = g.link = g.feed = None
    if any(isinstance(value, str) and "\0" in value for value in (values or {}).values()):
        # No row can hold this sign, so no address with it was ever one of ours.
        raise NotFound()
    if not values or request.blueprint in IN_THE_OPEN:
        return
    slug, token = values.pop("kommune", None), None
    if endpoint == "guests.answer":
        token = values.get("token")
    if slug is not None:
        g.wants_kommune = True
        if current_user.is_authenticated:
            g.kommune = current_user.in_kommune(slug)
            if g.kommune is None:
                g.not_mine = slug
    elif token is not None:
        _find_link(token)
    elif endpoint == FEED:
        _find_feed(values.get("token", ""))


def _find_link(token: str) -> None:
    found = rooms.guest_link(token)
    if found is None:
        metrics_web.refused("guest", "link")
        g.dead_link = True
        return
    g.kommune = rooms.Kommune(
        id=UUID(found["tenant_id"]),
        **{key: found[key] for key in ("slug", "name", "colour", "mark", "language", "population", "levels")},
    )
    g.link = Link(
        UUID(found["link_id"]),
        found["purpose"],
        UUID(found["subject_id"]),
        UUID(found["person_id"]),
        found["used"],
        token,
    )


def _find_feed(token: str) -> None:
    """A calendar address: whose it is, and in which kommune; nothing while its owner has no business there."""
    found = rooms.feed(token)
    if found is None:
        metrics_web.refused("kommune", "link")
        return
    shown = {key: value for key, value in found.items() if key not in ("id", "user_id", "user_name", "feed_id")}
    g.kommune = rooms.Kommune(id=UUID(found["id"]), **shown)
    g.feed = (token, found["user_name"], UUID(found["user_id"]))


def _same_kommune(endpoint: str, values: dict[str, Any]) -> None:
    """Links inside a kommune stay in it without anybody naming it."""
    from flask import current_app

    wanted = "kommune" not in values and g.get("kommune") is not None
    if wanted and current_app.url_map.is_endpoint_expecting(endpoint, "kommune"):
        values["kommune"] = g.kommune.slug


def _meet() -> Any:
    """Choose the language, and send the one who is not logged in to the door."""
    g.language = None
    if request.blueprint in IN_THE_OPEN:
        g.language = wanted if (wanted := request.args.get("sprak")) in LANGUAGES else None
        return None
    if current_user.is_authenticated and current_user.language:
        g.language = current_user.language
    elif g.get("kommune") is not None:
        g.language = g.kommune.language
    elif (wanted := request.args.get("sprak") or session.get("sprak")) in LANGUAGES:
        session["sprak"] = g.language = wanted
    if g.get("wants_kommune") and not current_user.is_authenticated:
        wanted_page = quote(request.full_path.rstrip("?")) if request.method == "GET" else "/mine"
        return redirect(f"/logg-inn?neste={wanted_page}")
    if g.get("not_mine"):
        metrics_web.refused("kommune", "stranger")
        raise _not_mine(g.not_mine)
    return None


def _not_mine(slug: str) -> NotFound:
    """404 as for a kommune that never was; only somebody who has belonged to it is told since when they do not."""
    left = current_user.left(slug)
    if left is None:
        return NotFound()
    ended = day(date.fromisoformat(left["ended"])).partition(" ")[2]
    return Left("Tilgangen din til {kommune} ble avsluttet {dato}.", kommune=left["name"], dato=ended)


def _room() -> rooms.Room | None:
    """The room that the address asks for; None for pages that need no database."""
    read_only = request.method in SAFE
    if not read_only and g.get("kommune") is not None and g.kommune.closed:
        raise NotNow("{kommune} er avsluttet. Alt kan leses, ingenting kan endres.", kommune=g.kommune.name)
    if g.get("link") is not None:
        return rooms.of_guest(g.link.token, g.kommune, g.link.id, read_only=read_only)
    if g.get("feed") is not None:
        token, name, owner = g.feed
        return rooms.of_feed(token, g.kommune, name, owner)
    if g.get("kommune") is not None:
        who: visitors.Visitor = current_user  # type: ignore[assignment]
        return rooms.of_visitor(who.secret, g.kommune, who.name, who.id, read_only=read_only)
    if request.blueprint in IN_THE_LOBBY:
        return rooms.lobby(read_only=read_only)
    if request.blueprint in IN_THE_CENTRE:
        return rooms.centre()
    if request.blueprint in OPEN_TO_ALL:
        return rooms.public()
    return None


def _leave_traces(room: rooms.Room, status: int) -> None:
    """What the log must have whatever became of the request: what a controller opened, what was read, what the guard stopped.

    It is written in a transaction of its own, after the request's and before the answer leaves: reading stays READ ONLY,
    also for a controller, and a refused form is rolled back as always.
    """
    noted = room.extra.get("guarded") if status >= 400 else None
    watched = room.kommune is not None and room.kommune.role == CONTROLLER and request.method in ("GET", "HEAD")
    opened, read = watched and status < 400, room.extra.get("read", ())
    if not noted and not opened and not read:
        return
    with rooms.enter(replace(room, read_only=False, keep=True, before_commit=[], after_commit=[], extra={})):
        if noted:
            audit.record_guarded(noted, by_itself=request.headers.get("X-Requested-With") == "autosave")
        elif opened:
            audit.record("control.opened", endpoint=request.endpoint, **_ids())
        for action, table, row_id in read:
            audit.record_read(action, table, row_id, endpoint=request.endpoint)


def _ids() -> dict[str, str]:
    """The ids and numbers in the address; never a text."""
    return {name: str(value) for name, value in (request.view_args or {}).items() if isinstance(value, UUID | int)}


def _form_number() -> str | None:
    """The number of the form that was sent. A form that saves itself is sent many times, and has versions instead."""
    by_itself = request.headers.get("X-Requested-With") == "autosave"
    if request.method != "POST" or by_itself or rooms.current().kommune is None:
        return None
    return request.form.get("en_gang")


def _is_second_sending() -> bool:
    number = _form_number()
    return number is not None and not deeds.begin(number)


def _answer_of_the_first() -> Response:
    flash(say("Dette var allerede lagret. Ingenting er gjort to ganger."), "info")
    return redirect(deeds.led_to(request.form["en_gang"]) or _page_before(), 303)  # type: ignore[return-value]


def _page_before() -> str:
    """The page the form stood on, if it was ours; else the kommune's own page."""
    before = request.headers.get("Referer", "")
    path = urlsplit(before).path if own_host(before, request.host) else ""
    # A path that begins with two strokes is another's address to a browser, and none of our pages.
    return path if path.startswith("/") and own_address(path) == path else f"/k/{rooms.kommune().slug}/"
