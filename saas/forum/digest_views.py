"""The digest's switch for members, and the page that the letter's own link opens, for whoever holds it."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for

from saas import throttle
from saas.errors import NotFound, TooMany
from saas.forum import digest
from saas.forum.doors import bp, for_members
from saas.forum.membership import Member
from saas.pages import gettext


@bp.get("/varsel")
@for_members
def switch(who: Member) -> Any:
    """How it stands, and the one button that changes it."""
    return render_template("forum/switch.html", wants=digest.wants(who.id))


@bp.post("/varsel")
@for_members
def turn(who: Member) -> Any:
    """On or off."""
    weekly = request.form.get("ukentlig") == "ja"
    digest.choose(who.id, weekly=weekly)
    flash(gettext("Du får brev hver mandag når det er noe nytt.") if weekly else gettext("Du får ikke brev fra fagnettverket."), "success")
    return redirect(url_for(".switch"), 303)


@bp.get("/avmelding/<token>")
def leaving(token: str) -> Any:
    """Opened from the letter: nothing is changed by looking."""
    _holder(token)
    return render_template("forum/leaving.html", token=token, done=False)


@bp.post("/avmelding/<token>")
def leave(token: str) -> Any:
    """No more digests; can be done twice."""
    digest.choose(_holder(token), weekly=False)
    return render_template("forum/leaving.html", token=token, done=True)


def _holder(token: str) -> UUID:
    """Whose letter it is. Guessing is hopeless, and made slow as well. Raises NotFound and TooMany."""
    if not throttle.allows("60/minute", "forum-leaving", request.remote_addr or ""):
        raise TooMany()
    found = digest.whose(token)
    if found is None:
        raise NotFound()
    return found
