"""When a letter may leave: quiet hours, weekends and red days, and the next stroke of each pace. By the clock on the wall in Norway."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from saas import clock
from tenants.minutes import working_days

# Letters that come together within this are one.
BURST = timedelta(minutes=15)
# The hour at which gathered letters and digests leave.
MORNING = 8


@dataclass(frozen=True)
class Hours:
    """Quiet from one hour until another, over midnight where it is later; and the whole of weekends and red days."""

    begins: int = 20
    ends: int = 7
    days: bool = True
    on: bool = True


DEFAULT = Hours()


def next_open(moment: datetime, hours: Hours = DEFAULT) -> datetime:
    """The moment itself when it is not quiet, else the end of the quiet. Always ends: at least one day a week is a working day."""
    at = moment.astimezone(clock.OSLO)
    while hours.on:
        if hours.days and not working_days.is_working_day(at.date()):
            at = clock.at(at.date() + timedelta(days=1), hours.ends)
        elif _is_quiet(at.hour, hours):
            # After midnight the quiet ends the same day, before it the next.
            over = at.date() if at.hour < hours.ends else at.date() + timedelta(days=1)
            at = clock.at(over, hours.ends)
        else:
            break
    return at


def due(pace: str, moment: datetime, hours: Hours = DEFAULT) -> datetime | None:
    """When a letter of this pace leaves; None for never."""
    day = moment.astimezone(clock.OSLO).date()
    if pace == "never":
        return None
    if pace == "batched":
        return next_open(moment + BURST, hours)
    if pace == "daily":
        return next_open(clock.at(_working_day_after(day), MORNING), hours)
    if pace == "weekly":
        return next_open(clock.at(_working_day_from(day + timedelta(days=7 - day.weekday())), MORNING), hours)
    if pace == "monthly":
        return next_open(clock.at(_working_day_from(first_of_next_month(day)), MORNING), hours)
    return next_open(moment, hours)


def first_of_next_month(day: date) -> date:
    """The first day of the month after."""
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def _is_quiet(hour: int, hours: Hours) -> bool:
    if hours.begins == hours.ends:
        return False
    if hours.begins < hours.ends:
        return hours.begins <= hour < hours.ends
    return hour >= hours.begins or hour < hours.ends


def _working_day_after(day: date) -> date:
    return working_days.add(day, 1)


def _working_day_from(day: date) -> date:
    return day if working_days.is_working_day(day) else working_days.add(day, 1)
