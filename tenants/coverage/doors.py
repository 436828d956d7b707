"""What all the doors of coverage share."""

from typing import Any

from flask import Blueprint, flash, redirect, request

from saas import vocabulary
from saas.pages import say
from tenants.network.models import ORGANISATION_TYPES

bp = Blueprint("coverage", __name__, url_prefix="/k/<kommune>/dekning")


def done(said: str, address: str) -> Any:
    """Say that it is done, and go on."""
    flash(said, "success")
    return redirect(address, 303)


def asked(argument: str, name: str) -> str | None:
    """A code in the address, or none where it is no code of the vocabulary."""
    code = request.args.get(argument, "")
    return code if code in vocabulary.ALL[name] else None


def asked_sector() -> str | None:
    """The sector in the address, or none."""
    code = request.args.get("sektor", "")
    return code if code in ORGANISATION_TYPES else None


def sector_words(code: str) -> str:
    """«Kultur og fritid»"""
    return say(ORGANISATION_TYPES[code])


def coded_words(name: str, code: str | None) -> str:
    """A code in the reader's language."""
    return say(vocabulary.words(name, code))
