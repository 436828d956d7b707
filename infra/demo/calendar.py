"""When the demo's groups met, and will meet: two years back, a few months on, with the small failings of real life."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta

from tenants.minutes.working_days import is_working_day

STEERING_MONTHS = (2, 5, 9, 11)


@dataclass(frozen=True)
class Occasion:
    """One meeting that was, or is to be. `fate`: held, cancelled, called, draft."""

    day: date
    fate: str


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> date:
    """The nth `weekday` (1 = Monday) of a month."""
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.isoweekday()) % 7 + 7 * (nth - 1))


def working_day(day: date, step: int = 1) -> date:
    """The day itself, or the nearest Monday–Friday in the direction of `step`."""
    while day.isoweekday() > 5:
        day += timedelta(days=step)
    return day


def occasions(slug: str, group: dict[str, Any], today: date) -> list[Occasion]:
    """All the meetings of a group, in order."""
    planned = [day for day in _days(slug, group, today) if day <= today + relativedelta(months=3)]
    past = [Occasion(day, "held") for day in planned if day < today]
    coming = [Occasion(day, "draft") for day in planned if day >= today]
    return _with_failings(slug, group, past, coming, today)


def _days(slug: str, group: dict[str, Any], today: date) -> list[date]:
    start = today - relativedelta(months=24)
    weekday, nth = group["weekday"], group["nth"]
    if slug == "nordvik" and group["level"] == "COORDINATING":
        # Whenever the demo is opened, Nordvik is a few days from its next meeting.
        soon = working_day(today + timedelta(days=4))
        weekday, nth = soon.isoweekday(), min((soon.day - 1) // 7 + 1, 4)
    days = []
    for step in range(28):
        month = start + relativedelta(months=step)
        if group["level"] == "STEERING" and month.month not in STEERING_MONTHS:
            continue
        if month.month == 7 or (group["level"] == "OPERATIONAL" and month.month % 2 == 0):
            continue
        day = nth_weekday(month.year, month.month, weekday, nth)
        days.append(day if day == today + timedelta(days=4) else _no_holiday(day))
    return days


def _no_holiday(day: date) -> date:
    """A week or two to the side, in the same month, where it is a red day or nearly Christmas."""
    for weeks in (0, -1, 1, -2, 2):
        other = day + timedelta(weeks=weeks)
        if other.month == day.month and is_working_day(other) and (other.month, other.day) < (12, 21):
            return other
    return day


def _with_failings(
    slug: str, group: dict[str, Any], past: list[Occasion], coming: list[Occasion], today: date
) -> list[Occasion]:
    level = group["level"]
    if slug == "solbygda" and level == "COORDINATING":
        # This month's meeting was called off and nothing has come in its place.
        past = [Occasion(o.day, "cancelled") if _same_month(o.day, today) else o for o in past]
        coming = [o for o in coming if not _same_month(o.day, today)]
        if not any(_same_month(o.day, today) for o in past):
            past.append(Occasion(working_day(today - timedelta(days=2), -1), "cancelled"))
    if slug == "nordvik" and level == "STEERING":
        past = [Occasion(o.day, "cancelled") if o.day.month == 5 and o.day.year == today.year else o for o in past]
    if slug == "skarvoy" and len(past) > 6:
        past[-4] = Occasion(past[-4].day, "cancelled")
    if slug == "hamnes" and level == "OPERATIONAL":
        # Held the other day, and its minutes are still on the desk.
        past.append(Occasion(working_day(today - timedelta(days=3), -1), "held"))
    if slug in ("nordvik", "granlia") and coming and level == "COORDINATING":
        coming[0] = Occasion(coming[0].day, "called")
    return sorted({o.day: o for o in [*past, *coming]}.values(), key=lambda o: o.day)


def _same_month(day: date, other: date) -> bool:
    return (day.year, day.month) == (other.year, other.month)
