"""What reaches a calendar is valid, at the right hour all year, and names nobody else."""

from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar

from saas import calendars
from saas.calendars import OSLO


def test_an_invitation_asks_one_person_and_can_be_read_again():
    calendar, event = _read(_invitation())

    assert calendar["VERSION"] == "2.0" and calendar["METHOD"] == "REQUEST" and calendar["PRODID"]
    assert event["UID"] == "mote-1@nordvik.example" and event["SEQUENCE"] == 0
    assert event["STATUS"] == "CONFIRMED"
    assert event["ORGANIZER"] == "mailto:turid@nordvik.example"
    assert event["ATTENDEE"] == "mailto:ola@politiet.example"
    assert event["ATTENDEE"].params["RSVP"] == "TRUE"
    assert event["ATTENDEE"].params["PARTSTAT"] == "NEEDS-ACTION"
    assert event["URL"] == "https://bindeledd.example/g/abc"
    assert event["DTSTAMP"].dt == datetime(2026, 9, 1, 10, tzinfo=UTC)


def test_calling_off_keeps_the_meetings_identity_and_asks_nothing():
    calendar, event = _read(_invitation(method="CANCEL", sequence=3))

    assert calendar["METHOD"] == "CANCEL"
    assert (event["UID"], event["SEQUENCE"], event["STATUS"]) == ("mote-1@nordvik.example", 3, "CANCELLED")
    assert "RSVP" not in event["ATTENDEE"].params


def test_a_published_meeting_has_no_attendee():
    _, event = _read(_invitation(method="PUBLISH", attendee=None, url=None))

    assert "ATTENDEE" not in event and "URL" not in event


@pytest.mark.parametrize(
    ("day", "utc_hour"),
    [((2026, 3, 28), 12), ((2026, 3, 29), 11), ((2026, 10, 24), 11), ((2026, 10, 25), 12)],
)
def test_one_oclock_is_one_oclock_on_both_sides_of_summer_time(day, utc_hour):
    starts = datetime(*day, 13, tzinfo=OSLO)
    made = _invitation(starts=starts, ends=starts + timedelta(hours=1))
    _, event = _read(made)

    assert f"DTSTART;TZID=Europe/Oslo:{starts:%Y%m%d}T130000".encode() in made
    assert event["DTSTART"].dt.astimezone(UTC).hour == utc_hour


def test_times_from_elsewhere_are_written_in_oslo_time():
    made = _invitation(starts=datetime(2026, 7, 1, 11, tzinfo=UTC), ends=datetime(2026, 7, 1, 12, tzinfo=UTC))
    assert b"DTSTART;TZID=Europe/Oslo:20260701T130000" in made


def test_the_zone_we_send_along_agrees_with_the_worlds_every_day_for_twenty_years():
    calendar, _ = _read(_invitation())
    sent = calendar.walk("VTIMEZONE")[0].to_tz()

    day = datetime(2020, 1, 1, 12)
    for noon in (day + timedelta(days=n) for n in range(365 * 20)):
        assert sent.utcoffset(noon) == OSLO.utcoffset(noon), noon
    # The onset itself: two o'clock in March does not exist, and summer time begins there.
    assert b"DTSTART:19960331T020000" in _invitation()


def test_commas_semicolons_breaks_and_norwegian_letters_survive():
    words = 'Møte, i; gruppa \\ "nå" æøå – Čáppa 🎉'
    _, event = _read(_invitation(summary=words, location=words, description=f"{words}\n\n- {words}\r\nslutt"))

    assert event["SUMMARY"] == words and event["LOCATION"] == words
    assert event["DESCRIPTION"] == f"{words}\n\n- {words}\nslutt"


def test_lines_end_with_crlf_and_are_at_most_75_octets():
    made = _invitation(summary="æøå🎉" * 60, description="ø" * 3000, organizer=("Å" * 200, "a@b.example"))

    assert made.endswith(b"\r\n") and b"\n" not in made.replace(b"\r\n", b"")
    assert max(map(len, made.split(b"\r\n"))) <= 75
    assert _read(made)[1]["DESCRIPTION"] == "ø" * 3000


