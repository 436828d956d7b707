"""The doors of mapping: the section's own page, a new kartlegging, and one of them as a whole."""

from typing import Any
from uuid import UUID

from flask import redirect, render_template, url_for

from saas.accounts.guard import can, may
from saas.errors import Guarded, Invalid, NotNow
from saas.forms import kept
from saas.furnishing import Feature
from saas.pages import gettext
from tenants.groups import service as groups
from tenants.mapping import adopting_views as adopting_views
from tenants.mapping import cycle, service, wording
from tenants.mapping import finding_views as finding_views
from tenants.mapping import section_views as section_views
from tenants.mapping.doors import bp, done, state_words, words
from tenants.mapping.forms import ChangeForm, StartForm
from tenants.mapping.models import Assessment
from tenants.network import service as network

FEATURE = Feature(
    "mapping",
    bp,
    menu=("Kartlegging", "mapping.index", "know"),
    section="knowledge",
    tabs=(("Kartlegging", "mapping.index", "know"),),
)


@bp.get("/")
@may("know")
def index() -> Any:
    """Where in the cycle the kommune is, the kartlegging that is under way, and those before it."""
    current, adopted = service.current(), service.latest_adopted()
    everything = service.all_of_them()
    return render_template(
        "mapping/index.html",
        steps=cycle.steps(current, adopted),
        current=current,
        progress=service.progress(current) if current else None,
        progress_words=wording.progress_words,
        earlier=[one for one in everything if current is None or one.id != current.id],
        me=network.me(),
        words=words,
        state=state_words,
    )


@bp.get("/ny")
@may("coordinate")
def new() -> Any:
    """The form for a new kartlegging."""
    return _new_page(_start_form())


@bp.post("/")
@may("coordinate")
def create() -> Any:
    """Begin a kartlegging."""
    form, status = _start_form(), 422
    if form.validate():
        try:
            assessment = service.start(**form.words(), kept=kept())
            said = gettext("Kartleggingen er opprettet. Fordel de fem delene på dem som skal skrive.")
            return done(said, url_for(".show", assessment_id=assessment.id))
        except (Invalid, NotNow, Guarded) as refusal:
            status = form.take(refusal)
    return _new_page(form), status


@bp.get("/<uuid:assessment_id>")
@may("know")
def show(assessment_id: UUID) -> Any:
    """The kartlegging as a document, with its parts and findings."""
    assessment = service.find(assessment_id)
    lines = service.listed(assessment)
    progress = service.progress(assessment)
    return render_template(
        "mapping/show.html",
        assessment=assessment,
        under=service.grouped(lines),
        lines=lines,
        progress=progress,
        progress_words=wording.progress_words(progress),
        me=network.me(),
        words=words,
        state=state_words,
    )


@bp.get("/<uuid:assessment_id>/endring")
@may("coordinate")
def edit(assessment_id: UUID) -> Any:
    """The form for title, deadline and summary; an empty summary is proposed from the findings."""
    assessment = service.find(assessment_id)
    if assessment.adopted:
        return redirect(url_for(".show", assessment_id=assessment.id), 303)
    given = {"tittel": assessment.title, "frist": assessment.due_on, "versjon": assessment.version}
    summary = assessment.summary or service.summary_of(assessment)
    return _edit_page(assessment, ChangeForm(data={**given, "sammendrag": summary}))


@bp.post("/<uuid:assessment_id>/endring")
@may("coordinate")
def change(assessment_id: UUID) -> Any:
    """Save title, deadline and summary."""
    assessment, form, status = service.find(assessment_id), ChangeForm(), 422
    if form.validate():
        given = {"title": form.tittel.data, "due_on": form.frist.data, "summary": form.sammendrag.data or ""}
        try:
            service.change(assessment, form.versjon.seen, **given, kept=kept())
            return done(gettext("Kartleggingen er lagret."), url_for(".show", assessment_id=assessment.id))
        except (Invalid, NotNow, Guarded) as refusal:
            status = form.take(refusal)
    return _edit_page(assessment, form), status


def _start_form() -> StartForm:
    coordinating = [group for group in groups.visible() if group.level == "COORDINATING"]
    return StartForm(coordinating, [one for one in service.all_of_them() if one.adopted])


def _new_page(form: StartForm) -> str:
    return render_template("mapping/new.html", form=form, has_earlier=len(form.forrige.choices) > 1)


def _edit_page(assessment: Assessment, form: ChangeForm) -> str:
    return render_template("mapping/edit.html", assessment=assessment, form=form, coordinates=can("coordinate"))
