"""The doors for reading: the list, one meeting's minutes as a document, their versions, the decision register."""

from typing import Any
from uuid import UUID

from flask import render_template, request

from saas.accounts.guard import may
from saas.errors import NotFound
from saas.pages import say
from tenants.groups import service as groups
from tenants.meetings import shielding
from tenants.minutes import comments, document, reading, register, rights, service
from tenants.minutes.differences import compare
from tenants.minutes.doors import bp, whole_number
from tenants.minutes.forms import AnswerForm, CommentForm
from tenants.minutes.models import MinutesComment
from tenants.minutes.reading import Book, open_book
from tenants.network import service as network
from tenants.tasks.models import STATUSES

# How many rows a list shows before «Vis alle».
FEW = 7


@bp.get("/")
@may("read")
def index() -> Any:
    """Every held meeting, and how soon its minutes were sent."""
    mine = groups.visible(include_closed=True)
    chosen, year = _chosen_group(mine), whole_number(request.args.get("ar", ""))
    pairs = reading.held(chosen, year)
    rows = [(meeting, minutes, service.days_to_sent(meeting, minutes)) for meeting, minutes in pairs]
    known = {group.id: group for group in mine}
    writable = {group_id for group_id, group in known.items() if rights.may_write(group)}
    shown = rows if request.args.get("alle") else rows[:FEW]
    return render_template(
        "minutes/index.html", rows=shown, total=len(rows), groups=mine, chosen=chosen, year=year, writable=writable,
        dispatch=service.dispatch([meeting for meeting, _ in pairs]), dispatch_words=service.dispatch_words,
    )  # fmt: skip


@bp.get("/vedtak")
@may("read")
def decisions() -> Any:
    """Vedtak that have been sent, with search."""
    mine = groups.visible(include_closed=True)
    chosen, year = _chosen_group(mine), whole_number(request.args.get("ar", ""))
    words = " ".join(request.args.get("q", "").split())[:200]
    found = register.decisions(words, chosen, year)
    shown = found if request.args.get("alle") else found[:FEW]
    return render_template(
        "minutes/decisions.html", found=shown, total=len(found), groups=mine, chosen=chosen, year=year, words=words
    )


@bp.get("/<uuid:minutes_id>")
@may("read")
def show(minutes_id: UUID) -> Any:
    """The latest version, read like a document; drafts only for those who write."""
    minutes = reading.find_minutes(minutes_id)
    return page_of(open_book(minutes.meeting_id))


@bp.get("/<uuid:minutes_id>/versjoner/<int:number>")
@may("read")
def version(minutes_id: UUID, number: int) -> Any:
    """One frozen version, with what was added and deleted since the one before."""
    minutes = reading.find_minutes(minutes_id)
    wanted = reading.version_of(minutes, number)
    parts = compare(reading.version_of(minutes, number - 1).document, wanted.document) if number > 1 else []
    shielding.note_reading_of(wanted.document)
    return render_template(
        "minutes/version.html", minutes=minutes, version=wanted, parts=parts, document=wanted.document, statuses={}
    )


def page_of(book: Book, *, refused: Any = None, comment_form: CommentForm | None = None,
            answer_form: tuple[UUID, AnswerForm] | None = None) -> Any:  # fmt: skip
    """The page of one meeting's minutes, with whatever form was refused shown as it was typed."""
    minutes, writer = book.minutes, rights.may_write(book.group)
    if minutes is None or (minutes.latest == 0 and not writer):
        raise NotFound()
    versions = reading.versions(minutes)
    words = document.as_it_stands(versions[-1].document, minutes) if versions else document.build(book, 0)
    shielding.note_reading(entry.item for entry in book.entries)
    me = network.me()
    there = me is not None and any(person.id == me.id for person in book.attendees)
    said = comments.of(minutes) if writer or there else []
    forms = {comment.id: AnswerForm(comment.id, empty=True) for comment in said if comment.handled_at is None}
    if answer_form is not None:
        forms[answer_form[0]] = answer_form[1]
    before, after = reading.beside(minutes)
    return render_template(
        "minutes/show.html",
        book=book,
        minutes=minutes,
        document=words,
        statuses=live_statuses(book),
        versions=versions,
        before=before,
        after=after,
        writer=writer,
        approver=rights.may_approve(book.group),
        there=there,
        comments=said,
        waiting=_waiting(said),
        answer_forms=forms,
        comment_form=comment_form or CommentForm(),
        open_for_comments=comments.is_open(minutes),
        days=service.days_to_sent(book.meeting, minutes),
        dispatch_words=service.dispatch_words,
        refused=refused,
    )


def live_statuses(book: Book) -> dict[str, str]:
    """How each action goes today, by the task's id: what was frozen is what was agreed, not how it went."""
    return {str(task.id): say(STATUSES[task.status]) for tasks in book.tasks.values() for task in tasks}


def _waiting(said: list[MinutesComment]) -> int:
    return sum(comment.handled_at is None for comment in said)


def _chosen_group(mine: list[Any]) -> UUID | None:
    """A group from the address if it is one that I may see; anything else is no filter."""
    return next((group.id for group in mine if str(group.id) == request.args.get("gruppe")), None)
