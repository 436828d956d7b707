"""Norwegian working days: Monday to Friday, except the public holidays. The dispatch clock goes by these."""

from datetime import date, timedelta
from functools import lru_cache

import holidays

SATURDAY = 5


def is_working_day(day: date) -> bool:
    """Not a weekend and not a red day. Christmas Eve and New Year's Eve are working days, since the law says so."""
    return day.weekday() < SATURDAY and day not in _red_days(day.year)


def between(start: date, end: date) -> int:
    """Working days after `start`, up to and including `end`: from a Friday to the next Monday is one.

    Zero when `end` is not after `start`.
    """
    days = (start + timedelta(n) for n in range(1, (end - start).days + 1))
    return sum(is_working_day(day) for day in days)


def add(day: date, n: int) -> date:
    """The n-th working day after `day`; `day` itself when n is zero. Raises ValueError for a negative n."""
    if n < 0:
        raise ValueError("Working days are counted forwards only.")
    while n > 0:
        day += timedelta(1)
        n -= is_working_day(day)
    return day


@lru_cache(maxsize=64)
def _red_days(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("NO", years=year))
