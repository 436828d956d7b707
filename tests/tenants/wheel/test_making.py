"""What an entry makes: the meeting in the group's own plan, the task for its owner; and the clock's word in time, once."""

from datetime import date, timedelta

from saas import clock
from saas.db import db
from tenants.meetings.models import Meeting
from tenants.network.models import Person
from tenants.tasks.models import Task
from tenants.wheel import preparing
from tenants.wheel.models import WheelEntry
from tests.tenants.overview import scene
from tests.tenants.wheel.conftest import HOME, text


def test_a_meeting_is_made_at_the_groups_usual_time_and_once(coordinator, year, write, entries, inside):
    with inside():
        scene.meeting(db.session.get(*_group(year.high)), date(2026, 5, 21), "held", hour=12)
    entry = write(title="Møte 4", ring="STEERING", makes="meeting", month=11, from_on=date(2026, 11, 19), starts_on=date(2026, 11, 19))
    answer = coordinator.post(f"{HOME}{entry}/mote")
    assert answer.status_code == 303 and "Møtet er laget" in text(coordinator.get(answer.location))
    again = coordinator.post(f"{HOME}{entry}/mote")
    assert again.status_code == 409 and "Møtet er allerede laget." in text(again)
    with inside():
        made = db.session.query(Meeting).filter(Meeting.state == "draft").one()
        assert made.group_id == year.high and made.starts_at == clock.at(date(2026, 11, 19), 12)
        assert made.ends_at - made.starts_at == timedelta(hours=2) and made.place == "Rådhuset, møterom Fjorden"
        made.state = "cancelled"
    assert coordinator.post(f"{HOME}{entry}/mote").status_code == 303, "A meeting that was called off can be made anew."


def test_a_meeting_that_the_group_has_planned_is_taken_and_no_other_entry_gets_it(coordinator, year, write, entries, inside):
    with inside():
        group = db.session.get(*_group(year.low))
        scene.meeting(group, date(2026, 10, 6), "called")
        wanted = scene.meeting(group, date(2026, 10, 20), "draft").id
    first = write(title="A", makes="meeting", group_id=year.low, from_on=date(2026, 10, 21), starts_on=date(2026, 10, 21))
    second = write(title="B", makes="meeting", group_id=year.low, from_on=date(2026, 10, 22), starts_on=date(2026, 10, 22))
    for entry in (first, second):
        answer = coordinator.post(f"{HOME}{entry}/mote")
        assert "Gruppen har alt planlagt et møte" in text(coordinator.get(answer.location))
    a, b = entries()
    assert a["meeting_id"] == wanted and b["meeting_id"] not in (None, wanted)
    with inside():
        assert db.session.query(Meeting).count() == 2


def test_a_task_is_made_for_the_owner_with_a_letter_and_once(coordinator, year, write, inside, worker, postbox):
    entry = write(title="Be om rapporter", ring="COORDINATOR", makes="task", responsible_id=year.hanne, month=10)
    assert coordinator.post(f"{HOME}{entry}/oppgave").status_code == 303
    assert coordinator.post(f"{HOME}{entry}/oppgave").status_code == 409
    with inside():
        task = db.session.query(Task).one()
        assert (task.what, task.responsible_id, task.due_on) == ("Be om rapporter", year.hanne, date(2026, 10, 31))
        assert task.group_id == year.low and task.source == "Årshjul 2026"
    worker.work()
    assert [letter["To"] for letter in postbox.letters] == ["Hanne Dahl <hanne@nordvik.example>"]


def test_nothing_is_made_of_what_has_passed_lacks_an_owner_or_makes_something_else(coordinator, year, write, inside):
    past = write(title="I mars", makes="meeting", month=3)
    ownerless = write(title="Uten ansvarlig", makes="task")
    reminder = write(title="Bare en påminnelse")
    groupless = write(title="Utførende", ring="OPERATIONAL", makes="meeting")
    for entry, way, said in (
        (past, "mote", "Dagen er passert."), (ownerless, "oppgave", "mangler ansvarlig"), (reminder, "mote", "lager ikke dette"),
        (ownerless, "mote", "lager ikke dette"), (groupless, "mote", "Det finnes ingen gruppe"),
    ):  # fmt: skip
        answer = coordinator.post(f"{HOME}{entry}/{way}")
        assert answer.status_code == 409 and said in text(answer), (entry, way)
    with inside():
        assert db.session.query(Meeting).count() == db.session.query(Task).count() == 0


