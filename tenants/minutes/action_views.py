"""The doors for the actions of a sak: add, change while one writes, delete."""

from datetime import date
from typing import Any
from uuid import UUID

from flask import flash, jsonify, redirect, render_template, request, url_for

from saas import clock
from saas.accounts.guard import may
from saas.errors import Invalid, NotNow, Stale
from saas.forms import kept
from saas.pages import clock_time, gettext
from tenants.meetings.models import AgendaEntry
from tenants.meetings.wording import meeting_day
from tenants.minutes import actions
from tenants.minutes.doors import bp, is_autosave, whole_number
from tenants.minutes.forms import ActionForm
from tenants.minutes.reading import Book, open_book
from tenants.minutes.writing_views import write_page
from tenants.tasks.models import Task


@bp.post("/skriv/<uuid:meeting_id>/<uuid:entry_id>/handlinger")
@may("read")
def add_action(meeting_id: UUID, entry_id: UUID) -> Any:
    """A new action; responsible and deadline may come later."""
    book = open_book(meeting_id)
    entry, form, status = book.entry(entry_id), ActionForm(actions.choices(book)), 422
    if form.validate():
        try:
            task = actions.add(entry, form.hva.data or "", form.responsible_id, form.frist.data, kept())
            flash(gettext("Handlingen er lagt til."), "success")
            return redirect(_back(book, entry, task), 303)
        except (Invalid, NotNow) as refusal:
            status = form.take(refusal)
    return write_page(book, entry, action_form=(None, form, None)), status


@bp.post("/skriv/<uuid:meeting_id>/<uuid:entry_id>/handlinger/<uuid:task_id>")
@may("read")
def change_action(meeting_id: UUID, entry_id: UUID, task_id: UUID) -> Any:
    """Change an action. Saving the same twice is saving once, so this form carries no number."""
    book = open_book(meeting_id)
    entry = book.entry(entry_id)
    task, status = actions.find(book, entry, task_id), 422
    if request.form.get("losning") == "deres":
        return redirect(_back(book, entry, task), 303)
    form = ActionForm(actions.choices(book), task)
    if form.validate():
        try:
            actions.change(entry, task, _seen(form), form.hva.data or "", form.responsible_id, form.frist.data, kept())
            if is_autosave():
                return jsonify(version=task.version, saved=clock_time(clock.now()))
            flash(gettext("Handlingen er lagret."), "success")
            return redirect(_back(book, entry, task), 303)
        except Stale as stale:
            return _stale(book, entry, task, form, form.take(stale))
        except (Invalid, NotNow) as refusal:
            status = form.take(refusal)
    if is_autosave():
        return render_template("minutes/_refused.html", form=form), status
    return write_page(book, entry, action_form=(task.id, form, None)), status


@bp.post("/skriv/<uuid:meeting_id>/<uuid:entry_id>/handlinger/<uuid:task_id>/sletting")
@may("read")
def delete_action(meeting_id: UUID, entry_id: UUID, task_id: UUID) -> Any:
    """Take an action away before the minutes are sent."""
    book = open_book(meeting_id)
    entry = book.entry(entry_id)
    actions.delete(book, actions.find(book, entry, task_id))
    flash(gettext("Handlingen er slettet."), "success")
    return redirect(url_for(".write", meeting_id=meeting_id, sak=entry_id, _anchor="handlinger"), 303)


def _seen(form: ActionForm) -> int:
    """The version that was on the page; whoever presses «Bruk min tekst» has seen the newer one too. -1 fits none."""
    if request.form.get("losning") == "min":
        seen = whole_number(request.form.get("sett_versjon"))
    else:
        seen = whole_number(str(form.version.data or ""))
    return -1 if seen is None else seen


def _stale(book: Book, entry: AgendaEntry, task: Task, form: ActionForm, status: int) -> Any:
    names = {key: name for people in dict(form.ansvarlig.choices or {}).values() for key, name in people if key}
    mine = _one_line(form.hva.data or "", names.get(form.ansvarlig.data or "", ""), form.frist.data)
    theirs = _one_line(task.what, task.responsible.name if task.responsible else "", task.due_on)
    conflict = {"mine": mine, "theirs": theirs, "by": gettext("En annen"), "at": clock.now(), "version": task.version}
    if is_autosave():
        return render_template("minutes/_conflict.html", conflict=conflict), status
    return write_page(book, entry, action_form=(task.id, form, conflict)), status


def _one_line(what: str, who: str, due: date | None) -> str:
    return " · ".join(part for part in (what, who, meeting_day(due) if due else "") if part)


def _back(book: Book, entry: AgendaEntry, task: Task) -> str:
    return url_for(".write", meeting_id=book.meeting.id, sak=entry.id, _anchor=f"h-{task.id}")
