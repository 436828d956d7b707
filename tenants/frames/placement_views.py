"""The doors of the placement: where the coordinator sits now and before, a new period, and its last day."""

from contextlib import closing
from decimal import Decimal
from typing import Any
from uuid import UUID

from flask import g, request, url_for

from saas import clock, here
from saas.accounts.guard import may
from saas.accounts.visitor import each_of_mine
from saas.errors import Guarded, Invalid, NotFound, NotNow
from saas.forms import kept
from saas.pages import gettext
from tenants.frames import placements, rights
from tenants.frames.doors import bp, done, page
from tenants.frames.forms import EndForm, PlacementForm
from tenants.frames.models import Placement
from tenants.frames.placements import Period
from tenants.funding.money import percent

# Where the sum of one's other kommuner is needed. It is read before the room of this kommune is opened, since nobody
# stands in two rooms at once.
NEEDS_THE_OTHERS = (
    "frames.placement", "frames.new_placement", "frames.add_placement", "frames.edit_placement", "frames.change_placement"
)


@bp.before_request
def _periods_of_the_others() -> None:
    place = g.get("kommune")
    if request.endpoint not in NEEDS_THE_OTHERS or place is None or place.role != "coordinator":
        return
    found: list[Period] = []
    with closing(each_of_mine()) as rooms:
        for other in rooms:
            try:
                if other.id != place.id and other.role == "coordinator":
                    found += placements.periods()
            except NotFound:
                # The membership ended while the rooms were walked through: that kommune is not mine any more.
                continue
    g.others_periods = found


@bp.get("/plassering/")
@may("know")
def placement() -> Any:
    """Now, before, and the sum over one's own kommuner."""
    rows = placements.history()
    return _shown(rows)


@bp.get("/plassering/ny")
@may("know")
def new_placement() -> Any:
    """The form, with what stands today."""
    rights.require_writer()
    latest = placements.latest()
    return _form_page(PlacementForm(latest), latest)


@bp.post("/plassering/")
@may("know")
def add_placement() -> Any:
    """A new period."""
    rights.require_writer()
    form, status = PlacementForm(), 422
    if form.validate():
        try:
            return _saved(placements.place(**form.facts(), others=_others(), kept=kept()))
        except (Invalid, NotNow, Guarded) as refusal:
            status = form.take(refusal)
    return _form_page(form, None), status


@bp.get("/plassering/<uuid:placement_id>/endring")
@may("know")
def edit_placement(placement_id: UUID) -> Any:
    """The form with what stands; what is saved is a new period."""
    row = placements.find(placement_id)
    rights.require_writer()
    return _form_page(PlacementForm(row), row)


@bp.post("/plassering/<uuid:placement_id>/endring")
@may("know")
def change_placement(placement_id: UUID) -> Any:
    """Other facts from a day on."""
    row = placements.find(placement_id)
    rights.require_writer()
    form, status = PlacementForm(row), 422
    if form.validate():
        try:
            return _saved(placements.change(row, form.versjon.seen, **form.facts(), others=_others(), kept=kept()))
        except (Invalid, NotNow, Guarded) as refusal:
            status = form.take(refusal)
    return _form_page(form, row), status


@bp.post("/plassering/<uuid:placement_id>/slutt")
@may("know")
def end_placement(placement_id: UUID) -> Any:
    """The last day, or none."""
    row = placements.find(placement_id)
    rights.require_writer()
    form, status = EndForm(), 422
    if form.validate():
        try:
            placements.end(row, form.versjon.seen, form.til.data)
            return done(gettext("Siste dag er lagret."), url_for(".placement"))
        except (Invalid, NotNow) as refusal:
            status = form.take(refusal)
    return _shown(placements.history(), form), status


def _others() -> list[Period]:
    found: list[Period] = g.get("others_periods", [])
    return found


def _saved(row: Placement) -> Any:
    said = gettext("Plasseringen er lagret.")
    if placements.few(row):
        said = gettext(
            "Plasseringen er lagret. Stillingen er under %(n)s her. Se om den er stor nok til oppgavene.",
            n=percent(placements.FEW_PERCENT),
        )
    return done(said, url_for(".placement"))


def _shown(rows: list[Placement], end: EndForm | None = None) -> str:
    now = placements.current(rows)
    own, others = now.fte_percent if now else Decimal(0), _sum_of_the_others()
    return page(
        "placement.html", rows=rows, now=now, latest=rows[0] if rows else None, few=placements.few,
        total=own + others, mine=here.role() == "coordinator", end=end or EndForm(formdata=None),
    )  # fmt: skip


def _form_page(form: PlacementForm, row: Placement | None) -> str:
    return page("placement_form.html", form=form, placement=row, others=_sum_of_the_others())


def _sum_of_the_others() -> Decimal:
    return sum((one.percent for one in _others() if one.holds(clock.today())), Decimal(0))
