"""The one way in: however somebody has shown who they are, they end here, in a new session with a new secret."""

import hashlib
import re
import secrets
from datetime import datetime
from typing import Any

from flask import after_this_request, current_app, g, request, session
from flask_login import login_user
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from saas import clock, house_post
from saas.accounts import devices, events, second_step, service
from saas.accounts.credentials import KnownDevice
from saas.accounts.models import User
from saas.accounts.visitor import Visitor
from saas.db import db
from saas.pages import render

COOKIE = "enhet"
# Where the signed cookie keeps the token of a log-in that waits for its second step.
WAITING = "venter"
# Where it keeps the name of the organisation that somebody from outside has logged in on behalf of; only to be shown.
ON_BEHALF = "vegne"
YEAR = 365 * 24 * 3600
# Ansattporten asks that whoever logs in through it is logged out after half an hour's rest, and after two hours at most.
OIDC_IDLE_MINUTES, OIDC_HOURS = 30, 2


def enter(user: User, *, method: str, strong: bool, issuer: str | None = None, org_number: str | None = None) -> None:
    """Log `user` in on this device: a new session row and cookie, the event written, an unknown device told by letter.

    Runs in the lobby's room, in a request that may write. `strong` says that a second step was taken. Where the house
    asks nobody for one (the demo), every session is strong, except for whoever has set a second step up.
    """
    house = current_app.config["HOUSE"]
    on_behalf = None
    if issuer is None and (came := service.came_from(session.get("_user_id"), user.id)):
        # A log-in from outside that takes a second step here still opens no more than its service and organisation do.
        (issuer, org_number), on_behalf = came, session.get(ON_BEHALF)
    oidc = issuer is not None
    secret = service.open_session(
        user,
        device=request.user_agent.string,
        idle_minutes=OIDC_IDLE_MINUTES if oidc else house.session_idle_minutes,
        hours=OIDC_HOURS if oidc else house.session_hours,
        strong=strong or not (house.second_step or second_step.is_set_up(user.id)),
        method=method,
        issuer=issuer,
        org_number=org_number,
    )
    forget_this_browser()
    session.permanent = True
    if on_behalf:
        session[ON_BEHALF] = on_behalf
    login_user(Visitor(user.id, user.email, user.name, user.language, [], secret))
    events.record("log_in", "ok", user.id, method=method, issuer=issuer or "", org_number=org_number or "")
    _meet_device(user)


def first_step(user: User, next_page: str, *, method: str = "password") -> str:
    """The first step is taken: the address to go on to, either the second step's page or, logged in, `next_page`.

    `next_page` must be an address of our own.
    """
    forget_this_browser()
    if second_step.is_set_up(user.id):
        session[WAITING] = second_step.begin(user, next_page)
        events.record(method, "ok", user.id, method=method)
        return "/logg-inn/kode"
    enter(user, method=method, strong=False)
    return next_page


def forget_this_browser() -> None:
    """End the session that the browser came with, and keep nothing of its cookie: whoever planted it gains nothing."""
    if (old := session.get("_user_id")) is not None:
        service.close_session(old)
    session.clear()
    # A form token made earlier in this request belongs to the cookie that was just thrown away.
    g.pop("csrf_token", None)


def _meet_device(user: User) -> None:
    """Remember this browser for this person; the first time it is another than the ones known, tell them by letter."""
    token = request.cookies.get(COOKIE, "")
    if not re.fullmatch(r"[A-Za-z0-9_-]{43}", token):
        token = secrets.token_urlsafe(32)
    after_this_request(lambda response: _leave_cookie(response, token))
    first_ever = db.session.scalar(select(func.count()).select_from(KnownDevice).where(KnownDevice.user_id == user.id)) == 0
    now = datetime.now(clock.UTC)
    row = {"user_id": user.id, "device_hash": hashlib.sha256(token.encode()).hexdigest(), "first_seen_at": now, "seen_at": now}
    # Two log-ins in the same moment from the same browser: only the one that wrote the row writes the letter.
    new = insert(KnownDevice).values(row).on_conflict_do_nothing().returning(KnownDevice.id)
    if db.session.scalar(new) is None:
        _seen_again(user, row["device_hash"], now)
    elif not first_ever:
        _tell(user)


def _seen_again(user: User, device_hash: Any, now: datetime) -> None:
    known = select(KnownDevice).where(KnownDevice.user_id == user.id, KnownDevice.device_hash == device_hash)
    db.session.scalars(known).one().seen_at = now


def _tell(user: User) -> None:
    language = user.language or "nb"
    browser, system = devices.parts(request.user_agent.string)
    subject, _, body = (
        render(
            "letters/new_device.txt",
            language,
            name=user.name,
            browser=browser,
            system=system,
            when=clock.now(),
            public_url=current_app.config["HOUSE"].public_url,
        )
        .strip()
        .partition("\n")
    )
    house_post.post((user.name, user.email), subject, body.strip() + "\n", template="letters/new_device.txt")


def _leave_cookie(response: Any, token: str) -> Any:
    secure = current_app.config["SESSION_COOKIE_SECURE"]
    response.set_cookie(COOKIE, token, max_age=YEAR, httponly=True, samesite="Lax", secure=secure)
    return response
