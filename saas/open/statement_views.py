"""The statements that stand under every public page: accessibility, privacy, cookies."""

from typing import Any

from flask import Response, current_app, url_for

from saas import finders
from saas.open.views import _open, _page, bp


@bp.get("/tilgjengelighet")
def accessibility() -> Any:
    """How accessible the service is, what we know is not, and where to say so."""
    return _page("open/accessibility.html")


@bp.get("/personvern")
def privacy() -> Any:
    """What is stored about people, and what never is."""
    return _page("open/privacy.html")


@bp.get("/informasjonskapsler")
def cookies() -> Any:
    """None on the public pages, two for those who log in."""
    return _page("open/cookies.html")


@bp.get("/sikkerhet")
def security() -> Any:
    """How what is entrusted to us is looked after, and where to say that something is wrong."""
    contacts = [(contact, finders.shown(contact)) for contact in current_app.config["HOUSE"].security_contacts]
    return _page("open/security.html", contacts=contacts)


@bp.get("/.well-known/security.txt")
def security_txt() -> Any:
    """The same for machines, and for those who look for holes by trade (RFC 9116)."""
    house = current_app.config["HOUSE"]
    told = finders.security_txt(house.security_contacts, house.public_url, url_for(".security"))
    return _open(Response(told, content_type="text/plain; charset=utf-8"))
