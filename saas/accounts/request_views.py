"""A kommune has asked somebody to coordinate for it; they answer here, outside every kommune."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import lazy_gettext
from flask_login import current_user, login_required
from wtforms import SelectField, TextAreaField
from wtforms.validators import AnyOf, Length

from saas.accounts import requests
from saas.errors import Guarded, Invalid, NotFound, NotNow
from saas.forms import Form
from saas.pages import gettext

bp = Blueprint("requests", __name__)


class AnswerForm(Form):
    """Yes or no, and a word to those who asked."""

    valg = SelectField(
        validate_choice=False, choices=[("ja", ""), ("nei", "")], validators=[AnyOf(("ja", "nei"), lazy_gettext("Velg ja eller nei."))]
    )
    svar = TextAreaField(
        lazy_gettext("Melding til kommunen"),
        [Length(max=requests.LONGEST_ANSWER, message=lazy_gettext("Teksten kan ha høyst %(max)d tegn."))],
    )


@bp.get("/mine/foresporsler")
@login_required
def index() -> Any:
    """Who has asked, and the two buttons."""
    return _page()


@bp.post("/mine/foresporsler/<uuid:asked_id>")
@login_required
def answer(asked_id: UUID) -> Any:
    """Accept or refuse, once."""
    if asked_id not in {asked.id for asked in requests.waiting(current_user.secret)}:
        raise NotFound()
    form, status = AnswerForm(), 422
    try:
        if not current_user.strong:
            raise NotNow("Slå på innlogging i to steg først. Det gjør du under innstillingene dine.")
        if form.validate():
            yes = form.valg.data == "ja"
            place = requests.answer(current_user.secret, asked_id, yes=yes, words=form.svar.data or "", name=current_user.name)
            words = gettext("Du er SLT-koordinator i %(place)s.") if yes else gettext("Du har takket nei til %(place)s.")
            flash(words % {"place": place["name"]}, "success")
            return redirect(url_for(".index"), 303)
    except (Invalid, NotNow, Guarded) as refusal:
        status = form.take(refusal)
    return _page(form, asked_id), status


def _page(form: AnswerForm | None = None, of: UUID | None = None) -> str:
    return render_template(
        "accounts/requests.html", asked=requests.waiting(current_user.secret), form=form, of=of, blank=AnswerForm(formdata=None)
    )
