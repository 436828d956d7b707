"""The doors of search: one page, that works without script and says the same to each as the things' own pages do."""

from typing import Any

from flask import Blueprint, render_template, request, url_for

from saas.accounts.guard import may
from saas.furnishing import Feature
from tenants.search import service
from tenants.search.models import FACETS, KIND_NAMES
from tenants.search.places import Place

bp = Blueprint("search", __name__, url_prefix="/k/<kommune>/sok")
FEATURE = Feature("search", bp)


@bp.get("/")
@may("read")
def index() -> Any:
    """What was found; `q` is the question, `fane` the facet and `side` the page."""
    results = service.search(request.args.get("q", ""), request.args.get("fane", ""), request.args.get("side", 1, type=int))
    return render_template("search/index.html", results=results, facets=FACETS, kinds=KIND_NAMES, address=_address, again=_again(results))


def _address(place: Place) -> str:
    return url_for(place.endpoint, **place.values)


def _again(results: service.Results) -> Any:
    """The address of the same question with another facet or page."""

    def address(facet: str = "", page: int = 1, q: str = "") -> str:
        asked = q or results.question.written
        return url_for("search.index", q=asked, fane=facet or None, side=page if page > 1 else None)

    return address
