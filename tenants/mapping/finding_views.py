"""The doors of a kartlegging's findings: chosen, taken out, made of lessons."""

from typing import Any
from uuid import UUID

from flask import render_template, request, url_for

from saas.accounts.guard import may
from saas.errors import Guarded, Invalid, NotFound, NotNow, Refusal
from saas.forms import kept
from saas.pages import gettext, ngettext, say
from tenants.mapping import service
from tenants.mapping.doors import bp, done, words
from tenants.mapping.forms import FindingsForm
from tenants.mapping.models import Assessment

SHOWN = 7


@bp.get("/<uuid:assessment_id>/funn")
@may("know")
def findings(assessment_id: UUID) -> Any:
    """What is in, what may be taken in, and what the evaluations have taught."""
    assessment = service.find(assessment_id)
    return _findings_page(assessment, FindingsForm(service.available(assessment)))


@bp.post("/<uuid:assessment_id>/funn")
@may("coordinate")
def include(assessment_id: UUID) -> Any:
    """Take the chosen findings in."""
    assessment = service.find(assessment_id)
    form, status = FindingsForm(service.available(assessment)), 422
    if form.validate():
        try:
            number = service.include(assessment, form.funn.ids)
            said = ngettext("%(num)s funn er tatt med.", "%(num)s funn er tatt med.", number)
            return done(said, url_for(".findings", assessment_id=assessment.id))
        except (Invalid, NotNow) as refusal:
            status = form.take(refusal)
    return _findings_page(assessment, form), status


@bp.post("/<uuid:assessment_id>/funn/<uuid:finding_id>/fjerning")
@may("coordinate")
def drop(assessment_id: UUID, finding_id: UUID) -> Any:
    """Take a finding out."""
    assessment = service.find(assessment_id)
    try:
        service.drop(assessment, finding_id)
    except NotNow as refusal:
        return _refused(assessment, refusal)
    said = gettext("Funnet er tatt ut av kartleggingen. Det står fortsatt i registeret.")
    return done(said, url_for(".findings", assessment_id=assessment.id))


@bp.post("/<uuid:assessment_id>/lardommer/<uuid:evaluation_id>")
@may("coordinate")
def take_lesson(assessment_id: UUID, evaluation_id: UUID) -> Any:
    """[Ta med som funn]"""
    assessment = service.find(assessment_id)
    try:
        finding = service.take_lesson(assessment, evaluation_id, kept())
    except NotFound:
        raise
    except (Invalid, NotNow, Guarded) as refusal:
        return _refused(assessment, refusal)
    said = gettext("Lærdommen er tatt med som funn. Se over alvorlighet og utbredelse.")
    return done(said, url_for("findings.edit", finding_id=finding.id))


def _refused(assessment: Assessment, refusal: Refusal) -> Any:
    form = FindingsForm(service.available(assessment))
    return _findings_page(assessment, form, say(refusal.message, **refusal.params)), refusal.status


def _findings_page(assessment: Assessment, form: FindingsForm, problem: str = "") -> str:
    lines = service.listed(assessment)
    lessons = [] if assessment.adopted else service.lessons(lines)
    everything = request.args.get("alle") == "1"
    return render_template(
        "mapping/findings.html",
        assessment=assessment,
        form=form,
        under=service.grouped(lines),
        total=len(lines),
        lessons=lessons if everything else lessons[:SHOWN],
        lessons_total=len(lessons),
        problem=problem,
        words=words,
    )
