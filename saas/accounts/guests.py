"""The guests' door: /g/<token> opens one purpose. GET changes nothing; mail scanners may open it as they like."""

from collections.abc import Iterable
from typing import Any

from flask import Blueprint, current_app, g, render_template, request
from limits import parse
from limits.storage import storage_from_string
from limits.strategies import FixedWindowRateLimiter
from redis.exceptions import RedisError

from saas.errors import NotFound
from saas.furnishing import Feature

PER_MINUTE = parse("60/minute")


def door(features: Iterable[Feature]) -> Blueprint:
    """The blueprint that hands each link to the feature that asked for it."""
    purposes = {purpose: view for feature in features for purpose, view in feature.purposes.items()}
    bp = Blueprint("guests", __name__)

    @bp.route("/g/<token>", methods=["GET", "POST"])
    def answer(token: str) -> Any:
        if g.get("link") is None:
            return render_template("accounts/dead_link.html", too_often=False), 404
        if g.link.purpose not in purposes:
            raise NotFound()
        return purposes[g.link.purpose](g.link)

    bp.before_request(_not_too_often)
    return bp


def _not_too_often() -> Any:
    """Guessing tokens is hopeless, and made slow as well; when the counter's store is away the door stays open."""
    try:
        if not _limiter().hit(PER_MINUTE, "guest", request.remote_addr or ""):
            return render_template("accounts/dead_link.html", too_often=True), 429
    except (RedisError, OSError):
        return None
    return None


def _limiter() -> FixedWindowRateLimiter:
    limiter = current_app.extensions.get("guest_limiter")
    if limiter is None:
        url = current_app.config["HOUSE"].redis_url
        address = url.replace("unix://", "redis+unix://", 1) if url.startswith("unix://") else url
        limiter = FixedWindowRateLimiter(storage_from_string(address, socket_timeout=1, socket_connect_timeout=1))
        current_app.extensions["guest_limiter"] = limiter
    return limiter
