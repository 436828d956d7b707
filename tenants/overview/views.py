"""The door of a kommune's overview: what is next, whose turn it is, how the groups meet."""

from typing import Any

from flask import Blueprint, render_template

from saas import here
from saas.accounts.guard import may
from saas.furnishing import Feature
from tenants.overview import service
from tenants.overview.mine_views import address, mine

bp = Blueprint("overview", __name__, url_prefix="/k/<kommune>")
FEATURE = Feature("overview", bp, menu=("Oversikt", "overview.show", "read"), outside=mine)
FEW = 7


@bp.get("/")
@may("read")
def show() -> Any:
    """The kommune as the visitor's role sees it."""
    return render_template("overview/show.html", desk=service.desk(), role=here.role(), few=FEW, to=_to)


def _to(endpoint: str, **ids: Any) -> str:
    return address(endpoint, here.kommune(), **ids)
