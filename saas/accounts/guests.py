"""The guests' door: /g/<token> opens one purpose. GET changes nothing; mail scanners may open it as they like."""

import hashlib
from collections.abc import Iterable
from typing import Any

from flask import Blueprint, current_app, g, render_template, request, session
from flask_babel import refresh
from flask_login import current_user

from saas import throttle
from saas.accounts import links
from saas.errors import NotFound
from saas.furnishing import Feature


def door(features: Iterable[Feature]) -> Blueprint:
    """The blueprint that hands each link to the feature that asked for it."""
    purposes = {purpose: view for feature in features for purpose, view in feature.purposes.items()}
    bp = Blueprint("guests", __name__)

    @bp.route("/g/<token>", methods=["GET", "POST"])
    def answer(token: str) -> Any:
        if g.get("link") is None or g.link.purpose not in purposes:
            return _dead()
        try:
            response = current_app.make_response(purposes[g.link.purpose](g.link))
        except NotFound:
            # What the link was about is gone: that is told in the same words as that the link is.
            return _dead()
        if response.status_code == 404:
            return _dead()
        if request.method == "POST" and response.status_code < 400:
            links.log_use(g.link.id, g.link.purpose, g.link.person_id)
        return response

    bp.before_request(_not_too_often)
    return bp


def _dead() -> Any:
    """One answer for a link that never was, is revoked, too old or used up: nothing tells them apart."""
    # Neither does the kommune's language, where the link led to one.
    g.language = current_user.language if current_user.is_authenticated else session.get("sprak")
    refresh()
    return render_template("accounts/dead_link.html", too_often=False, kommune=None), 404


def _not_too_often() -> Any:
    """Guessing tokens is hopeless, and made slow as well; so is one link that is used from everywhere at once."""
    token = hashlib.sha256(str((request.view_args or {}).get("token", "")).encode()).hexdigest()
    if throttle.allows("60/minute", "guest", request.remote_addr or "") and throttle.allows("60/minute", "guest-link", token):
        return None
    return render_template("accounts/dead_link.html", too_often=True, kommune=None), 429