@pytest.mark.parametrize("field", ["summary", "location", "description", "uid"])
def test_no_text_can_begin_a_line_of_its_own(field):
    made = _invitation(**{field: "x\r\nATTENDEE:mailto:ond@x.example\nBEGIN:VEVENT"})

    assert not any(line.startswith((b"ATTENDEE:", b"BEGIN:VEVENT\r\nA")) for line in made.split(b"\r\n"))
    assert made.count(b"\r\nBEGIN:VEVENT") == 1
    assert b"\r\nATTENDEE;CN" in made


def test_a_name_may_hold_any_sign_but_an_address_and_a_link_may_not():
    made = _invitation(organizer=('Turid "T" Sol;heim: å,\r\nX-OND:1', "turid@nordvik.example"))
    assert _read(made)[1]["ORGANIZER"].params["CN"] == "Turid 'T' Sol;heim: å, X-OND:1"

    for address in ("a@b.example\r\nX-OND:1", "a b@c.example", "uten-alfakrøll", "a@b@c"):
        with pytest.raises(ValueError, match="address"):
            _invitation(attendee=("Ola", address))
    for link in ("javascript:alert(1)", "https://x.example/\r\nX-OND:1", "/g/abc"):
        with pytest.raises(ValueError, match="link"):
            _invitation(url=link)


def test_times_must_have_a_zone_and_an_order():
    with pytest.raises(ValueError, match="time zone"):
        _invitation(starts=datetime(2026, 9, 8, 13))
    with pytest.raises(ValueError, match="end after"):
        _invitation(ends=datetime(2026, 9, 8, 13, tzinfo=OSLO))


def test_the_same_meeting_gives_the_same_bytes():
    assert _invitation() == _invitation()


def test_a_feed_tells_when_and_where_and_nothing_about_people():
    made = calendars.feed([_entry(1), {**_entry(2), "cancelled": True}], name="Møter i Nordvik, åpne")
    calendar = Calendar.from_ical(made)
    first, second = calendar.walk("VEVENT")

    assert calendar["X-WR-CALNAME"] == "Møter i Nordvik, åpne" and calendar["METHOD"] == "PUBLISH"
    assert (first["STATUS"], second["STATUS"]) == ("CONFIRMED", "CANCELLED")
    assert b"ORGANIZER" not in made and b"ATTENDEE" not in made and b"mailto" not in made
    assert made.count(b"BEGIN:VTIMEZONE") == 1


def test_an_empty_feed_is_still_a_calendar():
    assert Calendar.from_ical(calendars.feed([], name="Tom")).walk("VEVENT") == []


def _invitation(**changes) -> bytes:
    meeting = {
        "method": "REQUEST",
        "uid": "mote-1@nordvik.example",
        "sequence": 0,
        "stamp": datetime(2026, 9, 1, 10, tzinfo=UTC),
        "starts": datetime(2026, 9, 8, 13, tzinfo=OSLO),
        "ends": datetime(2026, 9, 8, 14, 30, tzinfo=OSLO),
        "summary": "Møte i koordineringsgruppa",
        "description": "Sakspapirer følger.",
        "location": "Rådhuset",
        "organizer": ("Turid Solheim", "turid@nordvik.example"),
        "attendee": ("Ola Vik", "ola@politiet.example"),
        "url": "https://bindeledd.example/g/abc",
    }
    return calendars.invitation(**{**meeting, **changes})


def _entry(number: int) -> dict:
    starts = datetime(2026, 9, number, 13, tzinfo=OSLO)
    return {
        "uid": f"mote-{number}@nordvik.example",
        "sequence": 0,
        "stamp": datetime(2026, 9, 1, 10, tzinfo=UTC),
        "starts": starts,
        "ends": starts + timedelta(hours=1),
        "summary": "Åpent møte",
        # These are in no feed, whoever hands them over.
        "organizer": ("Turid Solheim", "turid@nordvik.example"),
        "attendee": ("Ola Vik", "ola@politiet.example"),
    }


def _read(made: bytes):
    calendar = Calendar.from_ical(made)
    (event,) = calendar.walk("VEVENT")
    return calendar, event
