"""For operators: alive, ready, and numbers for Prometheus."""

from typing import Any

from flask import Blueprint, Response, jsonify
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, generate_latest

from saas import jobs, rooms
from saas.pages import ROOT

bp = Blueprint("health", __name__)
HEAD = (ROOT / "migrations" / "head").read_text().strip()


@bp.get("/helse/live")
def live() -> Any:
    """The process answers."""
    return jsonify(status="ok")


@bp.get("/helse/klar")
def ready() -> Any:
    """The database, the queue and the migrations are where they should be; 503 and which, when not."""
    step = rooms.database_step()
    state = {"database": step is not None, "migrations": step == HEAD, "queue": jobs.is_well()}
    well = all(state.values())
    return jsonify(status="ok" if well else "not ready", **state), 200 if well else 503


@bp.get("/metrics")
def metrics() -> Response:
    """Process figures only: nothing here tells of any kommune."""
    return Response(generate_latest(REGISTRY), content_type=CONTENT_TYPE_LATEST)
