"""What stands around every page: menus, notices, headers that keep browsers careful."""

import time
from typing import Any

from flask import Flask, Response, current_app, g, get_flashed_messages, request, url_for
from flask_login import current_user
from flask_wtf.csrf import generate_csrf

from saas import jobs
from saas.accounts.guard import allows, role_name
from saas.accounts.visitor import with_role_name
from saas.doors import OPEN_TO_ALL
from saas.edge import HSTS
from saas.furnishing import Feature
from saas.pages import current_language, say

POLICY = (
    "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; font-src 'self'; "
    "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
# Who is told on every page that what they open is logged (saas.doors does it).
CONTROLLER = "data_protection_officer"
# The national centre's pages, where they are, and whose they are.
CENTRE_PAGES = (
    ("Nasjonal oversikt", "/senter", ("analyst", "editor")),
    ("Utgivelser", "/senter/utgivelser", ("analyst", "editor")),
    ("Maler", "/senter/maler", ("analyst", "editor")),
    ("Erfaringsbank", "/senter/erfaringsbank", ("analyst", "editor")),
    ("Fagnettverk", "/fagnettverk", ("analyst", "editor")),
    ("Søknader", "/senter/soknader", ("editor",)),
    ("Kommuner og numre", "/senter/kommuner", ("editor",)),
)
# How long one answer about the queue's health is believed, in seconds.
BELIEVED = 5.0


def surround(app: Flask, features: list[Feature]) -> None:
    """Context for the frame on every page, and headers on every answer."""
    app.context_processor(lambda: _frame(features))
    app.after_request(_headers)


def _frame(features: list[Feature]) -> dict[str, Any]:
    demo = current_app.config["HOUSE"].demo
    if request.blueprint in OPEN_TO_ALL:
        return {"visitor": None, "kommune": None, "demo": demo, "language": current_language()}
    place = g.get("kommune") if current_user.is_authenticated else None
    return {
        "visitor": _Shown() if current_user.is_authenticated else None,
        "kommune": g.get("kommune"),
        "role_name": role_name(place.role) if place else "",
        "nav": _menu(features, place) if place else [],
        "search_url": url_for("search.index") if place and "search.index" in current_app.view_functions else "",
        "tabs": _tabs(features, place) if place else _centre_tabs(),
        "demo": demo,
        "language": current_language(),
        "notices": [(_colour(category), text) for category, text in _flashed()],
        "queue_down": current_user.is_authenticated and _queue_down(),
        "csrf_token": generate_csrf,
        "watched": place is not None and place.role == CONTROLLER,
        "may": lambda ability: place is not None and allows(place.role, ability),
    }


def _flashed() -> list[tuple[str, str]]:
    return list(get_flashed_messages(with_categories=True))  # type: ignore[arg-type]


def _colour(category: str) -> str:
    return "info" if category == "message" else category


class _Shown:
    """The visitor as the frame shows them."""

    def __init__(self) -> None:
        self.name = current_user.name
        self.first_name = current_user.first_name
        self.email = current_user.email
        self.kommuner = [with_role_name(place) for place in current_user.kommuner]


def _menu(features: list[Feature], place: Any) -> list[dict[str, Any]]:
    menu, here = [], _section(features)
    for feature in features:
        endpoint = _way_in(features, feature, place.role)
        if feature.menu is None or endpoint is None:
            continue
        text = feature.menu[0]
        current = (request.blueprint or "") == feature.blueprint.name or (bool(here) and feature.section == here)
        menu.append({"text": say(text), "href": url_for(endpoint), "current": current, "count": None})
    return menu


def _way_in(features: list[Feature], feature: Feature, role: str) -> str | None:
    """Where the menu leads for this role: the section's own first page, or the first of its tabs that may be opened."""
    if feature.menu is None:
        return None
    if allows(role, feature.menu[2]):
        return feature.menu[1]
    tabs = [tab for other in features if feature.section and other.section == feature.section for tab in other.tabs]
    return next((endpoint for _, endpoint, ability in tabs if allows(role, ability)), None)


def _section(features: list[Feature]) -> str:
    """The section that the page stands in, or nothing."""
    return next((f.section for f in features if f.blueprint.name == (request.blueprint or "")), "")


def _tabs(features: list[Feature], place: Any) -> list[dict[str, Any]]:
    """The second row: the pages of this section that the visitor may open. The current one is the longest that fits."""
    here = _section(features)
    listed = [tab for feature in features if here and feature.section == here for tab in feature.tabs]
    tabs = [(say(text), url_for(endpoint)) for text, endpoint, ability in listed if allows(place.role, ability)]
    fitting = max((href for _, href in tabs if request.path.startswith(href)), key=len, default="")
    return [{"text": text, "href": href, "current": href == fitting} for text, href in tabs]


def _centre_tabs() -> list[dict[str, Any]]:
    """The national centre's pages, by what the visitor is there; nothing for others, and nothing on other pages."""
    office = current_user.centre if current_user.is_authenticated else None
    if not office or not request.path.startswith(("/senter", "/fagnettverk")):
        return []
    tabs = [(say(text), href) for text, href, offices in CENTRE_PAGES if office in offices]
    fitting = max((href for _, href in tabs if request.path.startswith(href)), key=len, default="")
    return [{"text": text, "href": href, "current": href == fitting} for text, href in tabs]


_queue_state: dict[str, Any] = {"asked": 0.0, "down": False}


def _queue_down() -> bool:
    """Asked at most every few seconds, and only waited for a moment: a page is not slower because the queue is away."""
    if time.monotonic() - _queue_state["asked"] > BELIEVED:
        _queue_state.update(asked=time.monotonic(), down=not jobs.is_well())
    return bool(_queue_state["down"])


def forget_queue_state() -> None:
    """Ask anew at the next page."""
    _queue_state["asked"] = 0.0


def _headers(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", POLICY)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    response.headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
    # An open page says itself how long it may be kept; a refusal is never kept.
    kept = (request.endpoint == "static" or request.blueprint in OPEN_TO_ALL) and response.status_code in (200, 206, 304)
    if not kept:
        response.headers["Cache-Control"] = "private, no-store"
    if current_app.config["HOUSE"].public_url.startswith("https://"):
        response.headers["Strict-Transport-Security"] = HSTS
    return response
