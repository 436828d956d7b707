"""What a person is told stands in their notices with why; letters leave as they come until somebody chooses otherwise."""

from datetime import timedelta

import pytest

from saas import clock
from tests.world import log_in

HOME = "/k/nordvik/varsler"
CHOSEN = {"tasks": "at_once", "meetings": "at_once", "minutes": "at_once", "work": "at_once", "oversikt": "role", "stille": "y",
          "stille_fra": "20", "stille_til": "7", "stille_dager": "y", "versjon": "0"}


def choose(browser, **data):
    answer = browser.post(f"{HOME}/innstillinger", {**CHOSEN, **data})
    assert answer.status_code == 303, answer.get_data(as_text=True)


def test_a_letter_stands_in_the_notices_of_whom_it_is_to_and_leaves_as_before(member, coordinator, people, letter, worker, postbox):
    letter()
    worker.work()
    assert [one["Subject"] for one in postbox.letters] == ["Oppgave til deg"]
    page = member.get(f"{HOME}/").get_data(as_text=True)
    assert "Oppgave til deg" in page and "Du er ansvarlig" in page and "Ulest" in page
    assert "Oppgave til deg" not in coordinator.get(f"{HOME}/").get_data(as_text=True)


def test_reading_marks_as_read_and_only_ones_own(member, coordinator, people, letter, rows):
    letter()
    [(notice,)] = rows("SELECT id FROM notices")
    assert coordinator.post(f"{HOME}/{notice}/lest").status_code == 404
    assert rows("SELECT read_at IS NULL FROM notices") == [(True,)]
    assert member.post(f"{HOME}/{notice}/lest").status_code == 303
    assert rows("SELECT read_at IS NULL FROM notices") == [(False,)]
    letter("En til")
    assert member.post(f"{HOME}/lest").status_code == 303
    assert "Ulest" not in member.get(f"{HOME}/").get_data(as_text=True)


def test_somebody_without_an_account_gets_a_letter_and_no_notice(people, letter, worker, postbox, rows):
    letter(to="gjest@ute.example")
    worker.work()
    assert len(postbox.letters) == 1 and rows("SELECT count(*) FROM notices") == [(0,)]


def test_another_kommune_has_none_of_them(house, people, hamnes_people, letter, rows):
    letter()
    [(notice,)] = rows("SELECT id FROM notices")
    stranger = log_in(house, "member@hamnes.example")
    assert stranger.get(f"{HOME}/").status_code == 404
    assert stranger.post(f"/k/hamnes/varsler/{notice}/lest").status_code == 404
    assert "Oppgave til deg" not in stranger.get("/k/hamnes/varsler/").get_data(as_text=True)


def test_all_of_ones_kommuner_stand_on_one_page_and_none_twice(coordinator, people, hamnes_people, letter):
    letter("Bare i Nordvik", to="coordinator@nordvik.example")
    letter("Bare i Hamnes", to="coordinator@hamnes.example", slug="hamnes")
    page = coordinator.get("/mine/varsler").get_data(as_text=True)
    assert page.count("Bare i Nordvik") == 1 and page.count("Bare i Hamnes") == 1
    assert "2 ul" in coordinator.get("/mine").get_data(as_text=True)


def test_a_burst_of_changes_is_one_letter_with_all_of_it(member, people, letter, worker, strike, postbox):
    choose(member, tasks="batched")
    for number in range(5):
        letter(f"Oppgave {number}")
        clock.move_to(clock.now() + timedelta(minutes=2))
    worker.work()
    strike("notices.gather")
    assert postbox.letters == []
    clock.move_to(clock.now() + timedelta(minutes=6))
    strike("notices.gather")
    [one] = postbox.letters
    assert one["Subject"] == "5 meldinger fra Nordvik"
    assert all(f"Oppgave {number}: http://bindeledd.test/g/abc" in one.get_content() for number in range(5))
    clock.move_to(clock.now() + timedelta(hours=2))
    strike("notices.gather")
    strike("outbox.sweep")
    assert len(postbox.letters) == 1


def test_one_held_letter_leaves_as_itself(member, people, letter, strike, postbox):
    choose(member, tasks="batched")
    letter()
    clock.move_to(clock.now() + timedelta(minutes=16))
    strike("notices.gather")
    assert [one["Subject"] for one in postbox.letters] == ["Oppgave til deg"]


def test_a_letter_that_one_does_not_want_stands_in_the_notices_only(member, people, letter, worker, strike, postbox):
    choose(member, tasks="never")
    letter()
    worker.work()
    clock.move_to(clock.now() + timedelta(days=40))
    strike("notices.gather")
    strike("outbox.sweep")
    assert postbox.letters == [] and "Oppgave til deg" in member.get(f"{HOME}/").get_data(as_text=True)


def test_quiet_hours_hold_a_letter_over_midnight_and_the_weekend(member, people, letter, worker, strike, postbox):
    choose(member)
    clock.move_to(clock.at(clock.today() + timedelta(days=2), 21))  # Friday evening
    letter()
    worker.work()
    for moment in (clock.now() + timedelta(hours=4), clock.now() + timedelta(hours=36), clock.at(clock.today() + timedelta(days=3), 6, 59)):
        clock.move_to(moment)
        strike("notices.gather")
        assert postbox.letters == []
    clock.move_to(clock.now() + timedelta(minutes=2))  # Monday just past seven
    strike("notices.gather")
    assert len(postbox.letters) == 1


@pytest.mark.parametrize(("template", "facts"), [
    ("meetings/cancelled.txt", {}),
    ("access/ending.txt", {}),
])
def test_what_is_urgent_leaves_at_once_whatever_one_has_chosen(member, people, letter, worker, postbox, template, facts):
    choose(member, meetings="monthly", tasks="monthly")
    clock.move_to(clock.at(clock.today(), 23))
    letter(template=template, **facts)
    worker.work()
    assert len(postbox.letters) == 1


def test_a_calendar_entry_is_never_left_out_nor_put_together(member, people, letter, worker, postbox):
    choose(member, meetings="never")
    letter(template="meetings/called.txt", calendar=("REQUEST", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"))
    worker.work()
    assert len(postbox.letters) == 1


@pytest.mark.parametrize("data", [
    {"tasks": "hver time"}, {"oversikt": "alltid"}, {"stille_fra": "24"}, {"stille_til": "sju"}, {"work": ""},
])
def test_a_choice_that_is_not_there_is_refused(member, people, data, rows):
    assert member.post(f"{HOME}/innstillinger", {**CHOSEN, **data}).status_code == 422
    assert rows("SELECT count(*) FROM notice_settings") == [(0,)]


def test_choices_are_ones_own_and_an_older_page_overwrites_nothing(member, coordinator, people, rows):
    choose(member, tasks="weekly")
    choose(member, tasks="daily", versjon="1")
    assert member.post(f"{HOME}/innstillinger", {**CHOSEN, "tasks": "never", "versjon": "1"}).status_code == 409
    choose(coordinator, tasks="monthly")
    assert sorted(paces["tasks"] for (paces,) in rows("SELECT paces FROM notice_settings")) == ["daily", "monthly"]
