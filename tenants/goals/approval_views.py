"""The doors of the leader: a goal adopted, rejected, ended or taken up again, and the order of priority."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for

from saas.accounts.guard import may
from saas.errors import Invalid, NotNow
from saas.pages import gettext
from tenants.goals import order, questions, rights, saker, service
from tenants.goals.doors import attempt, bp, sak_choices
from tenants.goals.fields import as_id
from tenants.goals.forms import SakForm
from tenants.goals.models import Goal
from tenants.meetings.fields import seen
from tenants.meetings.shielding import title_of


@bp.post("/<uuid:goal_id>/vedtak")
@may("know")
def approve(goal_id: UUID) -> Any:
    """Adopt the goal in a sak."""
    goal = service.find(goal_id)
    rights.require_leader()
    form = SakForm(sak_choices())

    def deed() -> None:
        service.approve(goal, as_id(form.sak.data), seen(form.versjon.data))

    return attempt(goal, deed, gettext("Målet er vedtatt."), form=form, name="approval")


@bp.post("/<uuid:goal_id>/avvisning")
@may("know")
def reject(goal_id: UUID) -> Any:
    """Say no to a draft."""
    return _step(goal_id, service.reject, gettext("Målet er avvist. Det kan tas opp igjen."))


@bp.post("/<uuid:goal_id>/gjenopptak")
@may("know")
def reopen(goal_id: UUID) -> Any:
    """A rejected goal is a draft again."""
    return _step(goal_id, service.reopen, gettext("Målet er et utkast igjen."))


@bp.post("/<uuid:goal_id>/avslutning")
@may("know")
def end(goal_id: UUID) -> Any:
    """The goal is in force no more."""
    return _step(goal_id, service.end, gettext("Målet er avsluttet."))


@bp.get("/prioritering")
@may("know")
def priorities() -> Any:
    """The order in force, and for the leader the form that changes it."""
    return _order_page(SakForm(sak_choices()), questions.adopted())


@bp.post("/prioritering")
@may("know")
def arrange() -> Any:
    """A new order in a sak; a press on an arrow only shows the list anew, since nothing is decided by it."""
    rights.require_leader()
    form, status = SakForm(sak_choices()), 422
    ids = [as_id(value) or UUID(int=0) for value in request.form.getlist("rekkefolge")]
    listed: Sequence[Goal] = questions.adopted()
    try:
        listed = order.arranged(ids)
        if step := request.form.get("flytt"):
            return _order_page(form, order.moved(listed, step))
        if form.validate():
            order.decide(ids, as_id(form.sak.data))
            flash(gettext("Rekkefølgen er vedtatt."), "success")
            return redirect(url_for(".priorities"), 303)
    except (Invalid, NotNow) as refusal:
        status = form.take(refusal)
    return _order_page(form, listed), status


@bp.post("/prioritering/kladd")
@may("know")
def draft_order() -> Any:
    """The page's script asks after each move whether the list still is the list. Nothing is written."""
    rights.require_leader()
    order.arranged([as_id(value) or UUID(int=0) for value in request.form.getlist("rekkefolge")])
    return "", 204


def _step(goal_id: UUID, verb: Callable[[Goal, int | None], None], said: str) -> Any:
    goal = service.find(goal_id)
    (rights.require_steering if verb is service.reopen else rights.require_leader)()
    return attempt(goal, lambda: verb(goal, seen(request.form.get("versjon"))), said)


def _order_page(form: SakForm, goals: Sequence[Goal]) -> str:
    history = [(saker.label(one.item), title_of(one.item, "member"), one) for one in questions.orders()]
    return render_template(
        "goals/order.html", form=form, goals=goals, history=history, leader=rights.is_leader()
    )  # fmt: skip
