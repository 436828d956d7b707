"""The doors of the shared library as a kommune reads it: search, one card, and a measure that starts from it."""

from typing import Any
from uuid import UUID

from flask import render_template, request

from saas import vocabulary
from saas.accounts.guard import may
from saas.library import cards
from tenants.groups import service as groups
from tenants.measures.forms import Lists, MeasureForm
from tenants.network import service as network
from tenants.practice import panel, service
from tenants.practice.doors import bp


@bp.get("/")
@may("know")
def index() -> Any:
    """What others have learned, to be searched in; and the kommune's own cards."""
    asked = request.args
    filters = cards.Filters(
        theme=asked.get("tema", ""), level=asked.get("niva", ""), verdict=asked.get("dom", ""),
        words=asked.get("ord", "")[:200], everything=asked.get("alle") == "1",
    )  # fmt: skip
    found, total = cards.published(filters)
    own = {"own": service.listed(), "states": panel.STATES, "colours": panel.COLOURS}
    return render_template("practice/index.html", filters=filters, found=found, total=total, **own, **vocabularies())


@bp.get("/kort/<uuid:card_id>")
@may("know")
def card(card_id: UUID) -> Any:
    """One published card."""
    return render_template("practice/card.html", card=cards.find_published(card_id), **vocabularies())


@bp.get("/kort/<uuid:card_id>/tiltak")
@may("propose")
def measure_from(card_id: UUID) -> Any:
    """The form for a proposal with the card's words in it; nothing is saved before it is sent."""
    found = cards.find_published(card_id)
    lists = Lists(groups.visible(), network.people(), network.organisations())
    form = MeasureForm(lists, tittel=found.title, beskrivelse=found.what, tema=found.theme, niva=found.level)
    return render_template("measures/form.html", form=form, measure=None, confirm=False)


def vocabularies() -> dict[str, Any]:
    """What the pages need to say codes in words, and to be filtered by them."""
    return {
        "words": vocabulary.words, "themes": vocabulary.THEMES, "levels": vocabulary.PREVENTION_LEVELS,
        "verdicts": vocabulary.VERDICTS,
    }  # fmt: skip
