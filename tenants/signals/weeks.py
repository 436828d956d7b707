"""Weeks as signals know them: by their Monday."""

from datetime import date, timedelta

from saas import clock
from saas.pages import gettext, numeric_day

CHOSEN_AMONG = 12


def monday(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def recent(number: int = CHOSEN_AMONG) -> list[date]:
    """The Mondays of this week and the weeks before it, the newest first."""
    this = monday(clock.today())
    return [this - timedelta(weeks=n) for n in range(number)]


def spoken(week_on: date) -> str:
    """«uke 36 (31.8.–6.9.)»"""
    days = f"{numeric_day(week_on)}–{numeric_day(week_on + timedelta(days=6))}"
    return gettext("uke %(week)s (%(days)s)", week=week_on.isocalendar().week, days=days)


def span(weeks: list[date]) -> str:
    """«uke 36», «uke 34–36», «uke 52 2026–uke 2 2027»"""
    first, last = min(weeks).isocalendar(), max(weeks).isocalendar()
    if first[:2] == last[:2]:
        return gettext("uke %(week)s", week=first.week)
    if first.year == last.year:
        return gettext("uke %(first)s–%(last)s", first=first.week, last=last.week)
    return gettext("uke %(first)s %(year)s–uke %(last)s %(next)s", first=first.week, year=first.year, last=last.week,
                   next=last.year)  # fmt: skip
