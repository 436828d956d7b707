"""When a series meets: the n-th weekday of the month, past July and the Norwegian public holidays."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import holidays

# A series longer than this is a slip of the keyboard.
MOST = 60
JULY = 7


@dataclass(frozen=True)
class Rule:
    """«Tredje tirsdag annenhver måned»: weekday 1–7 from Monday, nth 1–4 or -1 for the last in the month."""

    weekday: int
    nth: int
    from_on: date
    until_on: date
    every_months: int = 1
    skip_july: bool = True


@dataclass(frozen=True)
class Occurrence:
    """One meeting of a series. `on` is the day by the rule and never changes; `day` is when it is held.

    `holiday` is the name of the public holiday that moved it, or empty.
    """

    on: date
    day: date
    holiday: str = ""

    @property
    def moved(self) -> bool:
        """Held on another day than the rule says."""
        return self.day != self.on


def occurrences(rule: Rule) -> list[Occurrence]:
    """Every meeting from the first to the last day of the rule, both included, in order; at most MOST."""
    found: list[Occurrence] = []
    for year, month in _months(rule):
        on = nth_weekday(year, month, rule.weekday, rule.nth)
        if rule.from_on <= on <= rule.until_on and len(found) < MOST:
            found.append(_placed(on))
    return found


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> date:
    """The n-th such weekday (1–7 from Monday) of a month; nth -1 is the last one."""
    if nth == -1:
        last = date(year, month, monthrange(year, month)[1])
        return last - timedelta(days=(last.isoweekday() - weekday) % 7)
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.isoweekday()) % 7 + 7 * (nth - 1))


def holiday(day: date) -> str:
    """The name of the Norwegian public holiday on this day, in bokmål, or empty."""
    return _holidays(day.year).get(day, "")


def next_working_day(day: date) -> date:
    """The first day from `day` on that is neither a weekend nor a public holiday."""
    while day.isoweekday() > 5 or holiday(day):
        day += timedelta(days=1)
    return day


def _months(rule: Rule) -> Iterator[tuple[int, int]]:
    """Every n-th month counted from the first month in which the rule has a day; a skipped July still counts."""
    year, month = rule.from_on.year, rule.from_on.month
    if nth_weekday(year, month, rule.weekday, rule.nth) < rule.from_on:
        year, month = _later(year, month, 1)
    while date(year, month, 1) <= rule.until_on:
        if not (rule.skip_july and month == JULY):
            yield year, month
        year, month = _later(year, month, rule.every_months)


def _later(year: int, month: int, months: int) -> tuple[int, int]:
    count = year * 12 + month - 1 + months
    return count // 12, count % 12 + 1


def _placed(on: date) -> Occurrence:
    name = holiday(on)
    return Occurrence(on, next_working_day(on), name) if name else Occurrence(on, on)


@lru_cache(maxsize=32)
def _holidays(year: int) -> dict[date, str]:
    return dict(holidays.Norway(years=year, language="no"))
