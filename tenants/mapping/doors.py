"""What all the doors of a kartlegging share."""

from typing import Any

from flask import Blueprint, flash, redirect

from saas import vocabulary
from saas.pages import say
from tenants.mapping.models import SECTION_STATES

bp = Blueprint("mapping", __name__, url_prefix="/k/<kommune>/kartlegging")


def done(said: str, address: str) -> Any:
    """Say that it is done, and go on."""
    flash(said, "success")
    return redirect(address, 303)


def words(name: str, code: str | None) -> str:
    """A code of a vocabulary in the reader's language."""
    return say(vocabulary.words(name, code))


def state_words(state: str) -> str:
    """«Ikke begynt», «Skrives», «Ferdig»"""
    return say(SECTION_STATES[state])
