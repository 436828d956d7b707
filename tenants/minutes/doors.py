"""The one blueprint that all the doors of minutes hang on, and what they share."""

from typing import Any

from flask import Blueprint, request

bp = Blueprint("minutes", __name__, url_prefix="/k/<kommune>/referater")


def is_autosave() -> bool:
    """Sent by the page itself while somebody writes, not by a press on a button."""
    return request.headers.get("X-Requested-With") == "autosave"


def is_partial() -> bool:
    """Asked for by htmx, which wants only the piece that changed."""
    return request.headers.get("HX-Request") == "true"


def whole_number(value: Any) -> int | None:
    """A version number from a form; None for anything else."""
    return int(value) if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 10 else None
