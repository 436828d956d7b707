"""/senter/erfaringsbank: the cards that wait to be read, and those that are out."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import current_user

from saas import vocabulary
from saas.accounts import events
from saas.accounts.guard import centre
from saas.errors import Refusal
from saas.library import cards
from saas.library.card_forms import AnswerForm, PublishForm
from saas.library.models import LibraryCard
from saas.pages import gettext

bp = Blueprint("cards", __name__, url_prefix="/senter/erfaringsbank")


@bp.get("")
@centre("analyst", "editor")
def index() -> Any:
    """What waits, for the editor; and what all may read."""
    filters = asked_for(request.args)
    found, total = cards.published(filters)
    waiting = cards.to_read() if _office() == "editor" else []
    return render_template(
        "cards/index.html", waiting=waiting, found=found, total=total, filters=filters, office=_office(), **vocabularies()
    )


@bp.get("/<uuid:card_id>")
@centre("analyst", "editor")
def show(card_id: UUID) -> Any:
    """One card, and for the editor what may be done with it."""
    return _page(cards.find_for(_office(), card_id))


@bp.post("/<uuid:card_id>/publisering")
@centre("editor")
def publish(card_id: UUID) -> Any:
    """On the shelf, for all kommuner."""
    card, form = cards.find_for("editor", card_id), PublishForm()
    if not form.validate():
        return _page(card, 422, publishing=form)
    try:
        cards.publish(card, current_user.name, form.seen)  # type: ignore[union-attr]
    except Refusal as refusal:
        return _page(card, form.take(refusal), publishing=form)
    _remember("centre.card_published")
    flash(gettext("Kortet er publisert. Alle kommuner kan lese det nå."), "success")
    return redirect(url_for(".show", card_id=card_id), 303)


@bp.post("/<uuid:card_id>/retur")
@centre("editor")
def give_back(card_id: UUID) -> Any:
    """Back to its kommune, with an answer."""
    card, form = cards.find_for("editor", card_id), _returning(sent=True)
    if not form.validate():
        return _page(card, 422, returning=form)
    try:
        cards.give_back(card, str(form.svar.data), current_user.name, form.seen)  # type: ignore[union-attr]
    except Refusal as refusal:
        return _page(card, form.take(refusal), returning=form)
    _remember("centre.card_returned")
    flash(gettext("Kortet er returnert. Kommunen ser svaret ditt."), "success")
    return redirect(url_for(".index"), 303)


@bp.post("/<uuid:card_id>/uttak")
@centre("editor")
def take_out(card_id: UUID) -> Any:
    """Out of the library again, with the reason."""
    card, form = cards.find_for("editor", card_id), _taking_out(sent=True)
    if not form.validate():
        return _page(card, 422, taking_out=form)
    try:
        cards.take_out(card, str(form.svar.data), current_user.name, form.seen)  # type: ignore[union-attr]
    except Refusal as refusal:
        return _page(card, form.take(refusal), taking_out=form)
    _remember("centre.card_taken_out")
    flash(gettext("Kortet er tatt ut. Ingen kommuner kan lese det lenger."), "success")
    return redirect(url_for(".index"), 303)


def asked_for(arguments: Any) -> cards.Filters:
    """The filters that stand in an address."""
    chosen = {name: str(arguments.get(key, "")) for name, key in (("theme", "tema"), ("level", "niva"), ("verdict", "dom"))}
    return cards.Filters(**chosen, words=str(arguments.get("ord", ""))[:200], everything=arguments.get("alle") == "1")


def vocabularies() -> dict[str, Any]:
    """What the pages with cards need to say codes in words and to be filtered."""
    return {
        "words": vocabulary.words, "themes": vocabulary.THEMES, "levels": vocabulary.PREVENTION_LEVELS,
        "verdicts": vocabulary.VERDICTS, "states": cards.STATES,
    }  # fmt: skip


def _page(card: LibraryCard, code: int = 200, **answered: Any) -> Any:
    forms = {
        "publishing": PublishForm(formdata=None, data={"versjon": card.version}),
        "returning": _returning(card.version),
        "taking_out": _taking_out(card.version),
    }
    return render_template("cards/show.html", card=card, office=_office(), **{**forms, **answered}, **vocabularies()), code


def _returning(version: int | None = None, *, sent: bool = False) -> AnswerForm:
    return _answering(gettext("Hva må skrives om"), version, sent)


def _taking_out(version: int | None = None, *, sent: bool = False) -> AnswerForm:
    return _answering(gettext("Hvorfor kortet tas ut"), version, sent)


def _answering(label: str, version: int | None, sent: bool) -> AnswerForm:
    return AnswerForm(label) if sent else AnswerForm(label, formdata=None, data={"versjon": version})


def _office() -> str:
    return str(current_user.centre)  # type: ignore[union-attr]


def _remember(action: str) -> None:
    """The centre's deeds stand in the log of the door: who and what, never which kommune, since nobody here knows."""
    events.record(action, "done", current_user.id)  # type: ignore[union-attr]
