"""What time it is. The demo can be started on another day; the walls always go by the database's own clock."""

import os
from collections.abc import Mapping
from datetime import UTC as UTC
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

OSLO = ZoneInfo("Europe/Oslo")


def offset_from(environment: Mapping[str, str]) -> timedelta:
    """How far the clock is moved, in demo mode only: a production house has one time, the real one.

    BINDELEDD_OFFSET (seconds) is what one start gives all its processes, so that they agree to the second;
    BINDELEDD_NOW (an ISO time, Norwegian where it names no zone) is what a person writes.
    """
    if environment.get("BINDELEDD_MODE", "demo") != "demo":
        return timedelta()
    if given := environment.get("BINDELEDD_OFFSET"):
        return timedelta(seconds=float(given))
    if not (start := environment.get("BINDELEDD_NOW")):
        return timedelta()
    moment = datetime.fromisoformat(start)
    return (moment if moment.tzinfo else moment.replace(tzinfo=OSLO)) - datetime.now(UTC)


_offset = offset_from(os.environ)


def now() -> datetime:
    """This moment, in Oslo's time zone."""
    return (datetime.now(UTC) + _offset).astimezone(OSLO)


def today() -> date:
    """The date on the wall in Norway."""
    return now().date()


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """A wall-clock time in Norway, right across the change to and from summer time."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=OSLO)


def move_to(moment: datetime | None) -> None:
    """Set the clock (tests and the demo's history only); None sets it right again."""
    global _offset
    _offset = moment - datetime.now(UTC) if moment else timedelta()
