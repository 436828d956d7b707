"""Access list, log, retention, and the rest of what a data protection officer asks for."""

from typing import Any

from flask import render_template

from saas.accounts.guard import may
from saas.furnishing import Feature
from tenants.control.doors import bp

FEATURE = Feature(
    "control",
    bp,
    menu=("Styring", "control.index", "control"),
    section="office",
    tabs=(("Kontroll", "control.index", "control"),),
)


@bp.get("/")
@may("control")
def index() -> Any:
    """The first page."""
    return render_template("control/index.html")
