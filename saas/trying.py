"""When something that did not get through is tried again: growing waits, an end to them, and no trust in a clock that leapt."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, or_

from saas.carrier import Trouble

# Minutes until the next try of a letter after the first, second … failure; after the last one a person must look at it.
BACK_OFF = (1, 5, 15, 60, 240, 720)
# How often a letter is given to a mail server that takes it and does not answer: each time may be one too many.
UNSURE = 3
# No wait between two tries is as long as this; one that seems to be was reckoned by a clock that was wrong, and is over.
LEAP = timedelta(minutes=max(BACK_OFF) + 60)
# The same for letters that are held for their receiver, at the longest until the first working day of the next month.
LONGEST_HOLD = timedelta(days=50)


def is_due(model: Any, states: Sequence[str], now: datetime) -> ColumnElement[bool]:
    """As a condition on a courier's table (columns state, attempts, next_try_at): never tried, or its time has come.

    What was never tried is due whatever the clock said when it was written.
    """
    come = or_(model.attempts == 0, model.next_try_at <= now, model.next_try_at > now + LEAP)
    return model.state.in_(states) & come


def is_released(model: Any, now: datetime, within: timedelta) -> ColumnElement[bool]:
    """As a condition on held letters: their time comes `within`, or no hold is that long."""
    return or_(model.next_try_at <= now + within, model.next_try_at > now + LONGEST_HOLD)


def has_come(moment: datetime, now: datetime) -> bool:
    """The same of one held letter's moment."""
    return moment <= now or moment > now + LONGEST_HOLD


def next_try(attempts: int, trouble: Trouble, now: datetime) -> tuple[datetime | None, int]:
    """When a letter that failed is tried again, and how often it has been tried by then; None when it has been enough.

    A letter that was only put off, since another one met a mail server that is away, has not used up a try.
    """
    if not trouble.tried:
        return now + timedelta(minutes=BACK_OFF[0]), max(attempts, 1)
    if trouble.for_good or attempts >= len(BACK_OFF) or (trouble.unsure and attempts + 1 >= UNSURE):
        return None, attempts + 1
    return now + timedelta(minutes=BACK_OFF[attempts]), attempts + 1
