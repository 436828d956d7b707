"""The answer by link: one question, on a phone, without logging in. Looking changes nothing."""

from typing import Any

from flask import render_template, request

from saas import here
from saas.accounts import links
from saas.furnishing import Link
from tenants.rounds import questions, round_page
from tenants.rounds.answer_views import save
from tenants.rounds.forms import AnswerForm, ReportAnswerForm
from tenants.rounds.models import RECOGNISED, SHARED, RoundRecipient


def answer_by_link(link: Link) -> Any:
    """A leader's answer in an utfordringsrunde."""
    return _by_link(link, "challenge")


def report_by_link(link: Link) -> Any:
    """A unit's answers to a rapportforespørsel."""
    return _by_link(link, "report")


def _by_link(link: Link, kind: str) -> Any:
    recipient = questions.find_for_guest(link.subject_id, link.person_id, kind)
    if recipient is None:
        return render_template("accounts/dead_link.html", too_often=False), 404
    if not recipient.round.is_open:
        return _page(recipient, closed=True), 409 if request.method == "POST" else 200
    form = round_page.form_for(recipient)
    if request.method != "POST":
        return _page(recipient, form)
    here.set_actor_name(recipient.person.name)
    status = save(recipient, form)
    if status != 200:
        return _page(recipient, form), status
    links.mark_used(link.id)
    return _page(recipient, saved=True)


def _page(recipient: RoundRecipient, form: AnswerForm | ReportAnswerForm | None = None, **shown: Any) -> str:
    template = "rounds/answer.html" if recipient.round.kind == "challenge" else "rounds/report_answer.html"
    return render_template(
        template, round=recipient.round, recipient=recipient, form=form, recognised=RECOGNISED, shared=SHARED, **shown
    )
