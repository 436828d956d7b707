"""The doors of the finished kartlegging: adopted, compared, presented, printed."""

from typing import Any
from uuid import UUID

from flask import render_template, request, url_for

from saas.accounts.guard import may
from saas.errors import Guarded, Invalid, NotFound, NotNow
from saas.forms import kept
from saas.pages import gettext
from tenants.mapping import assessment_document, service
from tenants.mapping.doors import bp, done, words
from tenants.mapping.forms import AdoptForm, PresentForm
from tenants.mapping.models import Assessment
from tenants.meetings.doors import as_file

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@bp.get("/<uuid:assessment_id>/vedtak")
@may("coordinate")
def adoption(assessment_id: UUID) -> Any:
    """What adoption does, and what it lacks."""
    assessment = service.find(assessment_id)
    return _adoption_page(assessment, AdoptForm(formdata=None))


@bp.post("/<uuid:assessment_id>/vedtak")
@may("coordinate")
def adopt(assessment_id: UUID) -> Any:
    """Adopt the kartlegging: from now on it stands as it stood."""
    assessment, form, status = service.find(assessment_id), AdoptForm(), 422
    if form.validate():
        try:
            service.adopt(assessment, form.versjon.seen, form.dato.data)
            said = gettext("Kartleggingen er vedtatt. Neste steg er å legge den fram for styringsgruppen.")
            return done(said, url_for(".show", assessment_id=assessment.id))
        except (Invalid, NotNow) as refusal:
            status = form.take(refusal)
    return _adoption_page(assessment, form), status


@bp.get("/<uuid:assessment_id>/sammenligning")
@may("know")
def comparison(assessment_id: UUID) -> Any:
    """Against the one it builds on, or another that is chosen."""
    assessment = service.find(assessment_id)
    others = [one for one in service.all_of_them() if one.id != assessment.id]
    older = _other(assessment, others)
    return render_template(
        "mapping/comparison.html",
        assessment=assessment,
        others=others,
        found=service.compare(assessment, older) if older else None,
        words=words,
    )


@bp.get("/<uuid:assessment_id>/sak")
@may("coordinate")
def new_sak(assessment_id: UUID) -> Any:
    """The sak to the steering group, filled in from the findings."""
    assessment = service.find(assessment_id)
    given = {
        "tittel": gettext("%(title)s: resultater og forslag", title=assessment.title[:150]),
        "beskrivelse": service.summary_of(assessment),
        "type": "discussion",
    }
    return _sak_page(assessment, PresentForm(formdata=None, data=given))


@bp.post("/<uuid:assessment_id>/sak")
@may("coordinate")
def make_sak(assessment_id: UUID) -> Any:
    """Put the sak among those that wait for the steering group."""
    assessment, form, status = service.find(assessment_id), PresentForm(), 422
    if form.validate():
        try:
            service.present(assessment, form.versjon.seen, **form.words(), kept=kept())
            said = gettext("Saken er lagret, og venter på et møte i styringsgruppen.")
            return done(said, url_for(".show", assessment_id=assessment.id))
        except (Invalid, NotNow, Guarded) as refusal:
            status = form.take(refusal)
    return _sak_page(assessment, form), status


@bp.get("/<uuid:assessment_id>/kartlegging.<ending>")
@may("know")
def as_document(assessment_id: UUID, ending: str) -> Any:
    """The kartlegging on paper or in Word."""
    assessment = service.find(assessment_id)
    if ending not in MEDIA_TYPES:
        raise NotFound()
    made = assessment_document.pdf if ending == "pdf" else assessment_document.docx
    return as_file(made(assessment), assessment_document.filename(assessment, ending), MEDIA_TYPES[ending])


def _other(assessment: Assessment, others: list[Assessment]) -> Assessment | None:
    """The one in the address, or the one it builds on, or the last one adopted before it. Raises NotFound."""
    wanted = request.args.get("mot", "")
    if wanted:
        found = next((one for one in others if str(one.id) == wanted), None)
        if found is None:
            raise NotFound()
        return found
    previous = next((one for one in others if one.id == assessment.previous_id), None)
    return previous or next((one for one in others if one.adopted and one.year <= assessment.year), None)


def _adoption_page(assessment: Assessment, form: AdoptForm) -> str:
    return render_template(
        "mapping/adoption.html", assessment=assessment, form=form, left=service.unfinished(assessment), words=words
    )


def _sak_page(assessment: Assessment, form: PresentForm) -> str:
    return render_template("mapping/sak.html", assessment=assessment, form=form)
