"""What all the doors of plans share: the blueprint and the page of one plan."""

from typing import Any

from flask import Blueprint, render_template

from saas.accounts.guard import can
from tenants.goals import rights
from tenants.plans import document, questions, ranking, revisions, wording
from tenants.plans.forms import RevisionForm
from tenants.plans.models import STATES, ActionPlan

bp = Blueprint("plans", __name__, url_prefix="/k/<kommune>/planer")


def show_plan(plan: ActionPlan, *, revision: RevisionForm | None = None, problem: str = "") -> str:
    """The plan, read like a document; under it what is not written in the revision table."""
    names = revisions.titles(plan)
    loose = [(found.key, wording.of_difference(found, names)) for found in revisions.unrecorded(plan)]
    if revision is None:
        revision = RevisionForm(loose, formdata=None)
    else:
        revision.endring.choices = loose
    listed: list[Any] = [] if plan.adopted else questions.proposals(plan)
    return render_template(
        "plans/show.html", plan=plan, report=document.report(plan), loose=loose, revision=revision, states=STATES,
        problem=problem, leader=rights.is_leader(), steers=ranking.may_order(), records=can("coordinate"),
        chosen=sum(proposal.chosen for proposal in listed), proposals=len(listed),
    )  # fmt: skip
