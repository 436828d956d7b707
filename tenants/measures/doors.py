"""What all the doors of measures share: the blueprint, and how a form of the measure's page ends."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, url_for

from saas.errors import Guarded, Invalid, NotNow
from saas.forms import Form
from saas.pages import gettext
from tenants.measures import measure_page, service
from tenants.measures.models import Measure

bp = Blueprint("measures", __name__, url_prefix="/k/<kommune>/tiltak")


def on_page(measure_id: UUID, key: str, make: Callable[[Measure], Form], deed: Callable[[Measure, Any], str]) -> Any:
    """Do what one form of the measure's page asks for. `deed` returns what to say; a refusal is told at its field."""
    measure = service.find(measure_id)
    form, status = make(measure), 422
    if form.validate():
        try:
            return done(deed(measure, form), url_for("measures.show", measure_id=measure.id))
        except (Invalid, NotNow, Guarded) as refusal:
            status = form.take(refusal)
    return measure_page.show(measure, {key: form}), status


def done(said: str, address: str) -> Any:
    """Say that it is done, and go on."""
    flash(said, "success")
    return redirect(address, 303)


def stands(measure: Measure, words: dict[str, str]) -> str:
    """«Tiltaket står nå som Besluttet.»"""
    return gettext("%(label)s står nå som «%(state)s».", label=measure.label, state=gettext(words[measure.state]))
