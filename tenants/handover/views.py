"""One coordinator leaves and another takes over."""

from typing import Any

from flask import render_template

from saas.accounts.guard import may
from saas.furnishing import Feature
from tenants.handover.doors import bp

FEATURE = Feature("handover", bp, section="office", tabs=(("Overlevering", "handover.index", "control"),))


@bp.get("/")
@may("control")
def index() -> Any:
    """The first page."""
    return render_template("handover/index.html")
