"""The doors for what leaves: the check, the reason to go on, sending, approving, and a new version."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, url_for

from saas import clock
from saas.accounts.guard import may
from saas.errors import Invalid, NotNow
from saas.forms import kept
from saas.pages import gettext, ngettext
from tenants.meetings import shielding
from tenants.minutes import checks, comments, document, reading, rights, sending, service, working_days, writing
from tenants.minutes.doors import bp, whole_number
from tenants.minutes.forms import OverrideForm, SendForm
from tenants.minutes.reading import Book, open_book
from tenants.minutes.reading_views import page_of

# The usual window for comments, in working days from the day of sending.
USUAL_WINDOW = 3


@bp.get("/kontroll/<uuid:meeting_id>")
@may("read")
def check(meeting_id: UUID) -> Any:
    """What the minutes lack, how they will look, and the button that sends them."""
    book = open_book(meeting_id)
    writing.require_open(book.meeting)
    return _check_page(book)


@bp.post("/kontroll/<uuid:meeting_id>/overstyring")
@may("read")
def override(meeting_id: UUID) -> Any:
    """A reason opens the lock."""
    book, form, status = open_book(meeting_id), OverrideForm(), 422
    if form.validate():
        try:
            sending.override(book, form.begrunnelse.data or "", kept())
            flash(gettext("Begrunnelsen er lagret. Referatet kan sendes."), "success")
            return redirect(url_for(".check", meeting_id=meeting_id), 303)
        except (Invalid, NotNow) as refusal:
            status = form.take(refusal)
    else:
        rights.require_writer(book.group)
    return _check_page(book, override_form=form), status


@bp.post("/kontroll/<uuid:meeting_id>/utsending")
@may("read")
def send(meeting_id: UUID) -> Any:
    """Send til merknad."""
    book, form, status = open_book(meeting_id), SendForm(), 422
    if form.validate() and form.frist.data is not None:
        try:
            minutes = sending.send(book, form.frist.data, _seen(form))
            flash(sent_words(book), "success")
            return redirect(url_for(".show", minutes_id=minutes.id), 303)
        except (Invalid, NotNow) as refusal:
            status = form.take(refusal)
    else:
        rights.require_writer(book.group)
    return _check_page(book, send_form=form), status


@bp.post("/<uuid:minutes_id>/godkjenning")
@may("read")
def approve(minutes_id: UUID) -> Any:
    """A person approves; nothing does it by itself."""
    minutes = reading.find_minutes(minutes_id)
    book, form, status = open_book(minutes.meeting_id), SendForm(), 422
    try:
        sending.approve(book, _seen(form))
        flash(gettext("Referatet er godkjent."), "success")
        return redirect(url_for(".show", minutes_id=minutes_id), 303)
    except (Invalid, NotNow) as refusal:
        status = form.take(refusal)
    return page_of(book, refused=form), status


@bp.post("/<uuid:minutes_id>/versjoner")
@may("read")
def publish(minutes_id: UUID) -> Any:
    """A change after approval becomes a new version, and the group is told."""
    minutes = reading.find_minutes(minutes_id)
    book, form = open_book(minutes.meeting_id), SendForm()
    try:
        version = sending.publish_change(book, _seen(form))
        flash(gettext("Versjon %(n)s er laget, og gruppen får beskjed.", n=version.number), "success")
        return redirect(url_for(".version", minutes_id=minutes_id, number=version.number), 303)
    except (Invalid, NotNow) as refusal:
        status = form.take(refusal)
    return _check_page(book, send_form=form), status


def _seen(form: SendForm) -> int:
    """The version that was on the page; a form without one has seen none."""
    seen = whole_number(str(form.versjon.data or ""))
    return -1 if seen is None else seen


def sent_words(book: Book) -> str:
    """«Referatet sendes til 7 deltakere. Sendt 1 virkedag etter møtet – bra»"""
    words = ngettext(
        "Referatet sendes til %(num)s deltaker.", "Referatet sendes til %(num)s deltakere.", len(book.present)
    )
    days = service.days_to_sent(book.meeting, book.minutes)
    return f"{words} {service.dispatch_words(days or 0)}"


def _check_page(book: Book, *, send_form: SendForm | None = None, override_form: OverrideForm | None = None) -> Any:
    shielding.note_reading(entry.item for entry in book.entries)
    today, others = clock.today(), book.others(clock.today())
    version = book.minutes.version if book.minutes else 1
    form = send_form or SendForm(frist=working_days.add(today, USUAL_WINDOW), versjon=version)
    return render_template(
        "minutes/check.html", book=book, lacks=checks.lacks(book), stops=checks.stops(book), others=others,
        without_address=sending.without_address([*book.attendees, *others]), form=form,
        override_form=override_form or OverrideForm(), refused=override_form or send_form,
        preview=document.build(book, 0), statuses={}, changes=sending.changes(book), version=version,
        waited=working_days.between(service.last_day(book.meeting), today),
        waiting=comments.waiting(book.minutes) if book.minutes else 0,
    )  # fmt: skip
