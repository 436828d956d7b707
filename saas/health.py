"""For operators: alive, ready, and numbers for Prometheus."""

from typing import Any

from flask import Blueprint, Response, abort, current_app, jsonify, request
from prometheus_client import CONTENT_TYPE_LATEST

from saas import jobs, metrics_door, metrics_page, rooms
from saas.metrics_page import HEAD

bp = Blueprint("health", __name__)


@bp.get("/helse/live")
def live() -> Any:
    """The process answers."""
    return jsonify(status="ok")


@bp.get("/helse/klar")
def ready() -> Any:
    """The database, the queue and the migrations are where they should be; 503 and which, when not."""
    step = rooms.database_step()
    # While a new edition is rolled out the database is a step ahead of the old one, which must go on answering.
    state = {"database": step is not None, "migrations": (step or "") >= HEAD, "queue": jobs.is_well()}
    well = all(state.values())
    return jsonify(status="ok" if well else "not ready", **state), 200 if well else 503


@bp.get("/metrics")
def metrics() -> Response:
    """Figures of the whole house for Prometheus: nothing here tells of any kommune. saas.metrics_door says who may read."""
    house = current_app.config["HOUSE"]
    refusal = metrics_door.refusal(request, house.metrics_token, demo=house.demo)
    if refusal == 401:
        return Response("METRICS_TOKEN\n", 401, {"WWW-Authenticate": 'Bearer realm="metrics"'}, content_type="text/plain")
    if refusal is not None:
        abort(refusal)
    return Response(metrics_page.written(), content_type=CONTENT_TYPE_LATEST)
