"""The wheel in the calendar address: whole days, each reader's own sight, and no double beside a planned meeting."""

from datetime import date
from uuid import uuid4

from icalendar import Calendar

from tests.tenants.wheel.conftest import HOME, text
from tests.world import Browser, log_in


def read(house, browser):
    assert browser.post("/k/nordvik/kalender/", {"en_gang": str(uuid4())}).status_code == 303
    path = text(browser.get("/k/nordvik/kalender/")).split('value="http://bindeledd.test', 1)[1].split('"', 1)[0]
    answer = Browser(house).get(path)
    assert answer.status_code == 200 and max(len(line) for line in answer.data.split(b"\r\n")) <= 75
    return Calendar.from_ical(answer.data)


def test_entries_are_whole_days_that_take_no_time(coordinator, year, write, house):
    entry = write(title="Ferie; vikar, og mer", from_on=date(2026, 10, 5), starts_on=date(2026, 10, 5), until_on=date(2026, 10, 7),
                  ends_on=date(2026, 10, 7), note="Husk\nlisten")  # fmt: skip
    write(title="Ungdata", month=11)
    write(title="For lenge siden", year=2025, month=2)
    first, second = sorted(read(house, coordinator).walk("VEVENT"), key=lambda event: event["DTSTART"].dt)
    assert first["DTSTART"].dt == date(2026, 10, 5) and first["DTEND"].dt == date(2026, 10, 8)
    assert first["UID"] == f"arshjul-{entry}@bindeledd" and first["SUMMARY"] == "Ferie; vikar, og mer"
    assert first["TRANSP"] == "TRANSPARENT" and first["DTSTART"].params["VALUE"] == "DATE" and first["DTSTAMP"].dt.tzinfo
    # 1 November 2026 is a Sunday.
    assert second["SUMMARY"] == "I løpet av november: Ungdata" and second["DTSTART"].dt == date(2026, 11, 2)


def test_a_change_raises_the_sequence_and_a_planned_meeting_stands_once(coordinator, year, write, house):
    entry = write(title="Møte", ring="STEERING", makes="meeting", month=11)
    (event,) = read(house, coordinator).walk("VEVENT")
    assert event["SEQUENCE"] == 0
    assert coordinator.post(f"{HOME}{entry}/mote").status_code == 303
    (event,) = read(house, coordinator).walk("VEVENT")
    assert "Møte i politirådet" in event["SUMMARY"]


def test_a_practitioner_and_another_kommune_read_their_own(coordinator, house, year, theirs, write):
    write(title="Rådets eget", group_id=year.high)
    write(title="For alle")
    write("hamnes", title="Hamnes sitt")
    practitioner = log_in(house, "practitioner@nordvik.example")
    assert [str(event["SUMMARY"]) for event in read(house, practitioner).walk("VEVENT")] == ["I løpet av oktober: For alle"]
    assert "Hamnes" not in str(read(house, coordinator).to_ical())
