"""The doors for writing: one sak at a time, saved as one writes, shown on the wall, and who was there."""

from typing import Any
from uuid import UUID

from flask import flash, jsonify, redirect, render_template, request, url_for

from saas import clock
from saas.accounts.guard import may
from saas.errors import Invalid, NotFound, NotNow
from saas.forms import kept
from saas.pages import clock_time, gettext, say
from tenants.meetings import presence, shielding
from tenants.meetings.models import AgendaEntry
from tenants.minutes import actions, present, writing
from tenants.minutes.doors import bp, is_autosave, is_partial, whole_number
from tenants.minutes.forms import ActionForm, NoteForm
from tenants.minutes.reading import Book, open_book


@bp.get("/skriv/<uuid:meeting_id>")
@may("read")
def write(meeting_id: UUID) -> Any:
    """One sak with its notes, decision and actions; the list of saker beside it."""
    book = open_book(meeting_id)
    writing.require_open(book.meeting)
    if not book.entries:
        return render_template("minutes/no_saker.html", book=book)
    return write_page(book, chosen(book))


@bp.post("/skriv/<uuid:meeting_id>/<uuid:entry_id>")
@may("read")
def save(meeting_id: UUID, entry_id: UUID) -> Any:
    """Save notes and decision. No number makes this happen once: the same text sent twice is the same text."""
    book = open_book(meeting_id)
    entry = book.entry(entry_id)
    form = NoteForm()
    status = 422
    if form.validate():
        try:
            return _saved(book, entry, form)
        except (Invalid, NotNow) as refusal:
            status = form.take(refusal)
    if is_autosave():
        return render_template("minutes/_refused.html", form=form), status
    return write_page(book, entry, note_form=form), status


def _saved(book: Book, entry: AgendaEntry, form: NoteForm) -> Any:
    texts = {"notes": form.notater.data or "", "decision": form.beslutning.data or ""}
    choice, seen = request.form.get("losning", ""), whole_number(request.form.get("sett_versjon"))
    outcome = writing.save(entry, texts, form.version.data or "", choice=choice, seen_version=seen, kept=kept())
    book.notes[entry.id] = outcome.note
    if outcome.clashing:
        return _clash(book, entry, form, outcome)
    if is_autosave():
        return jsonify(version=outcome.token, saved=clock_time(clock.now()))
    flash(gettext("Lagret %(time)s.", time=clock_time(clock.now())), "success")
    return redirect(url_for(".write", meeting_id=book.meeting.id, sak=_next_sak(book, entry)), 303)


def _clash(book: Book, entry: AgendaEntry, form: NoteForm, outcome: writing.Outcome) -> Any:
    """Both texts are shown, and both are kept: this refusal keeps what it wrote."""
    writing.keep_both()
    theirs = {name: getattr(outcome.note, name) for name in outcome.clashing}
    mine = {"notes": form.notater.data or "", "decision": form.beslutning.data or ""}
    conflict = {
        "mine": _side_by_side({name: mine[name] for name in outcome.clashing}),
        "theirs": _side_by_side(theirs),
        "by": outcome.by,
        "at": outcome.at,
        "version": outcome.note.version,
    }
    if is_autosave():
        return render_template("minutes/_conflict.html", conflict=conflict), 409
    return write_page(book, entry, note_form=form, conflict=conflict), 409


def _side_by_side(texts: dict[str, str]) -> str:
    if len(texts) == 1:
        return next(iter(texts.values()))
    heads = {"notes": gettext("Notater"), "decision": gettext("Beslutning")}
    return "\n\n".join(f"{heads[name]}:\n{text}" for name, text in texts.items())


def _next_sak(book: Book, entry: AgendaEntry) -> UUID:
    """Where the pressed button leads; another meeting's sak leads nowhere else."""
    wanted = request.form.get("videre", "")
    return next((other.id for other in book.entries if str(other.id) == wanted), entry.id)


