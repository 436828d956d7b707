"""The doors of an agenda: new saker, order, time, and what comes from the backlog or the last meeting."""

from typing import Any
from uuid import UUID

from flask import redirect, render_template, request, url_for

from saas.accounts.guard import may
from saas.errors import Guarded, Invalid, NotNow
from saas.forms import kept
from saas.pages import gettext
from tenants.meetings import agenda, backlog, service, shielding, wording
from tenants.meetings.doors import attempt, bp, chosen, done
from tenants.meetings.fields import seen
from tenants.meetings.forms import PaperForm, SakForm, choose_presenter
from tenants.meetings.models import AgendaEntry, Meeting
from tenants.network import service as network


@bp.post("/<uuid:meeting_id>/saksliste")
@may("coordinate")
def open_agenda(meeting_id: UUID) -> Any:
    """«Lag saksliste»: the standing items of the group are placed."""
    meeting = service.find(meeting_id)

    def deed() -> str:
        agenda.open_agenda(meeting)
        return gettext("De faste punktene er lagt på sakslisten.")

    return attempt(meeting, deed, anchor="saksliste")


@bp.post("/<uuid:meeting_id>/saksliste/rekkefolge")
@may("coordinate")
def arrange(meeting_id: UUID) -> Any:
    """A new order: the whole list from the page's script, or one step by a button."""
    meeting = service.find(meeting_id)
    if step := request.form.get("flytt"):
        way, _, entry_id = step.partition(":")
        agenda.move(meeting, chosen([entry_id])[0], -1 if way == "opp" else 1)
    else:
        agenda.arrange(meeting, chosen(request.form.getlist("rekkefolge")))
    if request.headers.get("X-Requested-With") == "sortable":
        return "", 204
    return redirect(url_for(".show", meeting_id=meeting.id, _anchor="saksliste"), 303)


@bp.post("/<uuid:meeting_id>/forrige")
@may("coordinate")
def fetch(meeting_id: UUID) -> Any:
    """«Hent fra forrige møte»."""
    meeting = service.find(meeting_id)

    def deed() -> str:
        brought = backlog.fetch_from_last(meeting)
        return wording.carried(brought.tasks, brought.items)

    return attempt(meeting, deed, anchor="saksliste")


@bp.post("/<uuid:meeting_id>/saker")
@may("coordinate")
def place(meeting_id: UUID) -> Any:
    """A sak from the backlog."""
    meeting = service.find(meeting_id)

    def deed() -> str:
        backlog.find_item(chosen([request.form.get("sak", "")])[0])
        entry = agenda.place_from_backlog(meeting, UUID(request.form["sak"]))
        return gettext("Saken er lagt på sakslisten som sak %(label)s.", label=entry.item.label)

    return attempt(meeting, deed, anchor="saksliste")


@bp.get("/<uuid:meeting_id>/saker/ny")
@may("coordinate")
def new_item(meeting_id: UUID) -> Any:
    """A form for a new sak."""
    return sak_page(service.find(meeting_id), SakForm(formdata=None))


@bp.post("/<uuid:meeting_id>/saker/ny")
@may("coordinate")
def add_item(meeting_id: UUID) -> Any:
    """A new sak, straight onto the agenda."""
    meeting, form, status = service.find(meeting_id), _with_presenters(SakForm()), 422
    if form.validate():
        try:
            facts = {"minutes": form.minutter.data or 0, "presenter_id": form.presenter(), "kept": kept()}
            entry = agenda.add(meeting, **form.words(), **facts)  # type: ignore[arg-type]
            said = gettext("Sak %(label)s er lagt på sakslisten.", label=entry.item.label)
            return done(said, url_for(".show", meeting_id=meeting.id, _anchor="saksliste"))
        except (Invalid, NotNow, Guarded) as refusal:
            status = form.take(refusal)
    return sak_page(meeting, form), status


@bp.get("/<uuid:meeting_id>/saker/<uuid:entry_id>")
@may("coordinate")
def edit_item(meeting_id: UUID, entry_id: UUID) -> Any:
    """A sak, its papers, and its place on this agenda."""
    meeting = service.find(meeting_id)
    entry = agenda.find_entry(meeting, entry_id)
    return sak_page(meeting, filled(entry), entry)


@bp.post("/<uuid:meeting_id>/saker/<uuid:entry_id>")
@may("coordinate")
def change_item(meeting_id: UUID, entry_id: UUID) -> Any:
    """Change a sak and its place."""
    meeting = service.find(meeting_id)
    entry, form, status = agenda.find_entry(meeting, entry_id), _with_presenters(SakForm()), 422
    if form.validate():
        try:
            facts = {"minutes": form.minutter.data or 0, "presenter_id": form.presenter(), "kept": kept()}
            agenda.change(meeting, entry, seen(form.versjon.data), **form.words(), **facts)  # type: ignore[arg-type]
            return done(gettext("Saken er lagret."), url_for(".show", meeting_id=meeting.id, _anchor="saksliste"))
        except (Invalid, NotNow, Guarded) as refusal:
            status = form.take(refusal)
    return sak_page(meeting, form, entry), status


@bp.post("/<uuid:meeting_id>/saker/<uuid:entry_id>/tilbake")
@may("coordinate")
def remove_item(meeting_id: UUID, entry_id: UUID) -> Any:
    """Off the agenda and back to the waiting saker."""
    meeting = service.find(meeting_id)
    entry = agenda.find_entry(meeting, entry_id)

    def deed() -> str:
        standing = entry.standing
        agenda.remove(meeting, entry)
        return gettext("Punktet er tatt av sakslisten.") if standing else gettext("Saken venter nå på et senere møte.")

    return attempt(meeting, deed, anchor="saksliste")


@bp.post("/<uuid:meeting_id>/saker/<uuid:entry_id>/trekk")
@may("coordinate")
def withdraw_item(meeting_id: UUID, entry_id: UUID) -> Any:
    """The sak is not taken up at all."""
    meeting = service.find(meeting_id)
    entry = agenda.find_entry(meeting, entry_id)

    def deed() -> str:
        agenda.withdraw(entry.item)
        return gettext("Saken er trukket.")

    return attempt(meeting, deed, anchor="saksliste")


def filled(entry: AgendaEntry) -> SakForm:
    """The form with what stands now."""
    form = SakForm(formdata=None)
    form.tittel.data, form.beskrivelse.data, form.type.data = entry.item.title, entry.item.description, entry.item.kind
    form.minutter.data, form.legger_fram.data = entry.minutes, str(entry.presenter_id or "")
    form.versjon.data = str(entry.item.version)
    return form


def sak_page(
    meeting: Meeting, form: SakForm, entry: AgendaEntry | None = None, paper_form: PaperForm | None = None
) -> str:
    """A sak with its papers; `paper_form` is one whose file was refused."""
    if entry is not None:
        shielding.note_reading([entry.item])
    return render_template(
        "meetings/sak.html", meeting=meeting, form=_with_presenters(form), entry=entry,
        paper_form=paper_form or PaperForm(formdata=None),
    )  # fmt: skip


def _with_presenters(form: SakForm) -> SakForm:
    choose_presenter(form.legger_fram, network.people())
    return form
