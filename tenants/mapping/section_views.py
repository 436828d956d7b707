"""The doors of one part: read, written, handed out."""

from typing import Any
from uuid import UUID

from flask import render_template, request, url_for

from saas.accounts.guard import can, may
from saas.errors import Guarded, Invalid, NotNow, Stale
from saas.forms import kept
from saas.pages import gettext
from tenants.mapping import service, wording
from tenants.mapping.doors import bp, done, state_words, words
from tenants.mapping.forms import AssignForm, SectionForm
from tenants.mapping.models import AssessmentSection
from tenants.network import service as network


@bp.get("/deler/<uuid:section_id>")
@may("know")
def section(section_id: UUID) -> Any:
    """One part: its questions, its text, its findings."""
    return _section_page(service.find_section(section_id))


@bp.post("/deler/<uuid:section_id>/tekst")
@may("propose")
def write(section_id: UUID) -> Any:
    """Save the text. Of two texts that meet, both are shown until one is chosen."""
    found, form, status, conflict = service.find_section(section_id), SectionForm(), 422, None
    if request.form.get("losning") == "deres":
        return done(gettext("Teksten som sto der, gjelder."), url_for(".section", section_id=found.id))
    if form.validate():
        try:
            service.write(found, _seen(form), form.tekst.data or "", finished=bool(form.ferdig.data), kept=kept())
            return done(_saved(found), url_for(".section", section_id=found.id))
        except Stale as refusal:
            status, conflict = form.take(refusal), _both(found, form)
        except (Invalid, NotNow, Guarded) as refusal:
            status = form.take(refusal)
    return _section_page(found, form, conflict=conflict), status


@bp.post("/deler/<uuid:section_id>/ansvar")
@may("coordinate")
def assign(section_id: UUID) -> Any:
    """Hand the part out."""
    found = service.find_section(section_id)
    form, status = AssignForm(network.people(), found), 422
    if form.validate():
        try:
            sent = service.assign(found, form.person_id, form.frist.data)
            return done(_handed_out(found, sent), url_for(".show", assessment_id=found.assessment_id))
        except (Invalid, NotNow) as refusal:
            status = form.take(refusal)
    return _section_page(found, hand_out=form), status


def _seen(form: SectionForm) -> int | None:
    """The version that the writer chose to put aside, or the one that the form was opened on."""
    chosen = request.form.get("sett_versjon", "")
    if request.form.get("losning") == "min" and chosen.isascii() and chosen.isdigit() and len(chosen) < 9:
        return int(chosen)
    return form.versjon.seen


def _both(found: AssessmentSection, form: SectionForm) -> dict[str, Any]:
    return {
        "mine": form.tekst.data or "", "theirs": found.text, "by": found.written_by, "at": found.written_at,
        "version": found.version,
    }  # fmt: skip


def _saved(found: AssessmentSection) -> str:
    if found.state == "done":
        return gettext("Delen er lagret og meldt ferdig.")
    return gettext("Delen er lagret.")


def _handed_out(found: AssessmentSection, sent: bool) -> str:
    if found.person is None:
        return gettext("Delen er ikke fordelt til noen.")
    if sent:
        return gettext("Delen er fordelt. %(name)s får et brev om den.", name=found.person.name)
    return gettext("Delen er fordelt til %(name)s.", name=found.person.name)


def _section_page(
    found: AssessmentSection,
    form: SectionForm | None = None,
    hand_out: AssignForm | None = None,
    conflict: dict[str, Any] | None = None,
) -> str:
    assessment = found.assessment
    given = {"tekst": found.text, "ferdig": found.state == "done", "versjon": found.version}
    may_hand_out = can("coordinate") and not assessment.adopted
    return render_template(
        "mapping/section.html",
        section=found,
        assessment=assessment,
        form=form or SectionForm(formdata=None, data=given),
        hand_out=hand_out or (AssignForm(network.people(), found, formdata=None) if may_hand_out else None),
        conflict=conflict,
        may_write=not assessment.adopted and service.may_write(found),
        lines=service.grouped(service.listed(assessment))[found.heading],
        questions=wording.guiding(found.heading),
        words=words,
        state=state_words,
    )
