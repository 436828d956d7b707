"""The blueprint of filing, hung up once for all its doors, and the words that its pages share."""

from typing import Any

from flask import Blueprint, render_template

from saas.accounts.guard import can
from saas.archive.models import Filing
from saas.pages import say
from tenants.filing.models import ERRORS, KINDS, NEXT_STEPS, STATES

bp = Blueprint("filing", __name__, url_prefix="/k/<kommune>/arkiv", template_folder="pages")
COLOURS = {"asked": "info", "made": "info", "delivered": "warning", "receipted": "success", "failed": "danger"}
# The name of the id in the address → the kind of document.
BY_ID = {"minutes_id": "minutes", "mandate_id": "mandate", "agreement_id": "agreement", "plan_id": "plan"}


def page(template: str, **shown: Any) -> str:
    """A page of filing, with its words and who may send at hand."""
    words = {
        "kinds": KINDS, "state_word": lambda filing: say(STATES[filing.state]), "sends": can("coordinate"),
        "colour": lambda filing: COLOURS[filing.state], "next_step": next_step, "problem_of": problem_of, "door_of": door_of,
    }  # fmt: skip
    return render_template(f"filing/{template}", **words, **shown)


def next_step(filing: Filing) -> str:
    """What comes next, and who does it."""
    key = f"{filing.state}-{filing.delivery}" if filing.state in ("made", "delivered") else filing.state
    return say(NEXT_STEPS[key])


def problem_of(filing: Filing) -> str:
    """Why it stopped, or why it waits for another try; empty when nothing is wrong."""
    if not filing.error:
        return ""
    said = say(ERRORS.get(filing.error, ERRORS["unexpected"]))
    return f"{said} «{filing.error_detail}»" if filing.error_detail else said


def door_of(kind: str) -> tuple[str, str]:
    """(endpoint, name of the id) of the page where a document of a kind is looked over before it is sent."""
    return next((f"filing.prepare_{kind}", name) for name, one in BY_ID.items() if one == kind)
