"""Mandate, anchoring, agreements and the coordinator's place."""

from typing import Any

from flask import render_template

from saas.accounts.guard import may
from saas.furnishing import Feature
from tenants.frames.doors import bp

FEATURE = Feature("frames", bp, section="office", tabs=(("Rammer og forankring", "frames.index", "know"),))


@bp.get("/")
@may("know")
def index() -> Any:
    """The first page."""
    return render_template("frames/index.html")
