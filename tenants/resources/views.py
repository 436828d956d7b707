"""The doors of resources: the board of needs and what is offered, and the needs; lines and capacities lie beside."""

from typing import Any
from uuid import UUID

from flask import render_template, request, url_for

from saas.accounts.guard import can, may
from saas.errors import Guarded, Invalid, NotNow
from saas.forms import kept
from saas.furnishing import Feature
from saas.pages import gettext
from tenants.resources import capacity, needs, service
from tenants.resources import jobs as jobs
from tenants.resources.doors import bp, done, pressed, uuid_arg
from tenants.resources.forms import NeedForm, opened_on, version
from tenants.resources.guest_views import confirm_by_link
from tenants.resources.models import LINE_STATES, NEED_STATES, Need

FEATURE = Feature(
    "resources",
    bp,
    section="knowledge",
    tabs=(("Behov og ressurser", "resources.index", "know"),),
    purposes={service.PURPOSE: confirm_by_link},
)
FEW = 7


@bp.get("/")
@may("know")
def index() -> Any:
    """The board: what is needed on one side, what is offered on the other."""
    listed, lines = needs.listing(), service.listing()
    return render_template(
        "resources/index.html",
        needs=listed,
        lines=lines,
        covers=needs.covers(listed),
        over=capacity.overcommitted(),
        names={need.id: need.title for need in listed},
        few=None if request.args.get("alle") else FEW,
        may_offer=service.may_offer(),
        **words(),
    )


@bp.get("/ny")
@may("coordinate")
def new_need() -> Any:
    """The form for a need; `?fra_funn=` and `?tiltak=` say what it is for."""
    given: dict[str, Any] = {"funn": uuid_arg("fra_funn"), "tiltak": uuid_arg("tiltak"), "tema": request.args.get("tema", "")}
    return _need_page(NeedForm(**given))


@bp.post("/")
@may("coordinate")
def create_need() -> Any:
    """Save a new need."""
    form, status = NeedForm(), 422
    if form.validate():
        try:
            needs.add_need(form.wanted(), kept())
            return done(gettext("Behovet er lagret."), url_for(".index"))
        except (Invalid, NotNow, Guarded) as refusal:
            status = form.take(refusal)
    return _need_page(form), status


@bp.get("/<uuid:need_id>")
@may("know")
def show_need(need_id: UUID) -> Any:
    """One need, and the lines that meet it."""
    return _shown(needs.find_need(need_id))


@bp.get("/<uuid:need_id>/endring")
@may("coordinate")
def edit_need(need_id: UUID) -> Any:
    """The form for a change."""
    need = needs.find_need(need_id)
    return _need_page(NeedForm(need), need)


@bp.post("/<uuid:need_id>/endring")
@may("coordinate")
def change_need(need_id: UUID) -> Any:
    """Save a change."""
    need = needs.find_need(need_id)
    form, status = NeedForm(need), 422
    if form.validate():
        try:
            needs.change_need(need, opened_on(form.versjon), form.wanted(), kept())
            return done(gettext("Behovet er endret."), url_for(".show_need", need_id=need.id))
        except (Invalid, NotNow, Guarded) as refusal:
            status = form.take(refusal)
    return _need_page(form, need), status


@bp.post("/<uuid:need_id>/lukking")
@may("coordinate")
def close_need(need_id: UUID) -> Any:
    """«Lukk behovet»."""
    need, seen = needs.find_need(need_id), version(request.form.get("versjon"))
    return pressed(
        lambda: needs.close_need(need, seen), gettext("Behovet er lukket."), lambda told: _shown(need, told),
        url_for(".show_need", need_id=need.id),
    )  # fmt: skip


@bp.post("/<uuid:need_id>/gjenapning")
@may("coordinate")
def reopen_need(need_id: UUID) -> Any:
    """Undo a closing."""
    need, seen = needs.find_need(need_id), version(request.form.get("versjon"))
    return pressed(
        lambda: needs.reopen_need(need, seen), gettext("Behovet er åpnet igjen."), lambda told: _shown(need, told),
        url_for(".show_need", need_id=need.id),
    )  # fmt: skip


def words() -> dict[str, Any]:
    """What the templates say of states, and who may do what."""
    return {"need_states": NEED_STATES, "line_states": LINE_STATES, "coordinates": can("coordinate")}


def _need_page(form: NeedForm, need: Need | None = None) -> str:
    return render_template("resources/need_form.html", form=form, need=need)


def _shown(need: Need, problem: str = "") -> str:
    return render_template(
        "resources/need.html", need=need, cover=needs.covers([need])[need.id], problem=problem,
        lines=service.lines_of_needs([need.id]), may_offer=service.may_offer(), **words(),
    )  # fmt: skip


from tenants.resources import capacity_views as capacity_views  # noqa: E402
from tenants.resources import line_views as line_views  # noqa: E402
