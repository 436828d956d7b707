"""The doors of the line of sight: «Løse tråder»; and the trail that every page of the line shows."""

from typing import Any
from uuid import UUID

from flask import Blueprint, render_template
from markupsafe import Markup

from saas.accounts.guard import can, may
from saas.furnishing import Feature
from tenants.sight import threads as loose_threads
from tenants.sight import trail, whole
from tenants.sight.words import KIND_NAMES, NOTES

bp = Blueprint("sight", __name__, url_prefix="/k/<kommune>/trader")
SHOWN = 7


@bp.get("/")
@may("know")
def threads() -> Any:
    """What hangs loose, the gravest kind first."""
    found = loose_threads.loose()
    return render_template("sight/threads.html", threads=found, shown=SHOWN, total=sum(len(one.ends) for one in found))


def trail_of(kind: str, row_id: UUID) -> Markup:
    """The trail as HTML for a page of the line; nothing for those who do not know the kommune's goals."""
    if not can("know"):
        return Markup("")
    found = trail.of(kind, row_id)
    if kind == "round" and not any(found.nodes.values()):
        return Markup("")
    return Markup(render_template("sight/trail.html", trail=found, names=KIND_NAMES, notes=NOTES, shown=SHOWN))


def line_of_sight() -> Markup:
    """The whole line in one picture, for the kommune's overview."""
    found = whole.picture() if can("know") else None
    return Markup(render_template("sight/whole.html", whole=found)) if found else Markup("")


FEATURE = Feature(
    "sight",
    bp,
    section="measures",
    tabs=(("Løse tråder", "sight.threads", "know"),),
    words={"trail": trail_of, "line_of_sight": line_of_sight},
)
