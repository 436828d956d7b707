"""The doors of help: a text for each part, the glossary, the model; and, in the demo, the guided tour. Open to all, and no database."""

from typing import Any

from flask import Blueprint, current_app, render_template, request, url_for
from flask_login import current_user

from saas.errors import NotFound
from saas.help import texts, tour
from saas.pages import current_language

bp = Blueprint("help", __name__)


@bp.get("/hjelp")
def index() -> Any:
    """Every text, by the handbook's chapters; `q` finds those with certain words."""
    words = " ".join(request.args.get("q", "").replace("\x00", "").split())[:200]
    language = current_language()
    found = texts.search(words, language) if words else []
    return render_template("help/index.html", chapters=texts.chapters(language), words=words, found=found)


@bp.get("/hjelp/ordliste")
def glossary() -> Any:
    """The field's words and what they mean."""
    return render_template("help/glossary.html", terms=texts.glossary(current_language()))


@bp.get("/hjelp/<tema>")
def topic(tema: str) -> Any:
    """One text."""
    found = texts.topic(tema, current_language())
    if found is None:
        raise NotFound()
    return render_template("help/topic.html", help=found)


@bp.get("/omvisning")
def tours() -> Any:
    """Whose tour one may take."""
    _only_in_the_demo()
    return render_template("help/tours.html", tours=tour.TOURS)


@bp.get("/omvisning/<rolle>")
def one_tour(rolle: str) -> Any:
    """One person's stops; `steg` is how many of them are behind."""
    _only_in_the_demo()
    chosen = tour.TOURS.get(rolle)
    if chosen is None:
        raise NotFound()
    done = min(max(request.args.get("steg", 0, type=int), 0), len(chosen.stops))
    email = current_user.email if current_user.is_authenticated else ""
    return render_template("help/tour.html", role=rolle, tour=chosen, done=done, email=email)


@bp.app_template_global("glossary_term")
def glossary_term(code: str) -> texts.Term | None:
    """A word of the glossary, for ui.term."""
    return texts.term(code, current_language())


@bp.app_template_global("glossary_words")
def glossary_words() -> tuple[str, ...]:
    """The codes of the words that the page one stands on leans on; none outside a kommune."""
    return texts.WORDS.get(request.blueprint or "", ())


@bp.app_template_global("help_address")
def help_address() -> str:
    """The help for the page one stands on; the list of all where it has none of its own."""
    code = texts.topic_of(request.blueprint)
    return url_for("help.topic", tema=code) if code else url_for("help.index")


def _only_in_the_demo() -> None:
    if not current_app.config["HOUSE"].demo:
        raise NotFound()
