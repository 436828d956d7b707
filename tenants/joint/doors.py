"""What the doors of joint meetings share: the blueprint, and how a deed of one press ends."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, url_for

from saas.errors import Invalid, NotFound, NotNow
from saas.pages import say
from tenants.joint import joint_page
from tenants.joint.models import JointMeeting

bp = Blueprint("joint", __name__, url_prefix="/k/<kommune>/moter/felles", template_folder="pages")


def attempt(row: JointMeeting, deed: Callable[[], str]) -> Any:
    """Do a deed of one press. `deed` returns what to say; a refusal is told on the meeting's own page."""
    try:
        said = deed()
    except (Invalid, NotNow) as refusal:
        return joint_page.show(row, problem=say(refusal.message, **refusal.params)), refusal.status
    return done(said, row)


def done(said: str, row: JointMeeting) -> Any:
    """Say that it is done, and back to the page of the joint meeting."""
    flash(said, "success")
    return redirect(url_for("joint.show", joint_id=row.id), 303)


def as_id(value: str | None) -> UUID:
    """An id from a form; NotFound for what is no id, as for one that never was."""
    try:
        return UUID(value or "")
    except ValueError:
        raise NotFound() from None
