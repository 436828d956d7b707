"""The doors of following up: readings, planverk and findings of a goal."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for

from saas.accounts.guard import may
from saas.errors import Guarded, Invalid, NotNow
from saas.forms import kept
from saas.pages import gettext
from tenants.goals import following, rights, service
from tenants.goals.doors import attempt, bp
from tenants.goals.fields import as_id
from tenants.goals.forms import PlanLinkForm, ReadingForm
from tenants.goals.models import Goal, GoalPlan
from tenants.meetings.fields import seen


@bp.post("/<uuid:goal_id>/maltall")
@may("know")
def add_reading(goal_id: UUID) -> Any:
    """What the indicator was on a day."""
    goal, form = service.find(goal_id), ReadingForm()
    rights.require_following()

    def deed() -> None:
        following.add_reading(goal, form.dato.data, form.verdi.data, form.notat.data or "", kept=kept())  # type: ignore[arg-type]

    return attempt(goal, deed, gettext("Måltallet er ført."), form=form, name="reading", anchor="framdrift")


@bp.post("/<uuid:goal_id>/maltall/<uuid:reading_id>/sletting")
@may("know")
def delete_reading(goal_id: UUID, reading_id: UUID) -> Any:
    """Take away a reading that was wrong."""
    goal = service.find(goal_id)
    reading = following.find_reading(goal, reading_id)

    def deed() -> None:
        following.delete_reading(goal, reading)

    return attempt(goal, deed, gettext("Måltallet er slettet."), anchor="framdrift")


@bp.post("/<uuid:goal_id>/planverk")
@may("know")
def link_plan(goal_id: UUID) -> Any:
    """Where in the planverk the goal is, or should be."""
    goal, form = service.find(goal_id), PlanLinkForm()
    rights.require_following()

    def deed() -> None:
        following.link_plan(goal, **_words(form), kept=kept())

    return attempt(goal, deed, gettext("Planen er ført opp."), form=form, name="plan_link", anchor="planverk")


@bp.get("/<uuid:goal_id>/planverk/<uuid:goal_plan_id>")
@may("know")
def edit_plan_link(goal_id: UUID, goal_plan_id: UUID) -> Any:
    """The form with what stands now."""
    goal = service.find(goal_id)
    link = following.find_plan_link(goal, goal_plan_id)
    rights.require_following()
    return _link_page(goal, link, PlanLinkForm(link))


@bp.post("/<uuid:goal_id>/planverk/<uuid:goal_plan_id>")
@may("know")
def change_plan_link(goal_id: UUID, goal_plan_id: UUID) -> Any:
    """Another status, or a better place."""
    goal = service.find(goal_id)
    link = following.find_plan_link(goal, goal_plan_id)
    rights.require_following()
    form, status = PlanLinkForm(link), 422
    if form.validate():
        try:
            following.change_plan_link(goal, link, seen(form.versjon.data), **_words(form), kept=kept())
            flash(gettext("Planen er endret."), "success")
            return redirect(url_for(".show", goal_id=goal.id, _anchor="planverk"), 303)
        except (Invalid, NotNow, Guarded) as refusal:
            status = form.take(refusal)
    return _link_page(goal, link, form), status


@bp.post("/<uuid:goal_id>/planverk/<uuid:goal_plan_id>/sletting")
@may("know")
def unlink_plan(goal_id: UUID, goal_plan_id: UUID) -> Any:
    """The goal has no place there after all."""
    goal = service.find(goal_id)
    link = following.find_plan_link(goal, goal_plan_id)

    def deed() -> None:
        following.unlink_plan(goal, link)

    return attempt(goal, deed, gettext("Planen er fjernet fra målet."), anchor="planverk")


@bp.post("/<uuid:goal_id>/funn")
@may("know")
def tie(goal_id: UUID) -> Any:
    """The goal answers a finding."""
    goal = service.find(goal_id)
    rights.require_following()

    def deed() -> None:
        following.tie(goal, as_id(request.form.get("funn")) or UUID(int=0))

    return attempt(goal, deed, gettext("Funnet er knyttet til målet."), anchor="funn")


@bp.post("/<uuid:goal_id>/funn/<uuid:finding_id>/losning")
@may("know")
def untie(goal_id: UUID, finding_id: UUID) -> Any:
    """The goal does not answer the finding after all."""
    goal = service.find(goal_id)

    def deed() -> None:
        following.untie(goal, finding_id)

    return attempt(goal, deed, gettext("Funnet er ikke lenger knyttet til målet."), anchor="funn")


def _words(form: PlanLinkForm) -> dict[str, str]:
    return {
        "document": form.dokument.data or "",
        "status": form.status.data or "",
        "chapter": form.kapittel.data or "",
        "link": form.lenke.data or "",
    }


def _link_page(goal: Goal, link: GoalPlan, form: PlanLinkForm) -> str:
    return render_template("goals/plan_link.html", goal=goal, link=link, form=form)
