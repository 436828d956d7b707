"""The clock's rounds, what the overview asks, and that pages ask the database no more when there is more to show."""

from datetime import date, timedelta

import pytest
from sqlalchemy import event

from saas import clock
from saas.audit import AuditEvent
from saas.db import db
from tenants.meetings.models import Meeting
from tenants.minutes import service
from tenants.minutes.models import MinuteNote
from tenants.tasks.models import Task
from tests.tenants.minutes.conftest import add_meeting, add_sak
from tests.tenants.minutes.steps import send, write


def test_the_secretary_is_reminded_on_the_second_working_day_and_only_once(held, inside, worker, postbox):
    for day, expected in ((16, 0), (17, 1), (17, 0), (18, 0), (21, 0)):
        clock.move_to(clock.at(date(2026, 9, day), 8))
        with inside("nordvik", role="service"):
            assert service.remind() == expected, day
    worker.work()
    (letter,) = postbox.letters
    assert "ingrid@nordvik.example" in letter["To"]
    assert letter["Subject"].startswith("Referatet er ikke sendt")
    assert f"/k/nordvik/referater/kontroll/{held.meeting}" in letter.get_body().get_content()


def test_sent_minutes_are_not_reminded_of(held, coordinator, inside):
    send(coordinator, held)
    clock.move_to(clock.at(date(2026, 9, 21), 8))
    with inside("nordvik", role="service"):
        assert service.remind() == 0
        assert service.unsent() == []


def test_history_is_not_nagged_about(held, inside):
    clock.move_to(clock.at(date(2026, 12, 1), 8))
    with inside("nordvik", role="service"):
        assert service.remind() == 0
        assert len(service.unsent()) == 1


def test_the_close_of_a_window_is_noted_once_and_approves_nothing(held, coordinator, inside):
    send(coordinator, held)
    clock.move_to(clock.at(date(2026, 9, 18), 23))
    with inside("nordvik", role="service"):
        assert service.close_comments() == 0
    clock.move_to(clock.at(date(2026, 9, 19), 0, 5))
    for expected in (1, 0):
        with inside("nordvik", role="service"):
            assert service.close_comments() == expected
    with inside():
        noted = db.session.query(AuditEvent).filter(AuditEvent.action == "minutes.comments_closed").one()
        assert noted.facts == {"waiting": 0}
        assert service.latest().minutes.stage == "for_comment"


def test_the_rounds_are_hung_up_under_their_names(house):
    from saas import jobs

    assert jobs.is_known("minutes.remind") and jobs.is_known("minutes.close_comments")


def test_the_median_of_working_days_is_over_what_is_sent(held, coordinator, inside):
    with inside():
        for day in (date(2026, 9, 8), date(2026, 9, 10)):
            add_meeting(held.group, day)
    send(coordinator, held)
    with inside():
        found = service.dispatch(db.session.query(Meeting).all())
        assert (found.median, found.sent, found.unsent, found.days) == (1, 1, 2, {held.meeting: 1})
        assert service.dispatch([]).median is None
        waiting = service.unsent(date(2026, 9, 16))
        assert [one.working_days for one in waiting] == [6, 4]
        assert service.latest().working_days == 1


def test_what_the_overview_asks_is_for_ones_own_groups_only(held, elsewhere, coordinator, inside):
    write(coordinator, held, held.first, "", "Nordviks vedtak.")
    send(coordinator, held)
    with inside("hamnes"):
        assert service.latest() is None and service.decisions() == []
        assert [one.meeting.id for one in service.unsent()] == [elsewhere.meeting]
    with inside("nordvik", role="practitioner"):
        assert len(service.decisions()) == 1
    with inside("nordvik", role="data_protection_officer"):
        assert [one.text for one in service.decisions("nordviks")] == ["Nordviks vedtak."]


@pytest.mark.parametrize(
    "address",
    ["", "vedtak", "skriv/{meeting}", "kontroll/{meeting}", "skjerm/{meeting}", "{minutes}", "{minutes}/versjoner/1"],
)
def test_pages_ask_no_more_when_there_is_more_to_show(held, coordinator, inside, house, address):
    from tests.tenants.minutes.steps import minutes_of

    more(inside, held, 3)
    send(coordinator, held)
    path = held.path(address.format(meeting=held.meeting, minutes=minutes_of(inside, held)[0]))
    coordinator.get(path)
    few = statements(house, lambda: coordinator.get(path))
    more(inside, held, 27)
    many = statements(house, lambda: coordinator.get(path))
    assert few == many and few < 45


def more(inside, held, count):
    """Saker with notes and actions on the meeting, and more held meetings of the group."""
    with inside():
        group = db.session.query(Meeting).filter(Meeting.id == held.meeting).one().group_id
        taken = db.session.query(MinuteNote).count()
        for n in range(count):
            entry = add_sak(group, held.meeting, 100 + taken + n, "En sak", "discussion", 100 + taken + n)
            db.session.add(MinuteNote(entry_id=entry, meeting_id=held.meeting, notes="Notat", decision="Vedtak"))
            responsible, due = held.people["Yusuf"], date(2026, 10, 1)
            db.session.add(Task(group_id=group, meeting_id=held.meeting, entry_id=entry, what="Gjør det",
                                responsible_id=responsible, due_on=due))  # fmt: skip
            add_meeting(group, date(2026, 1, 5) + timedelta(days=taken + n))


def statements(house, visit):
    """How many statements a visit sends, over all rooms."""
    seen = []
    with house.app_context():
        engines = list(db.engines.values())
    listeners = [(engine, lambda *args: seen.append(args[2])) for engine in engines]
    for engine, listener in listeners:
        event.listen(engine, "before_cursor_execute", listener)
    try:
        assert visit().status_code == 200
    finally:
        for engine, listener in listeners:
            event.remove(engine, "before_cursor_execute", listener)
    return len(seen)
