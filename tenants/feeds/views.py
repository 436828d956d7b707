"""A calendar of one's own meetings: the page where its address is made, and the address itself."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, current_app, flash, g, redirect, render_template, request, url_for

from saas import here, throttle
from saas.accounts.guard import may
from saas.errors import NotFound, NotNow, TooMany
from saas.furnishing import Feature
from saas.pages import say
from tenants.feeds import seat_links as seat_links
from tenants.feeds import service
from tenants.feeds.doors import bp
from tenants.meetings.models import Meeting

# Read by calendars, which have no cookie; the house finds whose it is by the token (saas/doors.py).
feed_door = Blueprint("feed_door", __name__)
FEATURE = Feature("feeds", bp, outside=feed_door)


@bp.get("/")
@may("read")
def index() -> Any:
    """One's own address in this kommune, or how to get one."""
    return _page()


@bp.post("/")
@may("read")
def make() -> Any:
    """«Lag kalenderadresse», and «Lag ny adresse»."""
    service.make()
    flash(say("Kalenderadressen er klar."), "success")
    return redirect(url_for(".index"), 303)


@bp.post("/<uuid:feed_id>/tilbaketrekking")
@may("read")
def revoke(feed_id: UUID) -> Any:
    """«Slett adressen»."""
    try:
        service.revoke(feed_id)
    except NotNow as refusal:
        return _page(say(refusal.message)), refusal.status
    flash(say("Kalenderadressen er slettet. Kalendere som bruker den, får ikke lenger møtene."), "success")
    return redirect(url_for(".index"), 303)


@feed_door.get("/kalender/<token>.ics")
def read(token: str) -> Any:
    """The meetings, as the address's owner may see them now. Unknown and dead addresses are alike."""
    if not throttle.allows("300/minute", "feed", request.remote_addr or ""):
        raise TooMany()
    if g.get("feed") is None:
        raise NotFound()
    slug = here.kommune().slug
    name = f"bindeledd-{slug}.ics"
    answer = Response(service.calendar(_address_of), mimetype="text/calendar")
    answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return answer


def _address_of(meeting: Meeting) -> str:
    return _public(url_for("meetings.show", meeting_id=meeting.id))


def _public(path: str) -> str:
    return f"{current_app.config['HOUSE'].public_url}{path}"


def _page(problem: str = "") -> str:
    feed = service.mine()
    shown = _public(url_for("feed_door.read", token=service.token(feed))) if feed and service.still_ours(feed) else ""
    # Calendar programs know this word for «subscribe», where an ordinary link would be a file to import once.
    subscribe = "webcal://" + shown.partition("://")[2] if shown else ""
    return render_template("feeds/index.html", feed=feed, address=shown, subscribe=subscribe, problem=problem)
