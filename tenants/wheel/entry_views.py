"""The doors of one entry: laid in, changed, taken out and put back; and what it makes."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for

from saas import clock
from saas.accounts.guard import can, may
from saas.errors import Guarded, Invalid, NotNow, Refusal
from saas.forms import kept
from saas.pages import gettext, say
from tenants.groups import service as groups
from tenants.meetings.fields import seen
from tenants.network import service as network
from tenants.wheel import document, making, service
from tenants.wheel.doors import bp, year_asked_for
from tenants.wheel.forms import EntryForm
from tenants.wheel.models import MAKES, MONTHS, MOVES, REPEATS, RINGS, SOURCES, WheelEntry


@bp.get("/ny")
@may("coordinate")
def new() -> Any:
    """The form for an entry of one's own; `maned` is chosen beforehand where one comes from a month."""
    given = request.args.get("maned", "")
    month = given if given in MONTHS else str(clock.today().month)
    return _new_page(_form(maned=month), year_asked_for())


@bp.post("/")
@may("coordinate")
def create() -> Any:
    """Lay an entry in."""
    year, form, status = year_asked_for(), _form(), 422
    if form.validate():
        try:
            entry = service.add(year, form.given(), kept())
            flash(gettext("Oppføringen er lagt inn."), "success")
            return redirect(url_for(".show", wheel_entry_id=entry.id), 303)
        except (Invalid, Guarded) as refusal:
            status = form.take(refusal)
    return _new_page(form, year), status


@bp.get("/<uuid:wheel_entry_id>")
@may("read")
def show(wheel_entry_id: UUID) -> Any:
    """One entry: when, who, and what it makes."""
    return _page(service.find(wheel_entry_id))


@bp.get("/<uuid:wheel_entry_id>/endring")
@may("coordinate")
def edit(wheel_entry_id: UUID) -> Any:
    """The form for another day, owner or wording."""
    entry = service.find(wheel_entry_id)
    return _edit_page(entry, _form(entry))


@bp.post("/<uuid:wheel_entry_id>/endring")
@may("coordinate")
def change(wheel_entry_id: UUID) -> Any:
    """Save another day, owner or wording."""
    entry = service.find(wheel_entry_id)
    form, status = _form(entry), 422
    if form.validate():
        try:
            service.change(entry, seen(form.versjon.data), form.given(), kept())
            flash(gettext("Oppføringen er endret."), "success")
            return redirect(url_for(".show", wheel_entry_id=entry.id), 303)
        except (Invalid, NotNow, Guarded) as refusal:
            status = form.take(refusal)
    return _edit_page(entry, form), status


@bp.post("/<uuid:wheel_entry_id>/fjerning")
@may("coordinate")
def remove(wheel_entry_id: UUID) -> Any:
    """«Ta ut av årshjulet»."""
    entry = service.find(wheel_entry_id)

    def deed() -> str:
        service.remove(entry, seen(request.form.get("versjon")))
        return gettext("Oppføringen er tatt ut av årshjulet. Du kan sette den tilbake her.")

    return _attempt(entry, deed)


@bp.post("/<uuid:wheel_entry_id>/gjenoppretting")
@may("coordinate")
def restore(wheel_entry_id: UUID) -> Any:
    """«Sett tilbake»."""
    entry = service.find(wheel_entry_id)

    def deed() -> str:
        service.restore(entry)
        return gettext("Oppføringen står i årshjulet igjen.")

    return _attempt(entry, deed)


@bp.post("/<uuid:wheel_entry_id>/mote")
@may("coordinate")
def make_meeting(wheel_entry_id: UUID) -> Any:
    """«Lag møtet»: the group's planned one that month, or a new one under planning."""
    entry = service.find(wheel_entry_id)

    def deed() -> str:
        if making.meeting(entry).was_there:
            return gettext("Gruppen har alt planlagt et møte denne måneden. Oppføringen er knyttet til det.")
        return gettext("Møtet er laget og står under planlegging. Innkallingen sender du fra møtet.")

    return _attempt(entry, deed)


@bp.post("/<uuid:wheel_entry_id>/oppgave")
@may("coordinate")
def make_task(wheel_entry_id: UUID) -> Any:
    """«Lag oppgaven»: the owner gets the usual letter."""
    entry = service.find(wheel_entry_id)

    def deed() -> str:
        return gettext("Oppgaven er laget. %(name)s får beskjed.", name=making.task(entry).responsible.name)  # type: ignore[union-attr]

    return _attempt(entry, deed)


def _attempt(entry: WheelEntry, deed: Callable[[], str]) -> Any:
    """Do a deed of one press; a refusal is told on the entry's own page."""
    try:
        flash(deed(), "success")
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        return _page(entry, say(refusal.message, **refusal.params)), refusal.status
    return redirect(url_for(".show", wheel_entry_id=entry.id), 303)


def _page(entry: WheelEntry, problem: str = "") -> str:
    visible = {group.id for group in groups.visible(include_closed=True)}
    return render_template(
        "wheel/show.html", entry=entry, problem=problem, days=document.days, owner=document.owner(entry), visible=visible,
        rings=RINGS, makes=MAKES, repeats=REPEATS, moves=MOVES, sources=SOURCES, months=MONTHS, coordinates=can("coordinate"),
        past=entry.last_day < clock.today(), begun=entry.prepared_from <= clock.today(),
    )  # fmt: skip


def _form(entry: WheelEntry | None = None, **given: Any) -> EntryForm:
    people = [person for person in network.people() if person.active]
    return EntryForm(groups.visible(), people, entry, **given)


def _new_page(form: EntryForm, year: int) -> str:
    return render_template("wheel/edit.html", form=form, entry=None, year=year)


def _edit_page(entry: WheelEntry, form: EntryForm) -> str:
    return render_template("wheel/edit.html", form=form, entry=entry, year=entry.year)
