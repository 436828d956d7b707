"""The doors of «Utenfor rammene»: the styringsgruppe ties a measure to a goal, turns it down, or makes a new goal."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import render_template, url_for

from saas.accounts.guard import may
from saas.errors import Guarded, Invalid, NotNow
from saas.forms import kept
from saas.pages import gettext
from tenants.goals import rights
from tenants.goals import service as goals
from tenants.measures import frame_outcomes, service, ties
from tenants.measures.doors import bp, done
from tenants.measures.fields import version
from tenants.measures.models import STATES, Measure
from tenants.measures.step_forms import AnswerForm


@bp.get("/utenfor-rammene")
@may("know")
def outside() -> Any:
    """The measures that wait for an answer."""
    return _page()


@bp.post("/<uuid:measure_id>/maltilknytning")
@may("know")
def link_goal(measure_id: UUID) -> Any:
    """«Knytt til mål»."""

    def deed(measure: Measure, form: AnswerForm) -> str:
        frame_outcomes.link(measure, form.mal.row_id, seen=version(form.versjon.data))
        return gettext("%(label)s er knyttet til målet.", label=measure.label)

    return _answer(measure_id, deed)


@bp.post("/<uuid:measure_id>/rammeavvisning")
@may("know")
def turn_down(measure_id: UUID) -> Any:
    """«Avvis»."""

    def deed(measure: Measure, form: AnswerForm) -> str:
        seen = version(form.versjon.data)
        frame_outcomes.turn_down(measure, form.begrunnelse.data or "", seen=seen, kept=kept())
        return gettext("%(label)s er avvist.", label=measure.label)

    return _answer(measure_id, deed)


@bp.post("/<uuid:measure_id>/nytt-mal")
@may("know")
def new_goal(measure_id: UUID) -> Any:
    """«Opprett nytt mål»: a draft that the leader makes concrete and adopts."""

    def deed(measure: Measure, form: AnswerForm) -> str:
        title = (form.mal_tittel.data or "").strip()
        if not title:
            raise Invalid("Skriv hva målet skal hete.", field="mal_tittel")
        tied = [finding.id for finding in ties.findings_of(measure.id)]
        goal = goals.draft_from(title, measure.theme, finding_ids=tied)
        frame_outcomes.new_goal(measure, goal, seen=version(form.versjon.data))
        return gettext("Utkastet til mål er lagret, og %(label)s er knyttet til det.", label=measure.label)

    return _answer(measure_id, deed)


def _answer(measure_id: UUID, deed: Callable[[Measure, AnswerForm], str]) -> Any:
    measure = service.find(measure_id)
    rights.require_steering()
    form, status = AnswerForm(measure, ties.adopted_goals()), 422
    if form.validate():
        try:
            return done(deed(measure, form), url_for(".outside"))
        except (Invalid, NotNow, Guarded) as refusal:
            status = form.take(refusal)
    return _page(measure, form), status


def _page(failed: Measure | None = None, form: AnswerForm | None = None) -> str:
    waiting, adopted = service.outside_frame(), ties.adopted_goals()
    forms = {measure.id: AnswerForm(measure, adopted) for measure in waiting}
    if failed is not None and form is not None:
        forms[failed.id] = form
    for measure_id, one in forms.items():
        for field in one:
            if field.type not in ("CSRFTokenField", "HiddenField"):
                field.id = field.label.field_id = f"{field.short_name}-{measure_id}"
    return render_template("measures/outside.html", waiting=waiting, forms=forms, form=form, failed=failed, states=STATES)
