"""Reads back what the kommune has handed over, and the very rows that each release used of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from saas.centre.models import Contribution, Profile
from saas.db import db
from saas.errors import NotFound


@dataclass(frozen=True, order=True)
class Number:
    """One number as it left, or would leave: the indicator's code and definition, the codes («theme=places|…»), the number."""

    indicator: str
    codes: str
    definition: int
    number: float


@dataclass(frozen=True)
class Used:
    """A release that the kommune was counted in, and its own rows there. `state` is how it stood in the panel."""

    id: UUID
    period: str
    corrects: UUID | None
    published_at: datetime
    state: str
    numbers: list[Number]


def profile_of(period: str) -> Profile | None:
    """What was handed over about the kommune itself for a period; None before the first time."""
    return db.session.scalars(select(Profile).where(Profile.period == period)).one_or_none()


def numbers_of(period: str) -> list[Number]:
    """The numbers that lie ready for a period, as the national figures will find them."""
    query = select(Contribution.indicator, Contribution.codes, Contribution.definition, Contribution.number)
    return sorted(Number(*found) for found in db.session.execute(query.where(Contribution.period == period)))


def periods_handed_over() -> list[str]:
    """The periods that something lies ready for."""
    return list(db.session.scalars(select(Profile.period).where(Profile.shares.is_(True)).order_by(Profile.period)))


def used_in_releases() -> list[Used]:
    """Every published release that the kommune was counted in, the newest first; one statement."""
    return [_used(found) for found in db.session.scalar(select(func.app.used_in_releases())) or []]


def find_used(release_id: UUID, listed: Iterable[Used]) -> Used:
    """One of them. Raises NotFound for a release that the kommune was not in, the same as for none."""
    found = next((used for used in listed if used.id == release_id), None)
    if found is None:
        raise NotFound()
    return found


def _used(found: dict[str, Any]) -> Used:
    return Used(
        id=UUID(found["id"]),
        period=found["period"],
        corrects=UUID(found["corrects"]) if found["corrects"] else None,
        published_at=datetime.fromisoformat(found["published_at"]),
        state=found["state"],
        numbers=sorted(Number(row["indicator"], row["codes"], row["definition"], row["number"]) for row in found["rows"]),
    )
