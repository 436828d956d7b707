"""The verbs of funding by one name, and what others may ask about money: the next deadlines, and who pays for a measure."""

from datetime import date, timedelta

from saas import clock
from tenants.funding.grants import add, change, move, set_amounts, tie, untie, write_results
from tenants.funding.hours import agreed_percent
from tenants.funding.models import Grant
from tenants.funding.questions import (
    checks,
    deadline,
    find,
    grants,
    grants_of_measure,
    measures,
    money,
    untied,
    verdicts,
)

__all__ = [
    "add", "agreed_percent", "change", "checks", "deadline", "find", "grants", "grants_of_measure", "measures", "money",
    "move", "set_amounts", "tie", "untie", "untied", "upcoming", "verdicts", "write_results",
]  # fmt: skip


def upcoming(days: int = 30) -> list[tuple[Grant, str, date]]:
    """(grant, «apply» or «report», day) of each deadline that has passed or comes within `days`, the nearest first."""
    limit = clock.today() + timedelta(days=days)
    found = [(grant, *next_one) for grant in grants() if (next_one := deadline(grant))]
    return sorted((one for one in found if one[2] <= limit), key=lambda one: (one[2], one[0].name))
