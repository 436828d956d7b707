"""The doors of funding: everything about money on one page; grants, posts and hours have files of their own."""

from typing import Any

from flask import request

from saas import clock
from saas.accounts.guard import may
from saas.furnishing import Feature
from tenants.funding import hours, positions, questions
from tenants.funding.doors import bp, page
from tenants.funding.models import GRANT_STATES, SCHEMES

FEATURE = Feature(
    "funding",
    bp,
    section="measures",
    tabs=(("Tilskudd og stilling", "funding.index", "see_all"),),
)


@bp.get("/")
@may("see_all")
def index() -> Any:
    """The grants with their deadlines, the posts, and the agreed time."""
    year = clock.today().year
    return page(
        "index.html",
        grants=questions.grants(),
        everything=request.args.get("alle") == "1",
        deadline=questions.deadline,
        schemes=SCHEMES,
        states=GRANT_STATES,
        positions=positions.positions(),
        year=year,
        terms=hours.terms(year),
    )


from tenants.funding import grant_views, hours_views, position_views, report_views  # noqa: E402

__all__ = ["FEATURE", "bp", "grant_views", "hours_views", "position_views", "report_views"]
