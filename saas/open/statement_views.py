"""The statements that stand under every public page: accessibility, privacy, cookies."""

from typing import Any

from saas.open.views import _page, bp


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
