"""What is asked of checks: one, all, how far it has come, and the average of each area."""

from collections.abc import Sequence
from statistics import fmean
from uuid import UUID

from sqlalchemy import select

from saas.db import db
from saas.db import find as find_row
from tenants.checkup.models import Checkup, CheckupAnswer
from tenants.checkup.statements import AREAS, LOW, STATEMENTS, WORDS


def find(checkup_id: UUID) -> Checkup:
    """One check with its answers, or NotFound."""
    return find_row(Checkup, checkup_id)


def listed() -> list[Checkup]:
    """Every check, the newest year first."""
    return list(db.session.scalars(select(Checkup).order_by(Checkup.year.desc())))


def completed(up_to: int | None = None) -> list[Checkup]:
    """The completed ones, the first year first, up to a year."""
    return [one for one in reversed(listed()) if one.completed and (up_to is None or one.year <= up_to)]


def by_statement(checkup: Checkup) -> dict[str, CheckupAnswer]:
    """Statement → answer, for those that are answered."""
    return {answer.statement: answer for answer in checkup.answers if answer.statement in WORDS}


def lacking(checkup: Checkup) -> list[str]:
    """The statements that still lack a rating or something to show for it, in order."""
    found = by_statement(checkup)
    return [code for code in WORDS if code not in found or found[code].rating is None or not found[code].shown]


def averages(checkup: Checkup) -> dict[str, float | None]:
    """Area → the average of its ratings; None before any is rated."""
    found = by_statement(checkup)
    ratings = {area: [found[code].rating for code in codes if code in found] for area, codes in STATEMENTS.items()}
    known = {area: [rating for rating in given if rating is not None] for area, given in ratings.items()}
    return {area: round(fmean(known[area]), 2) if known[area] else None for area in AREAS}


def to_improve(checkup: Checkup) -> list[CheckupAnswer]:
    """«Forbedringspunkter»: what is rated 1 or 2, the lowest first."""
    low = [answer for answer in by_statement(checkup).values() if answer.rating is not None and answer.rating <= LOW]
    order = list(WORDS)
    return sorted(low, key=lambda answer: (answer.rating or 0, order.index(answer.statement)))


def table(checks: Sequence[Checkup]) -> list[tuple[str, list[float | None]]]:
    """(area, its average in each of the checks)."""
    found = [averages(check) for check in checks]
    return [(words, [one[area] for one in found]) for area, words in AREAS.items()]
