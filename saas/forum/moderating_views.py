"""Pinned and removed: what the centre does with all answers, and everybody with their own."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, request, url_for
from flask_login import current_user

from saas.accounts import events
from saas.forum import reading, service
from saas.forum.doors import bp, for_members
from saas.forum.forms import seen
from saas.forum.membership import Member
from saas.forum.models import Answer, Question
from saas.pages import gettext


@bp.post("/<uuid:question_id>/fjerning")
@for_members
def remove_question(who: Member, question_id: UUID) -> Any:
    """The words go, the place stays."""
    question = reading.find(question_id)
    service.remove_question(who, question, seen(request.form.get("versjon")))
    _remember(who, question, "centre.question_removed")
    flash(gettext("Teksten er fjernet."), "success")
    return redirect(url_for(".show", question_id=question_id), 303)


@bp.post("/svar/<uuid:answer_id>/fjerning")
@for_members
def remove_answer(who: Member, answer_id: UUID) -> Any:
    """The words go, the place stays."""
    given = reading.find_answer(answer_id)
    service.remove_answer(who, given, seen(request.form.get("versjon")))
    _remember(who, given, "centre.answer_removed")
    flash(gettext("Teksten er fjernet."), "success")
    return redirect(url_for(".show", question_id=given.question_id), 303)


@bp.post("/svar/<uuid:answer_id>/festing")
@for_members
def pin(who: Member, answer_id: UUID) -> Any:
    """«Festet av Kompetansesenteret»."""
    given = reading.find_answer(answer_id)
    service.pin(who, given, seen(request.form.get("versjon")))
    events.record("centre.answer_pinned", "done", current_user.id)  # type: ignore[union-attr]
    flash(gettext("Svaret er festet. Det står først, merket «Festet av Kompetansesenteret»."), "success")
    return redirect(url_for(".show", question_id=given.question_id), 303)


@bp.post("/svar/<uuid:answer_id>/losning")
@for_members
def unpin(who: Member, answer_id: UUID) -> Any:
    """Among the others again."""
    given = reading.find_answer(answer_id)
    service.unpin(who, given, seen(request.form.get("versjon")))
    flash(gettext("Svaret er ikke lenger festet."), "success")
    return redirect(url_for(".show", question_id=given.question_id), 303)


def _remember(who: Member, entry: Question | Answer, action: str) -> None:
    """What the centre removes of others' words stands in the log of the door; what one removes oneself is one's own."""
    if not who.wrote(entry):
        events.record(action, "done", current_user.id)  # type: ignore[union-attr]
