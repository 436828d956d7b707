"""The doors for comments: on the page, by signed link without log-in, and the secretary's answers."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for

from saas import here
from saas.accounts import links
from saas.accounts.guard import may
from saas.errors import Invalid, NotFound, NotNow
from saas.forms import kept
from saas.furnishing import Link
from saas.pages import gettext
from tenants.meetings import shielding
from tenants.meetings.wording import meeting_day
from tenants.minutes import comments, document, reading
from tenants.minutes.doors import bp
from tenants.minutes.forms import AnswerForm, CommentForm
from tenants.minutes.models import Minutes
from tenants.minutes.reading import open_book
from tenants.minutes.reading_views import page_of
from tenants.network import service as network


@bp.post("/<uuid:minutes_id>/merknader")
@may("read")
def comment(minutes_id: UUID) -> Any:
    """A comment from somebody who is logged in and was there."""
    minutes, me = reading.find_minutes(minutes_id), network.me()
    comments.require_attendee(minutes, me.id if me else None)
    form, status = CommentForm(), 422
    if form.validate():
        try:
            comments.add(minutes, me.id if me else None, form.merknad.data or "", kept())
            flash(thanks(minutes), "success")
            return redirect(url_for(".show", minutes_id=minutes_id), 303)
        except (Invalid, NotNow) as refusal:
            status = form.take(refusal)
    return page_of(open_book(minutes.meeting_id), refused=form, comment_form=form), status


@bp.post("/<uuid:minutes_id>/merknader/<uuid:comment_id>/svar")
@may("read")
def answer(minutes_id: UUID, comment_id: UUID) -> Any:
    """The secretary says what a comment led to."""
    minutes = reading.find_minutes(minutes_id)
    found, form, status = comments.find_in(minutes, comment_id), AnswerForm(comment_id), 422
    if form.validate():
        try:
            comments.answer(minutes.meeting.group, found, form.svar.data or "", kept())
            flash(gettext("Svaret er lagret."), "success")
            return redirect(url_for(".show", minutes_id=minutes_id, _anchor="merknader"), 303)
        except (Invalid, NotNow) as refusal:
            status = form.take(refusal)
    return page_of(open_book(minutes.meeting_id), refused=form, answer_form=(comment_id, form)), status


def by_link(link: Link) -> Any:
    """The minutes and one field, without log-in. Reading changes nothing; only sending the form does."""
    minutes, person = comments.find_for_guest(link.subject_id, link.person_id)
    here.set_actor_name(person.name)
    form, status, sent = CommentForm(), 200, False
    if request.method == "POST":
        status = 422
        if form.validate():
            try:
                comments.add(minutes, person.id, form.merknad.data or "", kept())
                links.mark_used(link.id)
                sent, status = True, 200
            except (Invalid, NotNow) as refusal:
                status = form.take(refusal)
    audience = shielding.audience_of(minutes.meeting.group, person.id, minutes.meeting.day)
    latest = document.seen_by(reading.version_of(minutes).document, audience)
    page = render_template(
        "minutes/comment.html", minutes=minutes, person=person, form=form, sent=thanks(minutes) if sent else "",
        document=document.as_it_stands(latest, minutes), statuses={}, is_open=comments.is_open(minutes),
        once_more=link.used or sent,
    )  # fmt: skip
    return page, status


def thanks(minutes: Minutes) -> str:
    """«Din merknad er sendt til sekretæren. Frist 18. september.»"""
    if minutes.comment_until is None:
        raise NotFound()
    until = meeting_day(minutes.comment_until).partition(" ")[2]
    return gettext("Din merknad er sendt til sekretæren. Frist %(day)s.", day=until)
