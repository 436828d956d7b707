"""Reminders: three days before, the day after, to the leader at fourteen days; each once."""

import threading
from datetime import timedelta

import pytest

from saas import clock, jobs, rooms
from saas.db import db
from saas.errors import NotNow
from tenants.network.models import Person
from tenants.tasks import notices, service
from tenants.tasks.models import Task
from tests.tenants.tasks.conftest import TODAY


@pytest.fixture
def days_pass(house, world, worker):
    """`days_pass(n)`: n days later the clock has struck, twice, and the letters are delivered."""

    def pass_on(days: int) -> None:
        clock.move_to(clock.at(TODAY + timedelta(days=days), 8))
        strike(house)
        strike(house)
        worker.work()

    return pass_on


@pytest.fixture
def task(inside, nordvik_circle):
    """Hanne's task with a deadline in ten days."""
    with inside():
        return add(nordvik_circle.group, nordvik_circle.hanne, TODAY + timedelta(days=10))


def strike(house):
    with house.app_context():
        for kommune in rooms.all_kommuner():
            jobs.ask("tasks.remind", kommune, rooms.service_of(kommune))


def add(group_id, person_id, due_on, what="Tilby åpen hall fredager", **origin):
    from tenants.groups.models import Group

    group = db.session.query(Group).filter(Group.id == group_id).one()
    return service.add(group, what, person_id, due_on, **origin).id


def to_and_subject(postbox):
    return [(letter["To"].addresses[0].addr_spec, letter["Subject"]) for letter in postbox.letters]


def test_the_responsible_is_reminded_three_days_before_and_the_day_after_and_then_the_leader(
    task, days_pass, postbox
):
    days_pass(6)
    assert postbox.letters == []
    for day in range(7, 31):
        days_pass(day)
    assert to_and_subject(postbox) == [
        ("hanne@nordvik.example", "Frist om 3 dager: Tilby åpen hall fredager"),
        ("hanne@nordvik.example", "Frist i går: Tilby åpen hall fredager"),
        ("mona@nordvik.example", "Oppgaven «Tilby åpen hall fredager» er 14 dager over frist"),
    ]
    body = postbox.letters[0].get_content()
    assert "http://bindeledd.test/g/" in body and "tirsdag 22. september 2026" in body
    assert "/g/" not in postbox.letters[2].get_content()


def test_a_round_that_was_missed_is_made_up_for_on_the_next_day(task, days_pass, postbox):
    days_pass(8)
    days_pass(13)
    days_pass(26)
    assert len(postbox.letters) == 3


def test_a_task_that_is_done_or_dropped_reminds_nobody(task, inside, days_pass, postbox):
    with inside():
        service.report(service.find(task), "done")
    days_pass(9)
    days_pass(30)
    assert postbox.letters == []


def test_a_moved_deadline_is_reminded_of_anew(task, inside, nordvik_circle, days_pass, postbox):
    days_pass(8)
    with inside():
        found = service.find(task)
        service.change(found, found.version, found.what, nordvik_circle.hanne, TODAY + timedelta(days=40))
    days_pass(9)
    assert len(postbox.letters) == 1
    days_pass(37)
    assert len(postbox.letters) == 2


def test_a_task_born_in_a_meeting_today_is_not_reminded_of_before_its_minutes(
    inside, nordvik_circle, days_pass, postbox
):
    from tenants.meetings.models import Meeting

    with inside():
        meeting = Meeting(
            group_id=nordvik_circle.group,
            starts_at=clock.at(TODAY, 9),
            ends_at=clock.at(TODAY, 11),
            calendar_uid="a@b",
        )
        db.session.add(meeting)
        db.session.flush()
        add(nordvik_circle.group, nordvik_circle.hanne, TODAY + timedelta(days=2), meeting_id=meeting.id)
    days_pass(0)
    assert postbox.letters == []
    days_pass(1)
    assert len(postbox.letters) == 1


def test_somebody_without_an_address_stands_on_the_coordinators_list(
    inside, nordvik_circle, days_pass, postbox, coordinator
):
    with inside():
        person = db.session.query(Person).filter(Person.id == nordvik_circle.hanne).one()
        person.email = ""
        add(nordvik_circle.group, nordvik_circle.hanne, TODAY + timedelta(days=1), what="Ring nattevandrerne")
    days_pass(0)
    page = coordinator.get("/k/nordvik/oppgaver/").get_data(as_text=True)
    assert postbox.letters == []
    assert "Disse må du minne på selv" in page and "Hanne Dahl kan ikke få brev" in page
    with inside():
        db.session.query(Person).filter(
            Person.id == nordvik_circle.hanne
        ).one().email = "hanne@nordvik.example"
    days_pass(0)
    assert len(postbox.letters) == 1
    assert "Disse må du minne på selv" not in coordinator.get("/k/nordvik/oppgaver/").get_data(as_text=True)


def test_two_rounds_at_once_write_one_letter(house, world, inside, nordvik_circle, worker, postbox):
    with inside():
        for number in range(5):
            add(
                nordvik_circle.group,
                nordvik_circle.hanne,
                TODAY + timedelta(days=3),
                what=f"Oppgave nummer {number}",
            )
    start, place = threading.Barrier(4), world["nordvik"]
    wrong: list[BaseException] = []

    def one_round():
        with house.app_context():
            kommune = next(k for k in rooms.all_kommuner() if k.slug == "nordvik")
            kommune = rooms.Kommune(**{**kommune.__dict__, "role": "service"})
            start.wait()
            try:
                with rooms.enter(rooms.of_job(place.users["service"], kommune, "")):
                    notices.remind_due()
            except BaseException as error:  # noqa: BLE001
                wrong.append(error)

    hands = [threading.Thread(target=one_round) for _ in range(4)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    worker.work()
    assert wrong == []
    assert sorted(subject for _, subject in to_and_subject(postbox)) == [
        f"Frist om 3 dager: Oppgave nummer {number}" for number in range(5)
    ]


def test_purring_goes_at_once_and_at_most_once_a_day(task, inside, worker, postbox):
    with inside():
        notices.remind_now(service.find(task))
    with inside(), pytest.raises(NotNow):
        notices.remind_now(service.find(task))
    worker.work()
    assert len(postbox.letters) == 1
    clock.move_to(clock.at(TODAY + timedelta(days=1), 8))
    with inside():
        notices.remind_now(service.find(task))
        assert db.session.query(Task).one().is_open
