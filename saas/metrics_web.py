"""Each request is given a number, counted, timed, and told of in one line: by its route's pattern, never by its address."""

from time import perf_counter
from typing import Any

from flask import Flask, Response, g, request, request_finished, request_started
from sqlalchemy import Engine, event
from sqlalchemy.engine import ExceptionContext

from saas import journal, metrics
from saas.config import ROOMS

# What PostgreSQL answers when a policy, a grant or a ticket says no.
REFUSED = "42501"
# Why somebody did not come into a room: the database gave no ticket, the kommune is not theirs, the link leads nowhere any more;
# or, inside one, the database said no.
WHYS = ("ticket", "stranger", "link", "wall")


def attend(app: Flask) -> None:
    """Be there when each request begins and ends."""
    request_started.connect(_begin, app)
    request_finished.connect(_end, app)


def refused(room: str, why: str) -> None:
    """Count one who was not let into a kind of room; `why` is one of WHYS."""
    metrics.count("bindeledd_room_refusals", room, why)


def _begin(app: Flask, **_: Any) -> None:
    g.begun = perf_counter()
    journal.begin(request=journal.new_number())


def _end(app: Flask, response: Response, **_: Any) -> None:
    seconds = perf_counter() - g.get("begun", perf_counter())
    route = request.url_rule.rule if request.url_rule is not None else "none"
    method = request.method if request.method in metrics.METHODS else metrics.OTHER
    metrics.count("bindeledd_requests", route, method, f"{response.status_code // 100}xx")
    metrics.observe("bindeledd_request_seconds", seconds, route, method)
    facts = {"route": route, "method": method, "status": response.status_code, "ms": round(seconds * 1000)}
    journal.note("A request was answered.", room=g.get("room_kind", "none"), **facts)
    journal.begin()


def _met_a_wall(context: ExceptionContext) -> None:
    """The database said no inside a room: somebody, or some code, went where the walls do not let it."""
    if getattr(context.original_exception, "sqlstate", None) != REFUSED or context.engine is None:
        return
    kind = (context.engine.url.username or "").removeprefix("bindeledd_")
    refused(kind if kind in ROOMS else metrics.OTHER, "wall")


event.listen(Engine, "handle_error", _met_a_wall)
