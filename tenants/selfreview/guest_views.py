"""The anonymous answer by link. Looking changes nothing; an answer is delivered once, and nobody can see it afterwards."""

from typing import Any

from flask import render_template, request

from saas.errors import Guarded, Invalid, NotNow
from saas.furnishing import Link
from saas.pages import say
from tenants.selfreview import answering, questions
from tenants.selfreview.forms import AnswerForm
from tenants.selfreview.models import SelfReview


def answer_by_link(link: Link) -> Any:
    """GET shows the form; POST delivers. The visitor's name is never told to the room, nor the time of use to the link."""
    found = questions.find_for_guest(link.subject_id, link.person_id)
    if found is None:
        return render_template("accounts/dead_link.html", too_often=False), 404
    review, has_answered = found
    if not review.is_open or has_answered:
        shown = {"closed": not review.is_open, "delivered": bool(has_answered)}
        return _page(review, **shown), 409 if request.method == "POST" else 200
    form = AnswerForm()
    if request.method != "POST":
        return _page(review, form=form)
    return _delivered(review, link, form)


def _delivered(review: SelfReview, link: Link, form: AnswerForm) -> Any:
    status = 422
    if form.validate():
        try:
            answering.answer(review, link.person_id, form.scores, form.ord.data or "")
            return _page(review, saved=True)
        except NotNow as refusal:
            return _page(review, delivered=True, problem=say(refusal.message, **refusal.params)), refusal.status
        except (Invalid, Guarded) as refusal:
            status = form.take(refusal)
    return _page(review, form=form), status


def _page(review: SelfReview, **shown: Any) -> str:
    return render_template("selfreview/answer.html", review=review, **shown)
