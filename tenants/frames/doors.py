"""The blueprint of frames, hung up once for all its doors, and how a deed of one press ends."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template

from saas.errors import Invalid, NotNow
from saas.pages import say
from tenants.frames import rights, standing
from tenants.frames.models import AGREEMENT_KINDS, DAYS, PARTIES, PLACES, WEEKS
from tenants.funding.hours import FEW_PERCENT, FULL
from tenants.funding.money import percent

bp = Blueprint("frames", __name__, url_prefix="/k/<kommune>/rammer", template_folder="pages")


def page(template: str, **shown: Any) -> str:
    """A page of frames, with its words and who may write at hand."""
    words = {
        "percent": percent, "few_percent": percent(FEW_PERCENT), "full_percent": percent(FULL),
        "parties_words": PARTIES, "places": PLACES, "days": DAYS, "weeks": WEEKS,
        "agreement_kinds": AGREEMENT_KINDS, "agreement_status": standing.agreement_status,
        "mandate_status": standing.mandate_status, "writes": rights.writes(),
    }  # fmt: skip
    return render_template(f"frames/{template}", **words, **shown)


def done(said: str, address: str) -> Any:
    """Say that it is done, and go on."""
    flash(said, "success")
    return redirect(address, 303)


def pressed(deed: Callable[[], Any], said: str, address: str, again: Callable[[str], str]) -> Any:
    """Do a deed of one press. A refusal is told on top of the page that `again` draws."""
    try:
        deed()
    except (Invalid, NotNow) as refusal:
        return again(say(refusal.message, **refusal.params)), refusal.status
    return done(said, address)
