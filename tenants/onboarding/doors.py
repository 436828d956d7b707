"""The blueprint of onboarding, hung up once for all its doors, and how each step of the guide ends."""

from typing import Any

from flask import Blueprint, flash, redirect, url_for

from saas.accounts.guard import can
from saas.errors import NotAllowed
from saas.here import kommune
from saas.pages import gettext
from tenants.funding.money import kroner, plain
from tenants.onboarding import steps

bp = Blueprint("onboarding", __name__, url_prefix="/k/<kommune>/oppstart", template_folder="pages")

# The door of each step.
PAGES = {
    "needs": "onboarding.needs",
    "money": "onboarding.money",
    "coordinator": "onboarding.coordinator",
    "anchoring": "onboarding.anchoring",
    "steering": "onboarding.steering",
    "meeting": "onboarding.meeting",
}


def lower_first(text: str) -> str:
    """A title inside a sentence: «Behov» in small letters, «SLT-koordinator» as it is."""
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


bp.add_app_template_filter(lower_first, "lower_first")
bp.add_app_template_filter(plain, "plain_number")
bp.add_app_template_filter(kroner, "kroner")


def require_coordinate() -> None:
    """Refuse a role that only reads; asked after the row is found, so that foreign ids answer as ids that never were."""
    if not can("coordinate"):
        raise NotAllowed("Rollen din i {kommune} gir ikke tilgang til dette.", kommune=kommune().name)


def done(said: str, address: str) -> Any:
    """Say that it is done, and go on."""
    flash(said, "success")
    return redirect(address, 303)


def go_on(code: str) -> Any:
    """«Lagre og fortsett»: the step is done, and the next one that is not comes up; after the last, the whole."""
    steps.finish(code)
    following = steps.after(code)
    address = url_for(PAGES[following]) if following else url_for("onboarding.index")
    return done(gettext("Steget er lagret."), address)
