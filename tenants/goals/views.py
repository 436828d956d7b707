"""The doors of goals: the list in order of priority, one goal, and the form that the styringsgruppe writes it in."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for

from saas import vocabulary
from saas.accounts.guard import may
from saas.errors import Guarded, Invalid, NotNow
from saas.forms import kept
from saas.furnishing import Feature
from saas.pages import gettext
from tenants.goals import listing, questions, rights, saker, service
from tenants.goals.doors import bp, sak_choices, show_goal
from tenants.goals.fields import as_id
from tenants.goals.forms import GoalForm, standing
from tenants.goals.models import STATES, Goal
from tenants.goals.progress import STANDINGS
from tenants.meetings.fields import seen


def goals_of_finding(finding_id: UUID) -> list[Goal]:
    """For the page of a finding: the goals that answer it."""
    return questions.of_finding(finding_id)


FEATURE = Feature(
    "goals",
    bp,
    menu=("Mål", "goals.index", "know"),
    section="goals",
    tabs=(("Mål", "goals.index", "know"),),
    words={"goals_of_finding": goals_of_finding},
)


@bp.get("/")
@may("know")
def index() -> Any:
    """The goals in order of priority, by focus area; how far they have come, and what the planverk lacks."""
    return render_template(
        "goals/index.html", found=listing.listing(everything=request.args.get("alle") == "1"), states=STATES,
        standings=STANDINGS, steers=rights.steers(), leader=rights.is_leader(), groups=saker.steering_groups(),
    )  # fmt: skip


@bp.get("/ny")
@may("know")
def new() -> Any:
    """The form for a goal, from a finding where one is given."""
    rights.require_steering()
    given = _from_finding(request.args.get("fra_funn"))
    return _form_page(_form(**given))


@bp.post("/")
@may("know")
def create() -> Any:
    """A draft of a goal."""
    rights.require_steering()
    form, status = _form(), 422
    if form.validate():
        try:
            goal = service.add(_own_group(form), form.facts(), finding_ids=_chosen_finding(form), kept=kept())
            flash(gettext("Målet er lagret som utkast."), "success")
            return redirect(url_for(".show", goal_id=goal.id), 303)
        except (Invalid, NotNow, Guarded) as refusal:
            status = form.take(refusal)
    return _form_page(form), status


@bp.get("/<uuid:goal_id>")
@may("know")
def show(goal_id: UUID) -> Any:
    """One goal: how far it has come, what works towards it, and where it stands in the planverk."""
    return show_goal(service.find(goal_id))


@bp.get("/<uuid:goal_id>/endring")
@may("know")
def edit(goal_id: UUID) -> Any:
    """The form with what stands now."""
    goal = service.find(goal_id)
    rights.require_steering()
    return _form_page(_form(**standing(goal)), goal)


@bp.post("/<uuid:goal_id>/endring")
@may("know")
def change(goal_id: UUID) -> Any:
    """Other words; a goal in force only in a sak."""
    goal = service.find(goal_id)
    rights.require_steering()
    form, status = _form(), 422
    if form.validate():
        try:
            facts = replace(form.facts(), series=goal.series)
            service.change(goal, seen(form.versjon.data), facts, item_id=as_id(form.sak.data), kept=kept())
            flash(gettext("Målet er endret."), "success")
            return redirect(url_for(".show", goal_id=goal.id), 303)
        except (Invalid, NotNow, Guarded) as refusal:
            status = form.take(refusal)
    return _form_page(form, goal), status


def _form(**given: Any) -> GoalForm:
    return GoalForm(saker.steering_groups(), questions.findings_to_tie(), sak_choices(), **given)


def _from_finding(wanted: str | None) -> dict[str, Any]:
    """The finding's theme and the finding itself; nothing for one that is none of ours."""
    found = next((f for f in questions.findings_to_tie() if f.id == as_id(wanted)), None)
    return {"funn": str(found.id), "tema": found.theme} if found else {}


def _own_group(form: GoalForm) -> Any:
    listed = saker.steering_groups()
    if not listed:
        raise NotNow("Det finnes ingen styringsgruppe. Opprett den før dere setter mål.")
    wanted = as_id(form.gruppe.data)
    group = listed[0] if wanted is None and len(listed) == 1 else next((g for g in listed if g.id == wanted), None)
    if group is None:
        raise Invalid("Velg gruppe fra listen.", field="gruppe")
    return group


def _chosen_finding(form: GoalForm) -> list[UUID]:
    chosen = as_id(form.funn.data)
    return [chosen] if chosen else []


def _form_page(form: GoalForm, goal: Goal | None = None) -> str:
    return render_template("goals/form.html", form=form, goal=goal, themes=vocabulary.THEMES)


# Hung on the same blueprint.
from tenants.goals import approval_views as approval_views  # noqa: E402
from tenants.goals import following_views as following_views  # noqa: E402
