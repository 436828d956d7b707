"""The blueprint of handover, hung up once for all its doors; and what its doors share."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, request

from saas.errors import Guarded, Invalid, NotNow
from saas.pages import say

bp = Blueprint("handover", __name__, url_prefix="/k/<kommune>/overlevering", template_folder="pages")
NOBODY = UUID(int=0)


def seen() -> int | None:
    """The version that the page was opened on."""
    given = request.form.get("versjon", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else None


def as_id(value: str | None) -> UUID | None:
    """An id in a form; None when it is empty, nobody's for what is no id."""
    if not value:
        return None
    try:
        return UUID(value)
    except ValueError:
        return NOBODY


def pressed(deed: Callable[[], Any], told: str, onwards: str, again: Callable[[str], Any]) -> Any:
    """A deed of one press: done and told, or refused on the page it was pressed on."""
    try:
        deed()
    except (Invalid, NotNow, Guarded) as refusal:
        return again(say(refusal.message, **refusal.params)), refusal.status
    flash(told, "success")
    return redirect(onwards, 303)
