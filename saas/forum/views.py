"""/fagnettverk: the coordinators' questions and answers, for them and the centre; to everybody else there is no such page."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for

from saas import vocabulary
from saas.errors import NotFound, Refusal
from saas.forum import digest_views, moderating_views, reading, service
from saas.forum.doors import bp, for_members
from saas.forum.forms import AnswerForm, QuestionForm, seen
from saas.forum.membership import OFFICES, Member
from saas.forum.models import Question
from saas.pages import gettext

__all__ = ["bp", "digest_views", "moderating_views"]

@bp.get("")
@for_members
def index(who: Member) -> Any:
    """The questions, to be searched in by theme and words."""
    asked = request.args
    filters = reading.Filters(
        theme=asked.get("tema", ""), words=asked.get("ord", "")[:200], open=asked.get("ubesvart") == "1",
        everything=asked.get("alle") == "1",
    )  # fmt: skip
    lines, total = reading.listed(filters)
    return render_template("forum/index.html", who=who, filters=filters, lines=lines, total=total, **_words())


@bp.get("/nytt")
@for_members
def new(who: Member) -> Any:
    """The form for a question."""
    return render_template("forum/new.html", form=QuestionForm(formdata=None))


@bp.post("")
@for_members
def ask(who: Member) -> Any:
    """A question to all the others."""
    form, status = QuestionForm(), 422
    if form.validate():
        try:
            made = service.ask(who, form.number, str(form.sporsmal.data), str(form.mer.data or ""), str(form.tema.data or ""))
            flash(gettext("Spørsmålet er lagt ut. Alle i fagnettverket kan lese og svare."), "success")
            return redirect(url_for(".show", question_id=made.id), 303)
        except NotFound:
            raise
        except Refusal as refusal:
            status = form.take(refusal)
    return render_template("forum/new.html", form=form), status


@bp.get("/<uuid:question_id>")
@for_members
def show(who: Member, question_id: UUID) -> Any:
    """One question and its answers, the pinned one first."""
    return _page(who, reading.find(question_id))


@bp.post("/<uuid:question_id>/svar")
@for_members
def answer(who: Member, question_id: UUID) -> Any:
    """An answer, for all to read."""
    question, form, status = reading.find(question_id), AnswerForm(), 422
    if form.validate():
        try:
            made = service.answer(who, question, form.number, str(form.svar.data))
            flash(gettext("Svaret ditt er lagt ut."), "success")
            return redirect(url_for(".show", question_id=question_id, _anchor=f"svar-{made.id}"), 303)
        except NotFound:
            raise
        except Refusal as refusal:
            status = form.take(refusal)
    return _page(who, question, form), status


@bp.post("/<uuid:question_id>/lukking")
@for_members
def close(who: Member, question_id: UUID) -> Any:
    """Answered well enough."""
    service.close(who, reading.find(question_id), seen(request.form.get("versjon")))
    flash(gettext("Spørsmålet er lukket. Det kan åpnes igjen."), "success")
    return redirect(url_for(".show", question_id=question_id), 303)


@bp.post("/<uuid:question_id>/gjenapning")
@for_members
def reopen(who: Member, question_id: UUID) -> Any:
    """Not answered well enough after all."""
    service.reopen(who, reading.find(question_id), seen(request.form.get("versjon")))
    flash(gettext("Spørsmålet er åpent igjen."), "success")
    return redirect(url_for(".show", question_id=question_id), 303)


def _page(who: Member, question: Question, form: AnswerForm | None = None) -> Any:
    answers = reading.answers_to(question.id)
    form = form or AnswerForm(formdata=None)
    return render_template("forum/show.html", who=who, question=question, answers=answers, form=form, **_words())


def _words() -> dict[str, Any]:
    return {"words": vocabulary.words, "themes": vocabulary.THEMES, "offices": OFFICES}

