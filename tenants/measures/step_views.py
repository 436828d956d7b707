"""The doors of a measure's life: each step is a thing that is made."""

from typing import Any
from uuid import UUID

from saas.accounts.guard import can, may
from saas.errors import NotAllowed
from saas.forms import kept
from tenants.measures import measure_page, service, ties
from tenants.measures.doors import bp, on_page, stands
from tenants.measures.fields import version
from tenants.measures.models import STATES, Measure
from tenants.measures.step_forms import DecisionForm, StepForm


@bp.post("/<uuid:measure_id>/vurdering")
@may("coordinate")
def assess(measure_id: UUID) -> Any:
    """«Vurdert»; from a decided measure it is a step back, with its reason."""

    def deed(measure: Measure, form: StepForm) -> str:
        service.assess(measure, form.begrunnelse.data or "", seen=version(form.versjon.data), kept=kept())
        return stands(measure, STATES)

    back = service.find(measure_id).state == "decided"
    return on_page(measure_id, "back" if back else "assess", StepForm, deed)


@bp.post("/<uuid:measure_id>/vedtak")
@may("coordinate")
def decide(measure_id: UUID) -> Any:
    """«Besluttet i sak 19/26»: from a proposal both steps in one press."""

    def deed(measure: Measure, form: DecisionForm) -> str:
        service.decide(
            measure, ties.sak(form.sak.row_id), form.dato.data, form.vedtak.data or "", form.begrunnelse.data or "",
            owner=ties.owner(form.eier.row_id), seen=version(form.versjon.data), kept=kept(),
        )  # fmt: skip
        return stands(measure, STATES)

    return on_page(measure_id, "decide", measure_page.decision_form, deed)


@bp.post("/<uuid:measure_id>/igangsetting")
@may("coordinate")
def start(measure_id: UUID) -> Any:
    """«Sett i gang»: refused until the evaluation is planned."""

    def deed(measure: Measure, form: StepForm) -> str:
        seen, why = version(form.versjon.data), form.begrunnelse.data or ""
        service.start(measure, form.dato.data, why, seen=seen, kept=kept())
        return stands(measure, STATES)

    return on_page(measure_id, "start", StepForm, deed)


@bp.post("/<uuid:measure_id>/avslutning")
@may("coordinate")
def end(measure_id: UUID) -> Any:
    """«Avslutt», on a day."""

    def deed(measure: Measure, form: StepForm) -> str:
        seen, why = version(form.versjon.data), form.begrunnelse.data or ""
        service.end(measure, form.dato.data, why, seen=seen, kept=kept())
        return stands(measure, STATES)

    return on_page(measure_id, "end", StepForm, deed)


@bp.post("/<uuid:measure_id>/evaluert")
@may("coordinate")
def mark_evaluated(measure_id: UUID) -> Any:
    """«Evaluert»: by an evaluation that is there, or because it was to have none."""

    def deed(measure: Measure, form: StepForm) -> str:
        service.mark_evaluated(measure, form.begrunnelse.data or "", seen=version(form.versjon.data), kept=kept())
        return stands(measure, STATES)

    return on_page(measure_id, "evaluated", StepForm, deed)


@bp.post("/<uuid:measure_id>/avvisning")
@may("know")
def reject(measure_id: UUID) -> Any:
    """«Avvis», by the coordinator or by those who approve."""
    if not (can("coordinate") or can("approve")):
        raise NotAllowed("Bare koordinatoren og styringsgruppens ledelse kan avvise et tiltak.")

    def deed(measure: Measure, form: StepForm) -> str:
        service.reject(measure, form.begrunnelse.data or "", seen=version(form.versjon.data), kept=kept())
        return stands(measure, STATES)

    return on_page(measure_id, "reject", StepForm, deed)
