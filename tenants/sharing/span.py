"""The stretch of time that a tertial's figures are counted over; a running one is counted as far as it has come."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from saas import clock
from saas.centre import periods


@dataclass(frozen=True)
class Span:
    """From `first` to `last`, both days included. `last` is today in a tertial that is running."""

    period: str
    first: date
    last: date

    @classmethod
    def of(cls, period: str) -> "Span":
        """The span of a period («2026T2»). Raises Invalid for what is no period, or has not begun."""
        first, last = periods.first_day(periods.check(period)), periods.last_day(period)
        return cls(period, first, max(first, min(last, clock.today())))

    @property
    def starts(self) -> datetime:
        """The first moment of it, in Norway."""
        return clock.at(self.first, 0)

    @property
    def ends(self) -> datetime:
        """The first moment after it, in Norway."""
        return clock.at(self.last + timedelta(days=1), 0)

    @property
    def running(self) -> bool:
        """Whether it may still change by itself."""
        return periods.last_day(self.period) >= clock.today()

    def before(self, *, months: int) -> date:
        """The day so many months before the last one; the 31st becomes the last day of a shorter month."""
        year, month = divmod(self.last.year * 12 + self.last.month - 1 - months, 12)
        return _day(year, month + 1, self.last.day)


def current() -> tuple[str, str]:
    """The running tertial and the one that ended last: the two that are counted."""
    return periods.of(clock.today()), periods.ended(clock.today())


def _day(year: int, month: int, day: int) -> date:
    following = date(year + month // 12, month % 12 + 1, 1)
    return min(date(year, month, 1) + timedelta(days=day - 1), following - timedelta(days=1))
