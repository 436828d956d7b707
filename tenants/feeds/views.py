"""A calendar of one's own meetings, read by its address."""

from typing import Any

from flask import render_template

from saas.accounts.guard import may
from saas.furnishing import Feature
from tenants.feeds.doors import bp

FEATURE = Feature("feeds", bp)


@bp.get("/")
@may("read")
def index() -> Any:
    """The first page."""
    return render_template("feeds/index.html")
