"""The doors of coverage: the matrix of who has what on which theme, and where there is nothing."""

from typing import Any

from flask import render_template

from saas.accounts.guard import may
from saas.furnishing import Feature
from tenants.coverage import offer_views as offer_views
from tenants.coverage import service, wording
from tenants.coverage import stakeholder_views as stakeholder_views
from tenants.coverage.doors import asked, bp, coded_words, sector_words
from tenants.coverage.forms import coded

FEATURE = Feature("coverage", bp, section="knowledge", tabs=(("Dekning", "coverage.index", "know"),))


@bp.get("/")
@may("know")
def index() -> Any:
    """Theme × sector, for all ages or for one."""
    age = asked("alder", "age_group")
    found = service.matrix(None if age == "all" else age)
    return render_template(
        "coverage/index.html",
        matrix=found,
        sentence=wording.gaps(found),
        content=wording.content,
        ages=coded("age_group", leave_out=("all",)),
        words=coded_words,
        sector=sector_words,
    )
