"""The doors of signed links: which are alive, and «Trekk tilbake»."""

from typing import Any
from uuid import UUID

from flask import render_template

from saas.accounts.guard import can, may
from saas.errors import NotNow
from saas.pages import ngettext, say
from tenants.access import guest_links
from tenants.access.doors import bp, done


@bp.get("/lenker")
@may("control")
def links() -> Any:
    """Every link that opens something without a log-in."""
    return _listed()


@bp.post("/lenker/<uuid:guest_link_id>/tilbaketrekking")
@may("read")
def revoke_link(guest_link_id: UUID) -> Any:
    """This link opens nothing any more."""
    try:
        guest_links.revoke_one(guest_link_id)
    except NotNow as refusal:
        return _listed(say(refusal.message, **refusal.params)), refusal.status
    return done("Lenken er trukket tilbake.", "access.links")


@bp.post("/lenker/person/<uuid:person_id>/tilbaketrekking")
@may("read")
def revoke_links_of(person_id: UUID) -> Any:
    """No link that this person holds opens anything any more."""
    gone = guest_links.revoke_all_of(person_id)
    return done(ngettext("Én lenke er trukket tilbake.", "%(num)s lenker er trukket tilbake.", gone), "access.links")


def _listed(problem: str = "") -> str:
    return render_template("access/links.html", links=guest_links.live(), admits=can("admit"), problem=problem)
