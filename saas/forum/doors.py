"""The network's blueprint, and the guard of its doors: to everybody who is not a member there is no such page."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Blueprint, abort
from flask_login import current_user

from saas.errors import NotFound
from saas.forum.membership import member

bp = Blueprint("forum", __name__, url_prefix="/fagnettverk")


def for_members(view: Callable[..., Any]) -> Callable[..., Any]:
    """Keep a door for the network; the view is given the Member first. Others get 404, and who is not logged in the log-in."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        if not current_user.is_authenticated:
            abort(401)
        who = member(str(current_user.secret))  # type: ignore[union-attr]
        if who is None:
            raise NotFound()
        return view(who, *args, **kwargs)

    return guarded
