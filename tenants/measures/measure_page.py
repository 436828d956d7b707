"""A measure's page: what it is, the one next step with what it lacks, and everything that hangs on it."""


from flask import render_template

from saas import vocabulary
from saas.accounts.guard import can
from saas.forms import Form
from saas.pages import gettext
from tenants.goals import numbers
from tenants.measures import measure_tasks, milestones, overlap, questions, sight, ties
from tenants.measures.evaluation_plans import plan_of
from tenants.measures.models import DECIDED, PLAN_PARTS, STATES, STATUSES, EvaluationPlan, Measure
from tenants.measures.step_forms import DecisionForm, MilestoneForm, StatusForm, StepForm
from tenants.network import service as network
from tenants.resources import service as resources
from tenants.resources.models import LINE_STATES
from tenants.tasks.forms import TaskForm
from tenants.tasks.models import STATUSES as TASK_STATUSES

# State → the forms of the steps that can be taken from it.
FORMS = {
    "proposed": ("assess", "decide", "reject"),
    "assessed": ("decide", "reject"),
    "decided": ("start", "back", "reject"),
    "started": ("end",),
    "ended": ("evaluated",),
}


def show(measure: Measure, failed: dict[str, Form] | None = None) -> str:
    """The page. `failed` holds the form that was refused, by its name, so that nothing typed is lost."""
    failed = failed or {}
    knows = can("know")
    plan = plan_of(measure)
    forms = {**_forms(measure), **failed}
    for name, form in forms.items():
        _apart(form, name)
    return render_template(
        "measures/show.html",
        measure=measure,
        plan=plan,
        forms=forms,
        failed=next(iter(failed.items()), (None, None)),
        states=STATES,
        statuses=STATUSES,
        task_statuses=TASK_STATUSES,
        line_states=LINE_STATES,
        words=vocabulary.words,
        amount=numbers.amount,
        lacking=_lacking(measure, plan),
        may_report=measure.state == "started" and sight.may_report(measure),
        milestones=milestones.of([measure.id]).get(measure.id, []),
        tasks=measure_tasks.of(measure),
        findings=ties.findings_of(measure.id) if knows else [],
        similar=overlap.like(measure) if knows else [],
        steps=questions.steps_of(measure) if knows else [],
        lines=resources.lines_of_measure(measure.id) if knows else [],
        decided_day=ties.day_of(measure.item) if measure.state in ("proposed", "assessed") else None,
        led_by_coordinator=ties.is_coordinator(measure.responsible),
        decided=measure.state in DECIDED,
    )


def decision_form(measure: Measure) -> DecisionForm:
    """«Besluttet», with the sak it came of and the day that was last up."""
    return DecisionForm(measure, network.organisations(), dato=ties.day_of(measure.item))


def _forms(measure: Measure) -> dict[str, Form]:
    """Fresh forms for what may be done from here."""
    forms: dict[str, Form] = {}
    if measure.state == "started" and sight.may_report(measure):
        forms["status"] = StatusForm(notat=measure.status_note, versjon=measure.version)
    if not can("coordinate"):
        return forms
    for name in FORMS.get(measure.state, ()):
        forms[name] = decision_form(measure) if name == "decide" else StepForm(measure)
    if measure.state not in ("evaluated", "rejected"):
        forms["task"] = TaskForm([measure.group], network.people())
    if measure.state in ("proposed", "assessed", "decided", "started"):
        forms["milestone"] = MilestoneForm()
    return forms


def _lacking(measure: Measure, plan: EvaluationPlan | None) -> list[str]:
    """What the next step lacks, in the reader's language."""
    if measure.state in ("proposed", "assessed"):
        return [] if measure.owner_id else [gettext("en tjeneste som eier tiltaket")]
    if measure.state == "decided":
        return [gettext(PLAN_PARTS[part]) for part in plan.lacks] if plan else [gettext("en plan for evalueringen")]
    return []


def _apart(form: Form, name: str) -> None:
    """Several forms of one page have fields of the same name; their ids must not be the same."""
    for field in form:
        if field.type not in ("CSRFTokenField", "HiddenField"):
            field.id = field.label.field_id = f"{name}-{field.short_name}"