@bp.post("/skriv/<uuid:meeting_id>/<uuid:entry_id>/konflikter/<uuid:conflict_id>")
@may("read")
def settle(meeting_id: UUID, entry_id: UUID, conflict_id: UUID) -> Any:
    """Choose between a text that came too late and the one that stands."""
    book = open_book(meeting_id)
    choice = "sen" if request.form.get("losning") == "sen" else "naa"
    writing.settle(book.entry(entry_id), conflict_id, choice, whole_number(request.form.get("sett_versjon")))
    flash(gettext("Valget er lagret."), "success")
    return redirect(url_for(".write", meeting_id=meeting_id, sak=entry_id), 303)


@bp.post("/skriv/<uuid:meeting_id>/<uuid:entry_id>/tilstand")
@may("read")
def set_state(meeting_id: UUID, entry_id: UUID) -> Any:
    """Ferdig, or unfinished and up again next time."""
    writing.set_state(open_book(meeting_id).entry(entry_id), request.form.get("tilstand", ""))
    return redirect(url_for(".write", meeting_id=meeting_id, sak=entry_id), 303)


@bp.post("/skriv/<uuid:meeting_id>/oppmote")
@may("read")
def mark(meeting_id: UUID) -> Any:
    """One tap: who was there."""
    book = open_book(meeting_id)
    attendance, _, invitation = request.form.get("oppmote", "").partition(":")
    try:
        invitation_id = UUID(invitation)
    except ValueError:
        raise NotFound() from None
    error = ""
    try:
        present.mark(book, invitation_id, attendance)
    except (Invalid, NotNow) as refusal:
        if not is_partial():
            raise
        error = say(refusal.message, **refusal.params)
    if is_partial():
        return render_template(
            "minutes/_presence.html", book=book, sentence=presence.during(book.invitations), error=error
        )
    return redirect(url_for(".write", meeting_id=meeting_id, sak=request.form.get("sak"), _anchor="oppmote"), 303)


@bp.get("/skjerm/<uuid:meeting_id>")
@may("read")
def screen(meeting_id: UUID) -> Any:
    """Storskjerm: title, decision and actions in big letters; the notes stay with the one who writes them."""
    book = open_book(meeting_id)
    writing.require_open(book.meeting)
    entry = chosen(book, latest=True) if book.entries else None
    if not is_partial():
        # The wall asks anew every few seconds: opening it is one reading.
        shielding.note_reading([entry.item] if entry else [])
    page = "minutes/_screen.html" if is_partial() else "minutes/screen.html"
    return render_template(page, book=book, entry=entry, follows=not request.args.get("sak"))


def chosen(book: Book, *, latest: bool = False) -> AgendaEntry:
    """The sak that the address names; else the one written on last, or the first."""
    wanted = request.args.get("sak", "")
    for entry in book.entries:
        if str(entry.id) == wanted:
            return entry
    if latest:
        times = {entry_id: note.edited_at for entry_id, note in book.notes.items() if note.edited_at}
        if times:
            return book.entry(max(times, key=lambda entry_id: times[entry_id]))
    return book.entries[0]


def write_page(book: Book, entry: AgendaEntry, *, note_form: NoteForm | None = None, conflict: Any = None,
               action_form: tuple[UUID | None, ActionForm, Any] | None = None) -> Any:  # fmt: skip
    """The whole page about one sak; a form that was refused is shown with all that was typed."""
    shielding.note_reading(other.item for other in book.entries)
    people = actions.choices(book)
    forms = {task.id: ActionForm(people, task, empty=True) for task in book.tasks.get(entry.id, [])}
    new = ActionForm(people, empty=True)
    if action_form is not None and action_form[0] is None:
        new = action_form[1]
    elif action_form is not None and action_form[0] is not None:
        forms[action_form[0]] = action_form[1]
    place = [other.id for other in book.entries].index(entry.id)
    return render_template(
        "minutes/write.html", book=book, entry=entry, note=book.notes.get(entry.id), conflict=conflict,
        form=note_form or _fresh(book, entry), forms=forms, new=new,
        refused=action_form[1] if action_form else note_form,
        action_conflict=(action_form[0], action_form[2]) if action_form else (None, None),
        previous=book.entries[place - 1] if place else None,
        following=book.entries[place + 1] if place + 1 < len(book.entries) else None,
        sentence=presence.during(book.invitations),
    )  # fmt: skip


def _fresh(book: Book, entry: AgendaEntry) -> NoteForm:
    return NoteForm(book.notes.get(entry.id), empty=True)
