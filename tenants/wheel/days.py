"""Where an entry's days fall in a year: off weekends and Norwegian public holidays, and in their month where that can be."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from tenants.meetings.recurrence import nth_weekday
from tenants.minutes.working_days import is_working_day

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Meant:
    """What an entry means by its days. Without `from_on` it is its month as a whole.

    `weekday` (1–7 from Monday) and `nth` (1–4, -1 for the last) stand together, and are the rule where they stand.
    """

    month: int
    from_on: date | None = None
    until_on: date | None = None
    weekday: int | None = None
    nth: int | None = None
    moves: str = "later"


@dataclass(frozen=True)
class Placed:
    """The same in one year: the days as meant, and the working days that they fall on."""

    month: int
    from_on: date | None = None
    until_on: date | None = None
    starts_on: date | None = None
    ends_on: date | None = None


def in_year(meant: Meant, year: int) -> Placed:
    """An entry in a given year. The 29th of February is the 28th in a year that has none, and stays so."""
    if meant.from_on is None:
        return Placed(meant.month)
    first = _same_day(meant, meant.from_on, year)
    last = _last(meant, first, year) if meant.until_on is not None else None
    starts_on = settled(first, meant.moves)
    ends_on = max(settled(last, meant.moves), starts_on) if last is not None else None
    return Placed(starts_on.month, first, last, starts_on, ends_on)


def settled(day: date, moves: str = "later") -> date:
    """The working day for a day: itself, or the next one, or the one before where the next lies in another month.

    With `moves` «earlier» it is the one before, since a deadline must not be passed; only at New Year, where that would be
    another year, is it the next one after all.
    """
    if is_working_day(day):
        return day
    if moves == "earlier":
        before = _towards(day, -DAY)
        return before if before.year == day.year else _towards(day, DAY)
    after = _towards(day, DAY)
    return after if after.month == day.month else _towards(day, -DAY)


def rule_of(day: date) -> tuple[int, int]:
    """(weekday, nth) that a day stands for: the fifth Tuesday of a month is its last one."""
    nth = (day.day - 1) // 7 + 1
    return day.isoweekday(), nth if nth < 5 else -1


def _same_day(meant: Meant, day: date, year: int) -> date:
    if meant.weekday is not None and meant.nth is not None:
        return nth_weekday(year, day.month, meant.weekday, meant.nth)
    return date(year, day.month, min(day.day, monthrange(year, day.month)[1]))


def _last(meant: Meant, first: date, year: int) -> date:
    """By the rule of a weekday it lasts as many days as before; else it ends on its own date."""
    assert meant.from_on is not None and meant.until_on is not None
    if meant.weekday is None:
        return max(_same_day(meant, meant.until_on, year), first)
    return min(first + (meant.until_on - meant.from_on), date(year, 12, 31))


def _towards(day: date, step: timedelta) -> date:
    while not is_working_day(day):
        day += step
    return day