def test_the_clock_makes_and_tells_when_the_lead_time_begins_and_once(coordinator, year, write, entries, inside, worker, postbox):
    write(title="Oppgave", makes="task", responsible_id=year.hanne, lead_days=29, month=10)
    write(title="Møte", ring="STEERING", makes="meeting", responsible_id=year.leader, lead_days=31, group_id=year.high)
    write(title="Uten ansvarlig", lead_days=40, group_id=year.low)
    write(title="Senere", lead_days=7, month=12, responsible_id=year.hanne)
    write(title="Uten forberedelse", responsible_id=year.hanne)
    write(title="Passert", lead_days=7, month=3, responsible_id=year.hanne)
    # 2 September is twenty-nine days before 1 October: the task's turn comes tomorrow.
    assert (strike(inside), strike(inside)) == (2, 0)
    clock.move_to(scene.MORNING + timedelta(days=1))
    assert (strike(inside), strike(inside)) == (1, 0)
    worker.work()
    told = sorted((letter["To"].split(" <")[0], letter["Subject"]) for letter in postbox.letters)
    assert told == [
        ("Hanne Dahl", "Oppgave til deg: Oppgave"),
        ("Kari Moen", "Årshjulet: tid for å forberede Uten ansvarlig"),
        ("Mona Lie", "Årshjulet: tid for å forberede Møte"),
    ]
    made = {one["title"]: one for one in entries()}
    assert made["Oppgave"]["task_id"] and not made["Møte"]["meeting_id"]
    assert "<strong>1.10.</strong>" not in text(coordinator.get(HOME))
    assert 'id="na"' in text(coordinator.get(HOME))


def test_one_entry_that_is_refused_does_not_stop_the_others(year, write, inside, worker, postbox):
    write(title="Snakk med Ole Hansen, født 01810550003", makes="task", responsible_id=year.hanne, lead_days=40)
    write(title="Vanlig", makes="task", responsible_id=year.hanne, lead_days=40)
    assert strike(inside) == 2
    with inside():
        assert [task.what for task in db.session.query(Task)] == ["Vanlig"]


def test_who_cannot_be_written_to_is_told_later(year, write, inside, worker, postbox):
    with inside():
        for person in db.session.query(Person):
            person.email = ""
    write(title="Runde", responsible_id=year.hanne, lead_days=40)
    assert strike(inside) == 0
    with inside():
        db.session.query(Person).filter_by(id=year.hanne).one().email = "hanne@nordvik.example"
    assert strike(inside) == 1
    worker.work()
    assert len(postbox.letters) == 1


def test_two_clocks_at_once_write_one_letter(year, write, inside, worker, postbox, world, house):
    from threading import Barrier, Thread

    write(title="Runde", responsible_id=year.hanne, lead_days=40)
    start, failed = Barrier(2), []

    def one():
        try:
            start.wait()
            strike(inside)
        except Exception as error:  # noqa: BLE001
            failed.append(error)

    threads = [Thread(target=one) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    worker.work()
    assert len(postbox.letters) == 1


def test_the_overview_shows_the_two_next(coordinator, member, year, write):
    for month, title in ((12, "Tredje"), (10, "Andre"), (9, "Første")):
        write(title=title, month=month)
    page = text(coordinator.get("/k/nordvik/")) + text(member.get("/k/nordvik/"))
    assert page.count("Første") == page.count("Andre") == 2 or "Kom i gang" in page
    assert "Tredje" not in page


def strike(inside):
    """One stroke of the clock."""
    with inside("nordvik", "service"):
        return preparing.prepare()


def _group(group_id):
    from saas.rooms import kommune
    from tenants.groups.models import Group

    return Group, (kommune().id, group_id)


def test_the_models_know_their_own_days():
    entry = WheelEntry(year=2026, month=12, lead_days=10)
    assert (entry.first_day, entry.last_day, entry.prepared_from) == (date(2026, 12, 1), date(2026, 12, 31), date(2026, 11, 21))
    assert WheelEntry(year=2028, month=2).last_day == date(2028, 2, 29)
