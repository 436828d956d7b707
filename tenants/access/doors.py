"""What the doors of access share: the blueprint, and how a deed of one press ends."""

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for

from saas.pages import say

bp = Blueprint("access", __name__, url_prefix="/k/<kommune>/innstillinger", template_folder="pages")


def done(said: str, endpoint: str = "access.index", **ids: Any) -> Any:
    """Say that it is done, and go on."""
    flash(say(said), "success")
    return redirect(url_for(endpoint, **ids), 303)


def seen() -> int | None:
    """The version that a button was shown on. A mangled one is older than all, so that it overwrites nothing."""
    text = request.form.get("versjon", "")
    if not text:
        return None
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0
