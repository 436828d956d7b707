"""Everything out, and then away."""

from typing import Any

from flask import render_template

from saas.accounts.guard import may
from saas.furnishing import Feature
from tenants.departure.doors import bp

FEATURE = Feature("departure", bp, section="office", tabs=(("Uttrekk", "departure.index", "control"),))


@bp.get("/")
@may("control")
def index() -> Any:
    """The first page."""
    return render_template("departure/index.html")
