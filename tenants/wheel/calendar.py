"""The wheel in a calendar program: entries as whole days in the address that each person has already."""

from datetime import date
from typing import Any

from saas import clock
from saas.pages import gettext, say
from tenants.feeds import service as feeds
from tenants.wheel import questions
from tenants.wheel.days import settled
from tenants.wheel.models import MONTHS, WheelEntry


def events(first: date, last: date) -> list[dict[str, Any]]:
    """Whole days for `saas.calendars.feed`. One whose meeting is planned is left out: the meeting is in the calendar itself."""
    return [_event(entry) for entry in questions.between(first, last) if entry.meeting is None or not entry.meeting.counts]


def _event(entry: WheelEntry) -> dict[str, Any]:
    """An entry of a whole month stands on its first working day, and says so."""
    title = entry.title
    if entry.starts_on is None:
        title = gettext("I løpet av %(month)s: %(title)s", month=say(MONTHS[str(entry.month)]).lower(), title=entry.title)
    return {
        "uid": f"arshjul-{entry.id}@bindeledd",
        "sequence": entry.version - 1,
        "stamp": clock.now(),
        "first": entry.starts_on or settled(entry.first_day),
        "last": entry.ends_on or entry.starts_on or settled(entry.first_day),
        "summary": title,
        "description": entry.note,
    }


if events not in feeds.MORE:
    feeds.MORE.append(events)
