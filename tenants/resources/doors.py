"""What the doors of resources share: the blueprint, and how a deed of one press ends."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, request

from saas import vocabulary
from saas.errors import Invalid, NotNow
from saas.pages import number, say

bp = Blueprint("resources", __name__, url_prefix="/k/<kommune>/behov")


def amount(value: Decimal | None) -> str:
    """«12,5», «1 500»: with no more decimals than it has."""
    if value is None:
        return ""
    places = 0 if value == value.to_integral_value() else 1 if value == round(value, 1) else 2
    return number(float(value), places)


def coded(code: str | None, of: str) -> str:
    """A code of a vocabulary in the reader's words: `line.kind|coded('resource_kind')`."""
    return say(vocabulary.words(of, code))


bp.add_app_template_filter(amount, "amount")
bp.add_app_template_filter(coded, "coded")


def done(said: str, address: str) -> Any:
    """Say that it is done, and go on."""
    flash(said, "success")
    return redirect(address, 303)


def pressed(deed: Callable[[], Any], said: str, page: Callable[[str], str], address: str) -> Any:
    """Do a deed of one press. A refusal is told on the page that the button stood on."""
    try:
        deed()
    except (Invalid, NotNow) as refusal:
        return page(say(refusal.message, **refusal.params)), refusal.status
    return done(said, address)


def uuid_arg(name: str) -> str:
    """An id from the address, as a form carries it; nothing when it is none."""
    try:
        return str(UUID(request.args.get(name, "")))
    except ValueError:
        return ""
