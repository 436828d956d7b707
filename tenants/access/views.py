"""Who may come in: people, invitations and settings."""

from typing import Any

from flask import render_template

from saas.accounts.guard import may
from saas.furnishing import Feature
from tenants.access.doors import bp

FEATURE = Feature("access", bp, section="office", tabs=(("Personer og tilgang", "access.index", "admit"),))


@bp.get("/")
@may("admit")
def index() -> Any:
    """The first page."""
    return render_template("access/index.html")
