"""/registrer/stadfest/<token>: the second person reads what is confirmed, and says yes. Opening the page changes nothing."""

from typing import Any

from flask import g, redirect, render_template, request, session, url_for
from flask_babel import refresh

from saas import throttle
from saas.errors import Invalid, NotFound, NotNow, TooMany
from saas.pages import LANGUAGES, gettext
from saas.signup import agreement, confirming
from saas.signup.doors import signup as bp
from saas.signup.forms import ConfirmForm
from saas.signup.models import Application


@bp.get("/stadfest/<token>")
def read(token: str) -> Any:
    """What is confirmed, and the whole agreement."""
    if not _calmly():
        return render_template("accounts/dead_link.html", too_often=True), 429
    try:
        asked = confirming.opened(token)
    except NotFound:
        return _dead()
    return _page(asked, token, ConfirmForm(formdata=None))


@bp.post("/stadfest/<token>")
def confirm(token: str) -> Any:
    """Found the kommune; both get a letter with a link where they choose a password."""
    if not _calmly():
        return render_template("accounts/dead_link.html", too_often=True), 429
    try:
        asked = confirming.opened(token)
        _speak(asked)
        form = ConfirmForm()
        if not form.validate():
            return _page(asked, token, form, 422)
        who = confirming.Confirmer(str(form.navn.data), str(form.tittel.data), str(form.epost.data))
        confirming.confirm(token, who)
    except NotFound:
        return _dead()
    except (Invalid, NotNow, TooMany) as refusal:
        return _page(asked, token, form, form.take(refusal), here=isinstance(refusal, NotNow))
    session["sprak"], session["stadfestet"] = asked.language, asked.name
    return redirect(url_for(".confirmed"), 303)


@bp.get("/stadfestet")
def confirmed() -> Any:
    """That it is done, and what comes in the post; to others the page would say what is not so."""
    if "stadfestet" not in session:
        return redirect(url_for(".begin"), 303)
    return render_template("signup/confirmed.html", name=session.get("stadfestet", ""))


def _page(asked: Application, token: str, form: ConfirmForm, code: int = 200, *, here: bool = False) -> Any:
    _speak(asked)
    form.stadfest.label.text = gettext(
        "Jeg stadfester at kommunen vil ta i bruk løsningen, og godkjenner databehandleravtalen v%(number)s", number=agreement.NUMBER
    )
    terms = agreement.page(asked.language)
    return render_template("signup/confirm.html", asked=asked, token=token, form=form, terms=terms, here=here), code


def _dead() -> Any:
    """The same page whether the link never was, has been used, or has run out."""
    return render_template("accounts/dead_link.html", too_often=False), 404


def _calmly() -> bool:
    return throttle.allows("60/minute", "signup-confirm", request.remote_addr or "")


def _speak(asked: Application) -> None:
    if asked.language in LANGUAGES:
        g.language = asked.language
        refresh()
