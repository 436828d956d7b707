"""What the doors of the wheel share: the blueprint, and the year that an address or a form speaks of."""

from flask import Blueprint, request

from saas import clock
from tenants.wheel import service

bp = Blueprint("wheel", __name__, url_prefix="/k/<kommune>/arshjul")


def year_asked_for() -> int:
    """`ar`, or this year where nothing is said. Raises NotFound for what is no year, or one out of reach."""
    given = request.values.get("ar", "")
    return service.year_of(whole(given, 4) or 0) if given else clock.today().year


def whole(given: str | None, digits: int) -> int | None:
    """A whole number of at most so many digits. Superscripts and the like are digits to Python, and no numbers."""
    return int(given) if given and given.isdecimal() and len(given) <= digits else None
