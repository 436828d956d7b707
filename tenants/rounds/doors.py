"""What the doors of rounds share: the blueprint, how a deed of one press ends, and links to what comes later."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Blueprint, current_app, flash, redirect, url_for

from saas.errors import Invalid, NotFound, NotNow
from saas.pages import say
from tenants.rounds import service
from tenants.rounds.models import Round

bp = Blueprint("rounds", __name__, url_prefix="/k/<kommune>")


def find(round_id: UUID, kind: str = "") -> Round:
    """The round, if it is of that kind."""
    round_ = service.find(round_id)
    if kind and round_.kind != kind:
        raise NotFound()
    return round_


def address(round_: Round) -> str:
    """The round's own page."""
    return url_for("rounds.show" if round_.kind == "challenge" else "rounds.show_report", round_id=round_.id)


def later(endpoint: str, **given: Any) -> str:
    """The address of a page in a feature that comes later in the year; nothing where it is not there."""
    return url_for(endpoint, **given) if endpoint in current_app.view_functions else ""


def done(said: str, where: str) -> Any:
    """Say that it is done, and go on."""
    flash(said, "success")
    return redirect(where, 303)


def pressed(deed: Callable[[], str], page: Callable[[str], str], where: str) -> Any:
    """Do a deed of one press; it returns what to say. A refusal is told on the page that the button stood on."""
    try:
        said = deed()
    except (Invalid, NotNow) as refusal:
        return page(say(refusal.message, **refusal.params)), refusal.status
    return done(said, where)
