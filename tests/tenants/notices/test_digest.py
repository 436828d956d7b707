"""The digest: by role, once a period, never empty, never the title of a task or a sak."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from saas import clock
from saas.db import db
from tenants.meetings.models import Invitation, Meeting
from tenants.notices import digest
from tenants.notices.quiet import Hours
from tenants.tasks.models import Task
from tests.tenants.notices.conftest import settle

SECRET = "Den hemmelige oppgaven om havna"
MONDAY = datetime(2026, 9, 21, 8, 5, tzinfo=clock.OSLO)


@pytest.fixture
def busy(people, inside):
    """The member has a task that is late, and a meeting to answer; the chair's group has a meeting."""
    with inside("nordvik"):
        start = clock.at(clock.today() + timedelta(days=8), 9)
        meeting = Meeting(id=uuid4(), group_id=people["group"], starts_at=start, ends_at=start + timedelta(hours=1),
                          calendar_uid=str(uuid4()), state="called", called_at=clock.now())
        db.session.add(meeting)
        db.session.flush()
        db.session.add(Invitation(id=uuid4(), meeting_id=meeting.id, person_id=people["member"]))
        db.session.add(Task(id=uuid4(), group_id=people["group"], what=SECRET, responsible_id=people["member"],
                            due_on=clock.today() - timedelta(days=2)))
    return people


def receivers(postbox):
    return sorted(letter["To"].addresses[0].addr_spec for letter in postbox.letters)


def test_members_get_it_on_monday_once_and_leaders_on_the_first_of_the_month(busy, strike, postbox):
    strike("notices.digest")  # Wednesday: this week's Monday has passed, so it comes now
    assert receivers(postbox) == ["chair@nordvik.example", "member@nordvik.example"]
    strike("notices.digest")
    assert len(postbox.letters) == 2
    clock.move_to(MONDAY.replace(hour=7, minute=30))
    strike("notices.digest")
    assert len(postbox.letters) == 2
    clock.move_to(MONDAY)
    strike("notices.digest")
    strike("notices.digest")
    assert receivers(postbox) == ["chair@nordvik.example", "member@nordvik.example", "member@nordvik.example"]


def test_it_tells_what_waits_and_what_comes_and_never_what_a_task_is_called(busy, strike, postbox):
    strike("notices.digest")
    words = next(letter for letter in postbox.letters if "member" in letter["To"])
    text = words.get_content()
    assert words["Subject"] == "SLT i Nordvik: uken i korte trekk"
    assert "Svar på innkallingen til Koordineringsgruppen torsdag 24. september 2026 kl. 09.00" in text
    assert "Oppgave i Koordineringsgruppen hadde frist mandag 14. september" in text
    assert SECRET not in text
    leader = next(letter for letter in postbox.letters if "chair" in letter["To"]).get_content()
    assert "1 oppgaver åpne, og 1 av dem er over fristen" in leader


def test_nothing_to_tell_is_no_letter_and_the_period_is_over(people, strike, postbox, rows):
    strike("notices.digest")
    assert postbox.letters == []
    assert {period for (period,) in rows("SELECT period FROM digests")} == {"2026-W38", "2026-09"}


def test_two_workers_at_once_write_one(busy, house, world, inside, postbox, worker, rows):
    from threading import Barrier, Thread

    gate, made = Barrier(2), []

    def work():
        with inside("nordvik", role="service"):
            gate.wait(10)
            made.append(digest.send_due())

    threads = [Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    worker.work()
    assert sum(made) == 2 and receivers(postbox) == ["chair@nordvik.example", "member@nordvik.example"]


@pytest.mark.parametrize(("chosen", "comes"), [("never", False), ("weekly", True), ("role", True)])
def test_ones_own_choice_goes_before_the_role(member, busy, strike, postbox, chosen, comes):
    data = {"tasks": "at_once", "meetings": "at_once", "minutes": "at_once", "work": "at_once", "oversikt": chosen, "stille_fra": "20",
            "stille_til": "7", "versjon": "0"}
    assert member.post("/k/nordvik/varsler/innstillinger", data).status_code == 303
    strike("notices.digest")
    assert ("member@nordvik.example" in receivers(postbox)) is comes


def test_it_speaks_the_kommunes_language_and_knows_no_other_kommune(busy, world, inside, strike, postbox):
    with inside("hamnes"):
        settle(world["hamnes"])
    strike("notices.digest", slug="hamnes")
    assert postbox.letters == []


@pytest.mark.parametrize(("now", "weekly", "monthly"), [
    (datetime(2026, 9, 21, 7, 59, tzinfo=clock.OSLO), False, True),
    (datetime(2026, 9, 21, 8, 0, tzinfo=clock.OSLO), True, True),
    (datetime(2026, 9, 20, 12, 0, tzinfo=clock.OSLO), False, False),  # a Sunday is quiet
    (datetime(2026, 4, 6, 12, 0, tzinfo=clock.OSLO), False, False),  # Easter Monday
    (datetime(2026, 4, 7, 8, 0, tzinfo=clock.OSLO), True, True),
    (datetime(2026, 1, 1, 12, 0, tzinfo=clock.OSLO), False, False),
    (datetime(2026, 1, 2, 8, 0, tzinfo=clock.OSLO), True, True),
])
def test_it_waits_for_the_first_working_morning(now, weekly, monthly):
    assert (digest.is_due("weekly", now, Hours()), digest.is_due("monthly", now, Hours())) == (weekly, monthly)


def test_a_week_has_one_name_also_at_new_year():
    assert digest.period("weekly", datetime(2027, 1, 1).date()) == "2026-W53"
    assert digest.period("monthly", datetime(2027, 1, 1).date()) == "2027-01"
