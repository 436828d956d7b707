"""What all the doors of goals share: the blueprint, the pages with a form on them, and how a deed of one press ends."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for

from saas import vocabulary
from saas.errors import Guarded, Invalid, NotNow
from saas.pages import say
from tenants.goals import questions, rights, saker, service
from tenants.goals.forms import PlanLinkForm, ReadingForm, SakForm
from tenants.goals.models import PLAN_STATUSES, STATES, Goal
from tenants.goals.numbers import amount
from tenants.goals.progress import STANDINGS, Progress, chart_of

bp = Blueprint("goals", __name__, url_prefix="/k/<kommune>/mal")
bp.add_app_template_filter(amount, "amount")


def sak_choices() -> list[tuple[str, str]]:
    """The styringsgruppe's saker, as a list to choose from."""
    return [(str(item.id), saker.name(item)) for item in saker.recent()]


def show_goal(goal: Goal, *, problem: str = "", **forms: Any) -> str:
    """The page of one goal; `forms` are those that were refused, by name."""
    progress = Progress(goal, questions.readings([goal])[goal.id])
    leader = rights.is_leader()
    blank = {
        "reading": ReadingForm(formdata=None),
        "plan_link": PlanLinkForm(formdata=None),
        "approval": SakForm(sak_choices() if leader else [], formdata=None),
    }
    known = {
        "progress": progress, "chart": chart_of(progress), "links": questions.plan_links([goal])[goal.id],
        "findings": questions.findings_of(goal), "sak": saker.label(goal.item),
        "theme": say(vocabulary.words("theme", goal.theme)), "lacking": service.lacking(goal),
        "loose": questions.findings_to_tie(goal) if rights.follows() else [],
    }  # fmt: skip
    return render_template(
        "goals/show.html", goal=goal, leader=leader, steers=rights.steers(), follows=rights.follows(), problem=problem,
        states=STATES, statuses=PLAN_STATUSES, standings=STANDINGS, **{**known, **blank, **forms},
    )  # fmt: skip


def attempt(
    goal: Goal, deed: Callable[[], Any], said: str, *, form: Any = None, name: str = "", anchor: str = ""
) -> Any:
    """Do a deed on a goal. A refusal is told in its form, or on top of the goal's own page."""
    if form is not None and not form.validate():
        return show_goal(goal, **{name: form}), 422
    try:
        deed()
    except (Invalid, NotNow, Guarded) as refusal:
        if form is not None:
            status = form.take(refusal)
            return show_goal(goal, **{name: form}), status
        return show_goal(goal, problem=say(refusal.message, **refusal.params)), refusal.status
    flash(said, "success")
    return redirect(url_for("goals.show", goal_id=goal.id, _anchor=anchor or None), 303)
