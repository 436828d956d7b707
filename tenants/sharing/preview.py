"""The very rows that leave: as they lie handed over where the kommune shares, counted here and now where it does not."""

from dataclasses import dataclass
from datetime import datetime

from saas.centre import published
from saas.centre.catalogue import BY_CODE
from saas.centre.intake import ProfileFacts, written
from saas.centre.models import Profile
from saas.errors import NotFound, NotNow
from saas.pages import say
from tenants.sharing import profile
from tenants.sharing.counting import count
from tenants.sharing.handed import Number, numbers_of, profile_of
from tenants.sharing.span import Span, current


@dataclass(frozen=True)
class Preview:
    """What is shared of a period, or would be. `counted_at` is when it was handed over, None where it has not been.

    `problem` says in words why nothing can be shared; `place` is then None.
    """

    period: str
    running: bool
    counted_at: datetime | None
    place: Profile | ProfileFacts | None
    numbers: list[Number]
    problem: str = ""


def chosen(asked: str | None) -> str:
    """The period to show: the one asked for, else the one that the next release is about. Raises NotFound for others."""
    running, ended = current()
    if asked is not None:
        if asked not in (running, ended):
            raise NotFound()
        return asked
    return running if any(release.period == ended for release in published.current()) else ended


def of(period: str) -> Preview:
    """The rows of a period. They change nothing by being looked at."""
    running, kept = Span.of(period).running, profile_of(period)
    if kept is not None and kept.shares:
        return Preview(period, running, kept.counted_at, kept, numbers_of(period))
    try:
        place = profile.facts(Span.of(period), shares=False)
    except NotNow as refusal:
        return Preview(period, running, None, None, counted_now(period), say(refusal.message, **refusal.params))
    return Preview(period, running, None, place, counted_now(period))


def counted_now(period: str) -> list[Number]:
    """The numbers as they would be handed over this moment."""
    return sorted(
        Number(row.indicator, written(BY_CODE[row.indicator], row.codes), BY_CODE[row.indicator].definition, float(row.number))
        for row in count(period)
    )
