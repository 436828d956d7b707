"""The first page of frames: what is in place, what to do next, and the agreements on a line."""

from typing import Any

from saas.accounts.guard import may
from saas.furnishing import Feature
from tenants.frames import agreements, anchorings, mandates, panel, placements, rights, standing
from tenants.frames import jobs as jobs
from tenants.frames.doors import bp, page
from tenants.groups import service as groups

FEATURE = Feature(
    "frames",
    bp,
    section="office",
    tabs=(("Rammer og forankring", "frames.index", "know"),),
    words={"anchoring_badge": panel.anchoring_badge, "anchoring_notice": panel.anchoring_notice},
)


@bp.get("/")
@may("know")
def index() -> Any:
    """What is in place at a glance."""
    written, decided = mandates.all_mandates(), anchorings.all_anchorings()
    agreed, periods = agreements.all_agreements(), placements.history()
    rows = standing.glance(periods, decided, written, agreed, groups.visible())
    # What is lacking comes before what could be better.
    first = next((row.next for colour in ("danger", "warning") for row in rows if row.next and row.colour == colour), None)
    return page(
        "index.html", rows=rows, first=first if rights.writes() else None, agreements=agreed,
        drawing=standing.timeline(agreed), anchorings=decided,
    )  # fmt: skip


# Hung on the same blueprint.
from tenants.frames import agreement_views as agreement_views  # noqa: E402
from tenants.frames import anchoring_views as anchoring_views  # noqa: E402
from tenants.frames import mandate_views as mandate_views  # noqa: E402
from tenants.frames import party_views as party_views  # noqa: E402
from tenants.frames import placement_views as placement_views  # noqa: E402
