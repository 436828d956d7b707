"""What practice tells on the page of a measure: its card, or the invitation to share what was learned."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import render_template
from markupsafe import Markup

from saas.accounts.guard import can
from tenants.practice import service

# Code → bokmål, for the kommune's own cards; and the colour that comes second.
STATES = {
    "draft": "Utkast, ikke sendt",
    "waiting": "Sendt, venter på å bli lest",
    "published": "Publisert",
    "returned": "Returnert med svar",
    "taken_out": "Tatt ut av Kompetansesenteret",
    "withdrawn": "Trukket tilbake",
}
COLOURS = {"draft": "neutral", "waiting": "info", "published": "success", "returned": "warning", "taken_out": "warning"}


def practice_of_measure(measure_id: UUID, state: str) -> Markup:
    """«Del erfaringen»: a section of the measure's page, for a measure that is tried; nothing for others."""
    if state not in service.TRIED or not can("know"):
        return Markup("")
    offered = service.of_measure(measure_id)
    if offered is None and not can("coordinate"):
        return Markup("")
    shown = {"offered": offered, "measure_id": measure_id, "states": STATES, "colours": COLOURS}
    return Markup(render_template("practice/of_measure.html", **shown))


WORDS: dict[str, Callable[..., Any]] = {"practice_of_measure": practice_of_measure}
