"""/registrer: from a kommune's name to an application, in bokmål or nynorsk; and a wish to be let in where it is here already."""

from typing import Any
from uuid import UUID, uuid4

from flask import abort, current_app, flash, g, redirect, render_template, request, session, url_for
from flask_babel import refresh

from saas import throttle
from saas.errors import Invalid, NotNow, Refusal, TooMany
from saas.pages import LANGUAGES, current_language, gettext
from saas.register import kommuner
from saas.register.kommuner import Kommune
from saas.register.search import search
from saas.signup import confirm_views, expiry, service, succession
from saas.signup.doors import signup as bp
from saas.signup.forms import AccessForm, ApplyForm, LanguageForm
from saas.signup.models import STATES

__all__ = ["bp", "confirm_views", "expiry"]

bp.record(lambda state: state.app.jinja_env.globals.update(formerly=succession.formerly, followed_by=succession.followed_by))


@bp.before_request
def _in_the_chosen_language() -> None:
    """Whoever chose a language here keeps it all the way, also when they are logged in with another."""
    if session.get("sprak") in LANGUAGES:
        g.language = session["sprak"]
        refresh()


@bp.get("")
def begin() -> Any:
    """Bokmål or nynorsk."""
    form = LanguageForm(formdata=None, data={"sprak": current_language()})
    return render_template("signup/begin.html", form=form)


@bp.post("/sprak")
def choose_language() -> Any:
    """Kept in the session; no row is written."""
    form = LanguageForm()
    if not form.validate():
        return render_template("signup/begin.html", form=form), 422
    session["sprak"] = form.sprak.data
    return redirect(url_for(".find"), 303)


@bp.get("/kommune")
def find() -> Any:
    """«Hvilken kommune gjelder det?» by name, former name or number; works as an ordinary form too."""
    words = request.args.get("sok", "").strip()[:80]
    if words and not throttle.allows("120/minute", "signup-search", request.remote_addr or ""):
        abort(429)
    hits = search(words, demo=current_app.config["HOUSE"].demo) if words else []
    return render_template("signup/find.html", words=words, hits=hits, official_names=kommuner.official_names)


@bp.get("/kommune/<number>")
def who(number: str) -> Any:
    """«Hvem er du?»; or that the kommune is here already."""
    kommune = _kommune(number)
    standing = service.standing(number)
    if standing != "free":
        return render_template("signup/here_already.html", place=kommune, standing=standing)
    return _who_page(kommune, ApplyForm(formdata=None, data={"en_gang": str(uuid4())}))


@bp.post("/kommune/<number>")
def apply(number: str) -> Any:
    """An application, and its letters."""
    kommune = _kommune(number)
    form = ApplyForm()
    if not form.validate():
        return _who_page(kommune, form, 422)
    try:
        _not_too_often("signup-apply", number)
        token = service.apply(kommune, _applicant(form), _form_id(form))
    except NotNow:
        return redirect(url_for(".who", number=number), 303)
    except (Invalid, TooMany) as refusal:
        return _who_page(kommune, form, form.take(refusal))
    return redirect(url_for(".status", token=token), 303)


@bp.get("/kommune/<number>/tilgang")
def access_form(number: str) -> Any:
    """«Be om tilgang»: who are you, and why."""
    return render_template("signup/ask_access.html", place=_kommune(number), form=AccessForm(formdata=None))


@bp.post("/kommune/<number>/tilgang")
def ask_access(number: str) -> Any:
    """The same answer whoever asks, and whether or not the kommune is here."""
    kommune = _kommune(number)
    form = AccessForm()
    if not form.validate():
        return render_template("signup/ask_access.html", place=kommune, form=form), 422
    try:
        _not_too_often("signup-access", number)
        words = [str(form[name].data) for name in ("navn", "epost", "tittel", "sted", "grunn")]
        service.ask_access(number, *words)
    except Refusal as refusal:
        code = form.take(refusal)
        return render_template("signup/ask_access.html", place=kommune, form=form), code
    return redirect(url_for(".access_asked", number=number), 303)


@bp.get("/kommune/<number>/tilgang/sendt")
def access_asked(number: str) -> Any:
    """What happens now; says nothing about who is in."""
    return render_template("signup/access_asked.html", place=_kommune(number))


@bp.get("/soknad/<token>")
def status(token: str) -> Any:
    """How far the application has come, and what happens next."""
    _calmly()
    asked = service.of_token(token)
    _speak(asked.language)
    return render_template("signup/status.html", asked=asked, token=token, states=STATES)


@bp.post("/soknad/<token>/tilbaketrekking")
def withdraw(token: str) -> Any:
    """The applicant changes their mind."""
    _calmly()
    asked = service.withdraw(token)
    _speak(asked.language)
    flash(gettext("Søknaden er trukket."), "success")
    return redirect(url_for(".status", token=token), 303)


def _kommune(number: str) -> Kommune:
    found = kommuner.look_up(number, demo=current_app.config["HOUSE"].demo)
    if found is None:
        abort(404)
    return found


def _applicant(form: ApplyForm) -> service.Applicant:
    def typed(name: str) -> str:
        return str(form[name].data or "")

    return service.Applicant(
        name=typed("navn"),
        title=typed("tittel"),
        email=typed("epost"),
        phone=typed("telefon"),
        org_number=typed("orgnr"),
        chief_name=typed("leder_navn"),
        chief_email=typed("leder_epost"),
        levels=int(typed("nivaer")),
        language=current_language(),
    )


def _form_id(form: ApplyForm) -> UUID:
    try:
        return UUID(str(form.en_gang.data))
    except ValueError:
        return uuid4()


def _not_too_often(what: str, number: str) -> None:
    """Counted by address and by kommune, so that neither one machine nor many can flood a town hall with letters."""
    by_address = throttle.allows("20/hour", what, "from", request.remote_addr or "")
    by_kommune = throttle.allows("10/day", what, "about", number)
    if not (by_address and by_kommune):
        raise TooMany("Det har vært for mange forsøk. Prøv igjen senere.")


def _calmly() -> None:
    """Guessing the address of somebody's application is hopeless, and made slow as well. Raises TooMany."""
    if not throttle.allows("60/minute", "signup-status", request.remote_addr or ""):
        raise TooMany()


def _speak(language: str) -> None:
    """The page follows the application's language, also for whoever opens it from a letter."""
    g.language = language
    refresh()


def _who_page(kommune: Kommune, form: ApplyForm, code: int = 200) -> Any:
    return render_template("signup/who.html", place=kommune, form=form), code
