"""What the pages of meetings and minutes show of publicity: how a sak is judged, and where the public minutes stand."""

from collections.abc import Callable
from typing import Any

from flask import render_template
from markupsafe import Markup

from saas.accounts.guard import can
from tenants.meetings.models import PUBLICITY, AgendaItem
from tenants.minutes.models import Minutes
from tenants.publicity import publishing

PUBLICITY_WORDS = PUBLICITY
# Colours only repeat what the words say.
COLOURS = {"unset": "neutral", "public": "success", "exempt": "danger", "internal": "warning"}


def publicity_of_item(item: AgendaItem) -> Markup:
    """A tag with what is chosen for a sak, leading to the choice; nothing for those who may not know."""
    if not can("know"):
        return Markup("")
    return Markup(render_template("publicity/tag.html", item=item, words=PUBLICITY_WORDS, colours=COLOURS))


def public_minutes_of(minutes: Minutes) -> Markup:
    """A panel beside approved minutes: whether they are out, and the way there."""
    if not can("know") or minutes.stage != "approved":
        return Markup("")
    return Markup(render_template("publicity/of_minutes.html", minutes=minutes, out=publishing.out_now(minutes)))


WORDS: dict[str, Callable[..., Any]] = {"publicity_of_item": publicity_of_item, "public_minutes_of": public_minutes_of}
