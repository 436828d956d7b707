"""The door of the timeline: a year of measures as a drawing, and the same as a table."""

from typing import Any

from flask import render_template, request

from saas import clock
from saas.accounts.guard import may
from tenants.measures import milestones, questions, timeline
from tenants.measures.doors import bp
from tenants.measures.models import STATES, STATUSES


@bp.get("/tidslinje", endpoint="timeline")
@may("read")
def timeline_year() -> Any:
    """One year; without one in the address, this year."""
    year = request.args.get("ar", type=int) or clock.today().year
    year = min(max(year, 2015), clock.today().year + 10)
    found = questions.on_the_line()
    drawing = timeline.draw(year, found, milestones.of([one.id for one in found]), clock.today())
    undated = [one for one in found if one.starts_on is None]
    return render_template(
        "measures/timeline.html", drawing=drawing, undated=undated, states=STATES, statuses=STATUSES
    )
