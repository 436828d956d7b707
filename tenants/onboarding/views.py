"""The start-up guide."""

from typing import Any

from flask import render_template

from saas.accounts.guard import may
from saas.furnishing import Feature
from tenants.onboarding.doors import bp

FEATURE = Feature("onboarding", bp, section="office", tabs=(("Oppstart", "onboarding.index", "coordinate"),))


@bp.get("/")
@may("coordinate")
def index() -> Any:
    """The first page."""
    return render_template("onboarding/index.html")
