"""The doors of what hangs on a measure: its plan for evaluation, its status, milestones and tasks."""

from typing import Any
from uuid import UUID

from flask import render_template, url_for

from saas import vocabulary
from saas.accounts.guard import may
from saas.errors import Guarded, Invalid, NotNow
from saas.forms import Form, kept
from saas.pages import gettext
from tenants.measures import measure_tasks, milestones, service, status
from tenants.measures.doors import bp, done, on_page
from tenants.measures.fields import version
from tenants.measures.models import Measure
from tenants.measures.step_forms import MilestoneForm, PlanForm, StatusForm, StepForm
from tenants.network import service as network
from tenants.tasks.forms import TaskForm


@bp.get("/<uuid:measure_id>/evalueringsplan")
@may("coordinate")
def plan(measure_id: UUID) -> Any:
    """«Velg: Effekt · Gjennomføring · Brukererfaring · Deltakelse · Evalueres ikke, fordi …»"""
    measure = service.find(measure_id)
    return _plan_page(measure, _plan_form(measure))


@bp.post("/<uuid:measure_id>/evalueringsplan")
@may("coordinate")
def set_plan(measure_id: UUID) -> Any:
    """Save the plan."""
    measure = service.find(measure_id)
    form, code = _plan_form(measure), 422
    if form.validate():
        try:
            made = service.set_plan(measure, form.planned(), seen=version(form.versjon.data), kept=kept())
            lacks = bool(made.lacks)
            said = gettext("Planen er lagret, men er ikke hel ennå.") if lacks else gettext("Evalueringen er planlagt.")
            return done(said, url_for(".show", measure_id=measure.id))
        except (Invalid, NotNow, Guarded) as refusal:
            code = form.take(refusal)
    return _plan_page(measure, form), code


@bp.post("/<uuid:measure_id>/status")
@may("read")
def report(measure_id: UUID) -> Any:
    """«På plan», «Forsinket» or «Ferdig»."""
    status.require_reporter(service.find(measure_id))

    def deed(measure: Measure, form: StatusForm) -> str:
        seen = version(form.versjon.data)
        service.report(measure, form.chosen, form.notat.data or "", seen=seen, kept=kept())
        return gettext("Status er lagret.")

    return on_page(measure_id, "status", lambda measure: StatusForm(), deed)


@bp.post("/<uuid:measure_id>/statusforesporsel")
@may("coordinate")
def ask(measure_id: UUID) -> Any:
    """«Be om status nå»: a letter to the responsible one."""

    def deed(measure: Measure, form: Form) -> str:
        service.ask_now(measure)
        return gettext("Brevet til %(name)s sendes nå.", name=measure.responsible.name if measure.responsible else "")

    return on_page(measure_id, "ask", StepForm, deed)


@bp.post("/<uuid:measure_id>/milepeler")
@may("coordinate")
def add_milestone(measure_id: UUID) -> Any:
    """A new milestone."""

    def deed(measure: Measure, form: MilestoneForm) -> str:
        milestones.add(measure, form.milepel.data or "", form.dag.data, kept=kept())
        return gettext("Milepælen er lagret.")

    return on_page(measure_id, "milestone", lambda measure: MilestoneForm(), deed)


@bp.post("/<uuid:measure_id>/milepeler/<uuid:milestone_id>/maloppnaelse")
@may("coordinate")
def reach_milestone(measure_id: UUID, milestone_id: UUID) -> Any:
    """«Nådd», or not after all."""

    def deed(measure: Measure, form: StepForm) -> str:
        milestone = milestones.reach(milestones.find(measure, milestone_id), version(form.versjon.data))
        return gettext("Milepælen er nådd.") if milestone.done_on else gettext("Milepælen er ikke nådd ennå.")

    return on_page(measure_id, "milestone_row", StepForm, deed)


@bp.post("/<uuid:measure_id>/milepeler/<uuid:milestone_id>/sletting")
@may("coordinate")
def remove_milestone(measure_id: UUID, milestone_id: UUID) -> Any:
    """Take away what was a mistake."""

    def deed(measure: Measure, form: StepForm) -> str:
        milestones.remove(milestones.find(measure, milestone_id), version(form.versjon.data))
        return gettext("Milepælen er slettet.")

    return on_page(measure_id, "milestone_row", StepForm, deed)


@bp.post("/<uuid:measure_id>/oppgaver")
@may("coordinate")
def give_task(measure_id: UUID) -> Any:
    """«Ny oppgave» that belongs to the measure; the one who gets it is written to."""

    def deed(measure: Measure, form: TaskForm) -> str:
        measure_tasks.give(measure, form.hva.data or "", form.responsible_id, form.frist.data, kept=kept())
        return gettext("Oppgaven er lagret.")

    return on_page(measure_id, "task", lambda measure: TaskForm([measure.group], network.people()), deed)


def _plan_form(measure: Measure) -> PlanForm:
    return PlanForm(network.people(), service.plan_of(measure), measure.responsible_id)


def _plan_page(measure: Measure, form: PlanForm) -> str:
    return render_template("measures/plan.html", measure=measure, form=form, types=vocabulary.EVALUATION_TYPES)


