"""Meetings as iCalendar (RFC 5545): one invitation to one person, or a feed that anyone may follow."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, vCalAddress, vText, vUri

from saas.plaintext import clean

OSLO = ZoneInfo("Europe/Oslo")
_PRODUCT = "-//Bindeledd//Bindeledd//NO"
_REQUIRED = ("uid", "sequence", "stamp", "starts", "ends")

# The rule that Norway shares with the EU since 1996: calendars that know no Europe/Oslo read it from here.
# A rule is shorter than the icalendar package's list of dates, and its onset in spring is right to the hour.
_ZONE = b"""BEGIN:VTIMEZONE
TZID:Europe/Oslo
BEGIN:DAYLIGHT
DTSTART:19960331T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
"""

Method = Literal["REQUEST", "CANCEL", "PUBLISH"]
Named = tuple[str, str]  # Name and e-mail address.

_ADDRESS = re.compile(r"[^\s@<>\";,:]+@[^\s@<>\";,:]+")
_LINK = re.compile(r"https?://[^\s\"<>]+")


def invitation(
    *,
    method: Method,
    uid: str,
    sequence: int,
    stamp: datetime,
    starts: datetime,
    ends: datetime,
    summary: str,
    description: str,
    location: str,
    organizer: Named,
    attendee: Named | None,
    url: str | None,
) -> bytes:
    """One meeting for one person, as UTF-8 with CRLF. Nobody else who is invited is named in it.

    `uid` stays the same for the life of the meeting, and `sequence` rises with each change; a CANCEL
    carries both, so that calendars find what to strike out. Times are aware, and written in Oslo time.
    Raises ValueError for naive times, an end before the start, or an address or link out of form.
    """
    event = _event(uid, sequence, stamp, starts, ends, cancelled=method == "CANCEL")
    _tell(event, summary, description, location, url)
    event["ORGANIZER"] = _person(organizer)
    if attendee:
        event.add("ATTENDEE", _invited(attendee, asked=method == "REQUEST"))
    return _bytes(_calendar(method), [event])


def feed(events: Iterable[Mapping[str, Any]], *, name: str) -> bytes:
    """Meetings to subscribe to, without people: neither organizer nor attendees are in it.

    Each event has uid, sequence, stamp, starts, ends and summary, and may have description, location,
    url and cancelled (True when called off). One of whole days has `first` and `last` (dates, both included)
    in place of starts and ends. Raises ValueError as `invitation` does.
    """
    calendar = _calendar("PUBLISH")
    calendar.add("NAME", _line(name))
    calendar.add("X-WR-CALNAME", _line(name))
    calendar.add("X-WR-TIMEZONE", OSLO.key)
    calendar.add("REFRESH-INTERVAL", timedelta(hours=6), {"VALUE": "DURATION"})
    made = []
    for given in events:
        if "first" in given:
            event = _whole_days(given["uid"], given["sequence"], given["stamp"], given["first"], given["last"])
        else:
            event = _event(*(given[key] for key in _REQUIRED), cancelled=bool(given.get("cancelled")))
        _tell(event, given["summary"], given.get("description"), given.get("location"), given.get("url"))
        made.append(event)
    return _bytes(calendar, made)


def _calendar(method: Method) -> Calendar:
    calendar = Calendar()
    calendar.add("PRODID", _PRODUCT)
    calendar.add("VERSION", "2.0")
    calendar.add("CALSCALE", "GREGORIAN")
    calendar.add("METHOD", method)
    return calendar


def _event(
    uid: str, sequence: int, stamp: datetime, starts: datetime, ends: datetime, *, cancelled: bool
) -> Event:
    if any(time.tzinfo is None for time in (stamp, starts, ends)):
        raise ValueError("A calendar entry needs times with a time zone.")
    if ends <= starts:
        raise ValueError("A calendar entry must end after it starts.")
    event = Event()
    event.add("UID", _line(uid))
    event.add("SEQUENCE", sequence)
    event.add("DTSTAMP", stamp)
    event.add("DTSTART", starts.astimezone(OSLO))
    event.add("DTEND", ends.astimezone(OSLO))
    event.add("STATUS", "CANCELLED" if cancelled else "CONFIRMED")
    event.add("TRANSP", "TRANSPARENT" if cancelled else "OPAQUE")
    return event


def _whole_days(uid: str, sequence: int, stamp: datetime, first: date, last: date) -> Event:
    """Whole days take no time from anybody's day; the format's end is the day after the last one."""
    if stamp.tzinfo is None:
        raise ValueError("A calendar entry needs times with a time zone.")
    if last < first:
        raise ValueError("A calendar entry must end after it starts.")
    event = Event()
    event.add("UID", _line(uid))
    event.add("SEQUENCE", sequence)
    event.add("DTSTAMP", stamp)
    event.add("DTSTART", first)
    event.add("DTEND", last + timedelta(days=1))
    event.add("STATUS", "CONFIRMED")
    event.add("TRANSP", "TRANSPARENT")
    return event


def _tell(event: Event, summary: str, description: str | None, location: str | None, url: str | None) -> None:
    event.add("SUMMARY", _line(summary))
    if description:
        event.add("DESCRIPTION", clean(description).strip())
    if location:
        event.add("LOCATION", _line(location))
    if url:
        # A link is not escaped in the format, so it must not be able to begin a line of its own.
        if not _LINK.fullmatch(url):
            raise ValueError("A calendar entry needs a link that starts with http:// or https://.")
        event.add("URL", vUri(url))


def _invited(attendee: Named, *, asked: bool) -> vCalAddress:
    invited = _person(attendee)
    invited.params["CUTYPE"] = vText("INDIVIDUAL")
    invited.params["ROLE"] = vText("REQ-PARTICIPANT")
    if asked:
        invited.params["PARTSTAT"] = vText("NEEDS-ACTION")
        invited.params["RSVP"] = vText("TRUE")
    return invited


def _person(named: Named) -> vCalAddress:
    name, address = named
    if not _ADDRESS.fullmatch(address):
        raise ValueError("A calendar entry needs an e-mail address that is in form.")
    person = vCalAddress(f"mailto:{address}")
    person.params["CN"] = vText(_line(name).replace('"', "'"))
    return person


def _line(text: str) -> str:
    return " ".join(clean(text).split())


def _bytes(calendar: Calendar, events: list[Event]) -> bytes:
    calendar.add_component(Timezone.from_ical(_ZONE))
    for event in events:
        calendar.add_component(event)
    return calendar.to_ical()
