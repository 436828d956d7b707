"""A month as a grid of weeks, and two weeks as a list of days. Pure; the words come from the page."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

import holidays

from tenants.overview.facts import Event

WEEK = timedelta(days=7)
# The years that the calendar shows; anything else in the address is a slip.
FIRST_YEAR, LAST_YEAR = 2015, 2100


@dataclass
class Day:
    """One day of a calendar. `red` is the public holiday's name; Sundays are red without one."""

    on: date
    inside: bool
    red: str = ""
    events: list[Event] = field(default_factory=list)


def month_named(wanted: str | None, today: date) -> date:
    """The first day of «2026-09», or of this month when that is no month."""
    found = re.fullmatch(r"(\d{4})-(\d{2})", wanted or "", re.ASCII)
    if found and FIRST_YEAR <= int(found[1]) <= LAST_YEAR and 1 <= int(found[2]) <= 12:
        return date(int(found[1]), int(found[2]), 1)
    return today.replace(day=1)


def beside(month: date) -> tuple[date, date]:
    """(the first day of the month before, of the month after)."""
    return (month - timedelta(days=1)).replace(day=1), (month + timedelta(days=31)).replace(day=1)


def span(month: date) -> tuple[date, date]:
    """The Monday that the month's grid begins with, and the Sunday that it ends with."""
    last = beside(month)[1] - timedelta(days=1)
    return month - timedelta(days=month.weekday()), last + timedelta(days=6 - last.weekday())


def grid(month: date, events: Iterable[Event]) -> list[list[Day]]:
    """The month's weeks, Monday first, with the days of its neighbours at the ends."""
    first, last = span(month)
    days = {day.on: day for day in _days(first, last, month)}
    for event in sorted(events, key=lambda event: (event.starts, event.kommune.name)):
        if event.day in days:
            days[event.day].events.append(event)
    listed = list(days.values())
    return [listed[start : start + 7] for start in range(0, len(listed), 7)]


def two_weeks(today: date, events: Iterable[Event]) -> list[tuple[date, list[Event]]]:
    """The days from today to the end of next week that have meetings."""
    until = today + timedelta(days=13 - today.weekday())
    near = sorted((e for e in events if today <= e.day <= until), key=lambda e: (e.starts, e.kommune.name))
    by_day: dict[date, list[Event]] = {}
    for event in near:
        by_day.setdefault(event.day, []).append(event)
    return list(by_day.items())


def _days(first: date, last: date, month: date) -> Iterator[Day]:
    for n in range((last - first).days + 1):
        on = first + timedelta(days=n)
        yield Day(on, on.month == month.month, _red_days(on.year).get(on, ""))


@lru_cache(maxsize=16)
def _red_days(year: int) -> dict[date, str]:
    """Norwegian public holidays by date, in Norwegian."""
    return dict(holidays.country_holidays("NO", years=year, language="no"))
