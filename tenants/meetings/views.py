"""The doors of meetings: the list, one meeting, and its way from planned to held."""

from typing import Any
from uuid import UUID

from flask import abort, render_template, request, url_for

from saas.accounts.guard import may
from saas.errors import Guarded, Invalid, NotNow
from saas.forms import kept
from saas.furnishing import Feature
from saas.pages import gettext, ngettext
from tenants.groups import service as groups
from tenants.groups.models import Group
from tenants.meetings import (
    agenda_document,
    agenda_views,
    attendance_views,
    backlog_views,
    guest_views,
    jobs,
    meeting_page,
    notices,
    panel,
    paper_views,
    planning,
    series_views,
    service,
    shielding,
)  # fmt: skip
from tenants.meetings.doors import as_file, attempt, bp, chosen, done
from tenants.meetings.fields import seen
from tenants.meetings.forms import CancelForm, MeetingForm, WhenForm, choose_among

FEATURE = Feature(
    "meetings", bp, menu=("Møter", "meetings.index", "read"), purposes={"meeting.answer": guest_views.meeting_by_link},
    section="meetings", tabs=(("Møter", "meetings.index", "read"),), words={"task_words": shielding.task_words},
)  # fmt: skip
groups.PANELS.append(panel.of_group)

DOCUMENTS = {
    "pdf": (agenda_document.pdf, "application/pdf"),
    "docx": (agenda_document.docx, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
}
HUNG_UP = (agenda_views, attendance_views, backlog_views, jobs, paper_views, series_views)


@bp.get("/")
@may("read")
def index() -> Any:
    """What is coming first, then what has been, by year."""
    wanted = _wanted_group()
    coming, past = service.listing(wanted)
    return render_template(
        "meetings/index.html", coming=coming, past=past, groups=groups.visible(), wanted=wanted,
        names=meeting_page.NAMES, all_coming="alle" in request.args,
    )  # fmt: skip


@bp.get("/nytt")
@may("coordinate")
def new() -> Any:
    """A form for a single meeting."""
    form = MeetingForm(formdata=None)
    form.gruppe.data = request.args.get("gruppe")
    return _new_page(form)


@bp.post("/nytt")
@may("coordinate")
def create() -> Any:
    """A single meeting with its standing items."""
    form, status = MeetingForm(), 422
    choose_among(form.gruppe, groups.visible())
    if form.validate():
        try:
            starts_at, ends_at = form.times()
            texts = {"place": form.sted.data or "", "practical": form.praktisk.data or ""}
            meeting = planning.add_meeting(_group(form.gruppe.data), starts_at, ends_at, kept=kept(), **texts)
            return done(gettext("Møtet er planlagt."), url_for(".show", meeting_id=meeting.id))
        except (Invalid, NotNow, Guarded) as refusal:
            status = form.take(refusal)
    return _new_page(form), status


@bp.get("/<uuid:meeting_id>")
@may("read")
def show(meeting_id: UUID) -> Any:
    """One meeting: before, during and after."""
    return meeting_page.show(service.find(meeting_id))


@bp.get("/<uuid:meeting_id>/endring")
@may("coordinate")
def edit(meeting_id: UUID) -> Any:
    """A form with what stands now."""
    meeting = service.find(meeting_id)
    form = WhenForm(formdata=None)
    form.show(meeting)
    return render_template("meetings/edit.html", meeting=meeting, form=form)


@bp.post("/<uuid:meeting_id>/endring")
@may("coordinate")
def change(meeting_id: UUID) -> Any:
    """Another time or place; a meeting that is called is called anew."""
    meeting, form, status = service.find(meeting_id), WhenForm(), 422
    if form.validate():
        try:
            starts_at, ends_at = form.times()
            texts = {"place": form.sted.data or "", "practical": form.praktisk.data or ""}
            version = seen(form.versjon.data)
            letters = planning.change(meeting, version, starts_at, ends_at, kept=kept(), **texts)
            return done(_saved(letters), url_for(".show", meeting_id=meeting.id))
        except (Invalid, NotNow, Guarded) as refusal:
            status = form.take(refusal)
    return render_template("meetings/edit.html", meeting=meeting, form=form), status


@bp.post("/<uuid:meeting_id>/innkalling")
@may("coordinate")
def call(meeting_id: UUID) -> Any:
    """«Send innkalling»."""
    meeting = service.find(meeting_id)

    def deed() -> str:
        number = notices.call(meeting, seen(request.form.get("versjon")))
        return ngettext("Innkallingen sendes til %(num)s person.", "Innkallingen sendes til %(num)s personer.", number)

    return attempt(meeting, deed)


@bp.get("/<uuid:meeting_id>/brev")
@may("coordinate")
def letters(meeting_id: UUID) -> Any:
    """How far the letters have come: asked for again and again by the page."""
    meeting = service.find(meeting_id)
    return render_template("meetings/letters.html", meeting=meeting, letters=meeting_page.progress(meeting))


@bp.get("/<uuid:meeting_id>/avlysning")
@may("coordinate")
def cancel_form(meeting_id: UUID) -> Any:
    """Why, and who will be told."""
    meeting = service.find(meeting_id)
    form = CancelForm(formdata=None)
    form.versjon.data = str(meeting.version)
    return _cancel_page(meeting, form)


@bp.post("/<uuid:meeting_id>/avlysning")
@may("coordinate")
def cancel(meeting_id: UUID) -> Any:
    """Call the meeting off."""
    meeting, form, status = service.find(meeting_id), CancelForm(), 422
    if form.validate():
        try:
            letters = planning.cancel(meeting, seen(form.versjon.data), form.grunn.data or "", kept())
            said = gettext("Møtet er avlyst.")
            if letters:
                said += " " + ngettext("%(num)s person får beskjed.", "%(num)s personer får beskjed.", letters)
            return done(said, url_for(".show", meeting_id=meeting.id))
        except (Invalid, NotNow, Guarded) as refusal:
            status = form.take(refusal)
    return _cancel_page(meeting, form), status


@bp.get("/<uuid:meeting_id>/saksliste.<ending>")
@may("read")
def document(meeting_id: UUID, ending: str) -> Any:
    """The agenda as PDF or Word file."""
    if ending not in DOCUMENTS:
        abort(404)
    meeting = service.find(meeting_id)
    make, media_type = DOCUMENTS[ending]
    listed = service.entries(meeting)
    shielding.note_reading(entry.item for entry in listed)
    content = make(meeting, listed, service.attendance(meeting))
    return as_file(content, agenda_document.filename(meeting, ending), media_type)


def _new_page(form: MeetingForm) -> str:
    choose_among(form.gruppe, groups.visible())
    return render_template("meetings/new.html", form=form)


def _cancel_page(meeting: Any, form: CancelForm) -> str:
    return render_template("meetings/cancel.html", meeting=meeting, form=form, called=service.attendance(meeting))


def _group(value: str | None) -> Group:
    return groups.find(chosen([value or ""])[0])


def _wanted_group() -> UUID | None:
    """The filter; anything that is no id shows all."""
    try:
        return UUID(request.args.get("gruppe", ""))
    except ValueError:
        return None


def _saved(letters: int) -> str:
    if not letters:
        return gettext("Endringen er lagret.")
    told = ngettext("%(num)s person får ny innkalling.", "%(num)s personer får ny innkalling.", letters)
    return gettext("Endringen er lagret.") + " " + told
