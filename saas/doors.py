"""How a request finds its room: address → kommune → ticket → one transaction; and how a form is done only once."""

from typing import Any
from urllib.parse import quote, urlsplit
from uuid import UUID, uuid4

from flask import Flask, Response, flash, g, redirect, request, session
from flask_login import current_user

from saas import deeds, rooms
from saas.accounts import visitor as visitors
from saas.errors import NotFound
from saas.furnishing import Link
from saas.pages import LANGUAGES, say

# Blueprints whose pages are about the person, before any kommune is chosen.
IN_THE_LOBBY = ("accounts", "security", "oidc", "invitations", "signup", "applications", "requests")
SAFE = ("GET", "HEAD", "OPTIONS")


class House(Flask):
    """Flask, with each request in its room: the commit comes before the answer leaves, never after."""

    def dispatch_request(self) -> Any:
        room = _room()
        if room is None:
            return super().dispatch_request()
        with rooms.enter(room):
            if _is_second_sending():
                return _answer_of_the_first()
            response = self.make_response(super().dispatch_request())
            room.keep = response.status_code < 400 or bool(room.extra.get("keep_refusal"))
            if (number := _form_number()) and response.status_code in (302, 303):
                deeds.finish(number, response.location)
            return response


def open_up(app: Flask) -> None:
    """Hang the doors: who is it, which kommune, which language."""
    app.before_request(_meet)
    app.url_value_preprocessor(_find_kommune)
    app.url_defaults(_same_kommune)
    app.jinja_env.globals["once"] = lambda: str(uuid4())


def _find_kommune(endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Takes <kommune> out of the address, so that no view can get it wrong, and 404 for one that is not yours."""
    g.kommune = g.link = None
    if not values:
        return
    slug, token = values.pop("kommune", None), None
    if endpoint == "guests.answer":
        token = values.get("token")
    if slug is not None:
        g.wants_kommune = True
        if current_user.is_authenticated:
            g.kommune = current_user.in_kommune(slug)
            if g.kommune is None:
                g.not_mine = True
    elif token is not None:
        _find_link(token)


def _find_link(token: str) -> None:
    found = rooms.guest_link(token)
    if found is None:
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


def _same_kommune(endpoint: str, values: dict[str, Any]) -> None:
    """Links inside a kommune stay in it without anybody naming it."""
    from flask import current_app

    wanted = "kommune" not in values and g.get("kommune") is not None
    if wanted and current_app.url_map.is_endpoint_expecting(endpoint, "kommune"):
        values["kommune"] = g.kommune.slug


def _meet() -> Any:
    """Choose the language, and send the one who is not logged in to the door."""
    g.language = None
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
        raise NotFound()
    return None


def _room() -> rooms.Room | None:
    """The room that the address asks for; None for pages that need no database."""
    read_only = request.method in SAFE
    if g.get("link") is not None:
        return rooms.of_guest(g.link.token, g.kommune, g.link.id, read_only=read_only)
    if g.get("kommune") is not None:
        who: visitors.Visitor = current_user  # type: ignore[assignment]
        return rooms.of_visitor(who.secret, g.kommune, who.name, who.id, read_only=read_only)
    if request.blueprint in IN_THE_LOBBY:
        return rooms.lobby(read_only=read_only)
    return None


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
    before = urlsplit(request.headers.get("Referer", ""))
    return before.path if before.netloc == request.host and before.path else f"/k/{rooms.kommune().slug}/"
