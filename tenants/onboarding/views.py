"""The start-up guide: the path with its percentage, what it lacks, and the day the kommune is in operation."""

from typing import Any

from flask import render_template, request, url_for

from saas import here
from saas.accounts.guard import can, may
from saas.errors import NotNow
from saas.furnishing import Feature
from saas.pages import gettext, say
from tenants.onboarding import (
    anchoring_views,
    checklist,
    coordinator_views,
    needs_views,
    service,
    steering_views,
    steps,
)  # fmt: skip
from tenants.onboarding import jobs as jobs
from tenants.onboarding.doors import PAGES, bp, done
from tenants.onboarding.models import STEPS

FEATURE = Feature("onboarding", bp, section="office", tabs=(("Oppstart", "onboarding.index", "see_all"),))
# The other doors of the same blueprint.
DOORS = (needs_views, coordinator_views, anchoring_views, steering_views)


@bp.get("/")
@may("see_all")
def index() -> Any:
    """The path, the percentage, the next step, and the checklist."""
    return _page()


@bp.post("/hopp-over")
@may("coordinate")
def skip_step() -> Any:
    """«Hopp over»: the step waits, and can be done all the same."""
    code = request.form.get("steg", "")
    service.skip(code)
    following = steps.after(code)
    return done(gettext("Steget er hoppet over. Du kan komme tilbake til det."),
                url_for(PAGES[following]) if following else url_for(".index"))  # fmt: skip


@bp.post("/etablering")
@may("read")
def establish() -> Any:
    """«Begynn oppstarten»."""
    return _pressed(service.establish, gettext("Oppstarten er begynt."))


@bp.post("/drift")
@may("read")
def operate() -> Any:
    """«Sett SLT i drift»."""
    return _pressed(service.operate, gettext("SLT er i drift."))


def _pressed(deed: Any, said: str) -> Any:
    try:
        deed()
    except NotNow as refusal:
        return _page(say(refusal.message, **refusal.params)), refusal.status
    return done(said, url_for(".index"))


def _page(problem: str = "") -> str:
    found = service.standing()
    rows = steps.all_steps()
    return render_template(
        "onboarding/index.html", found=found, next=checklist.next_words(found), rows=rows, names=STEPS, pages=PAGES,
        lifecycle=here.kommune().lifecycle, coordinates=can("coordinate"), leads=can("approve"), problem=problem,
    )  # fmt: skip
