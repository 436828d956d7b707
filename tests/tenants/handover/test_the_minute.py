"""When the minute comes: sessions, links and calendars of the old one are dead, the new one's live; once, and without duplicates."""

from datetime import timedelta
from uuid import uuid4

import pytest
from icalendar import Calendar

from saas import clock
from saas.db import find
from tests.tenants.handover.conftest import INGRID, JONAS
from tests.tenants.overview import scene
from tests.world import log_in


def text(answer):
    return answer.get_data(as_text=True)


def once():
    return {"en_gang": str(uuid4())}


@pytest.fixture
def orphans(inside):
    """How many open duties have an owner who is no longer here."""

    def count(slug="nordvik"):
        with inside(slug, "service"):
            from tenants.handover import duties

            return [duty.text for duty in duties.orphans()]

    return count


@pytest.fixture
def called(inside, stage, worker):
    """Nordvik with a meeting that everybody is called to, and its stage."""
    mine = stage()
    with inside("nordvik"):
        from tenants.groups.models import Group
        from tenants.meetings import notices

        meeting = scene.meeting(find(Group, mine.group), clock.today() + timedelta(days=45), "draft")
        mine.ids["meeting"] = meeting.id
        notices.call(meeting, None)
    worker.work()
    return mine


def calendars(postbox):
    """(receiver, method, uid, sequence, organiser) of each calendar part that has arrived, oldest first."""
    found = []
    for letter in postbox.letters:
        for part in letter.walk():
            if part.get_content_type() == "text/calendar":
                calendar = Calendar.from_ical(part.get_payload(decode=True))
                [event] = calendar.walk("VEVENT")
                to = letter["To"].addresses[0].addr_spec
                organiser = str(event["ORGANIZER"]).removeprefix("mailto:")
                found.append((to, str(calendar["METHOD"]), str(event["UID"]), int(event["SEQUENCE"]), organiser))
    return found


def test_open_sessions_are_dead_at_the_minute_before_any_job_has_run(stage, approved, coordinator, house, jonas, minute_passes):
    stage()
    approved("nordvik")
    assert coordinator.get("/k/nordvik/").status_code == 200
    assert log_in(house, JONAS).get("/k/nordvik/").status_code == 404
    minute_passes()
    assert coordinator.get("/k/nordvik/").status_code == 302
    assert "/logg-inn" in coordinator.get("/mine").location
    again = log_in(house, INGRID)
    assert again.get("/k/nordvik/").status_code == 404 and again.get("/k/hamnes/").status_code == 200
    assert log_in(house, JONAS).get("/k/nordvik/").status_code == 200


def test_no_duty_is_without_an_active_owner_before_at_or_after(called, approved, minute_passes, completed, orphans, rows):
    assert orphans() == []
    approved("nordvik")
    assert orphans() == []
    minute_passes()
    assert orphans() == []
    completed()
    assert rows("nordvik", "SELECT state FROM handovers") == [("done",)]
    assert orphans() == []
    assert rows("nordvik", "SELECT left_on IS NOT NULL FROM people WHERE id = %s", called.ingrid) == [(True,)]


def test_everything_goes_to_the_successor_with_seat_and_title(called, approved, minute_passes, completed, rows, jonas):
    approved("nordvik")
    minute_passes()
    completed()
    [(jonas_id, user, name)] = rows("nordvik", "SELECT id, user_id, name FROM people WHERE email = %s", JONAS)
    assert (user, name) == (jonas, "Jonas Myrvold")
    for table, kind in (("tasks", "task"), ("measures", "measure"), ("evaluation_plans", "evaluation")):
        assert rows("nordvik", f"SELECT responsible_id FROM {table} WHERE id = %s", called.ids[kind]) == [(jonas_id,)]
    seats = rows("nordvik", "SELECT function, title, ends_on FROM seats WHERE person_id = %s ORDER BY title DESC", jonas_id)
    assert seats == [("secretary", "SLT-koordinator", None), ("secretary", "", None)]
    old = rows("nordvik", "SELECT title, ends_on < current_date FROM seats WHERE person_id = %s ORDER BY title DESC", called.ingrid)
    assert old == [("SLT-koordinator", True), ("", True)]


def test_what_was_chosen_otherwise_is_done_as_chosen(called, start, ids, coordinator, house, minute_passes, completed, rows):
    start("nordvik")
    page = f"/k/nordvik/overlevering/{ids()['nordvik']}"
    for kind, choice, reason in (
        ("task", f"other:{called.kari}", ""),
        ("measure", "close", "Tiltaket avsluttes etter avtale."),
        ("need", "close", "Behovet er dekket på annen måte."),
        ("series", f"other:{called.kari}", ""),
    ):
        answer = coordinator.post(f"{page}/valg", {**once(), "ansvar": f"{kind}.{called.ids[kind]}", "valg": choice, "grunn": reason})
        assert answer.status_code == 303
    coordinator.post(f"{page}/resten", once())
    coordinator.post(f"{page}/fullforing", once())
    log_in(house, "chair@nordvik.example").post(f"{page}/godkjenning", once())
    minute_passes()
    completed()
    assert rows("nordvik", "SELECT responsible_id FROM tasks WHERE id = %s", called.ids["task"]) == [(called.kari,)]
    assert rows("nordvik", "SELECT state FROM measures WHERE id = %s", called.ids["measure"]) == [("ended",)]
    assert rows("nordvik", "SELECT state FROM needs WHERE id = %s", called.ids["need"]) == [("closed",)]
    held = "SELECT p.name, s.function FROM seats s JOIN people p ON p.id = s.person_id "
    held += "WHERE s.group_id = %s AND s.ends_on IS NULL ORDER BY 1"
    assert rows("nordvik", held, called.group) == [("Are Nygård", "member"), ("Jonas Myrvold", "member"), ("Kari Moen", "secretary")]


def test_called_meetings_are_reissued_with_the_same_entry_and_no_duplicates(called, approved, minute_passes, completed, postbox):
    before = calendars(postbox)
    assert {row[4] for row in before} == {INGRID} and {row[3] for row in before} == {0}
    approved("nordvik")
    minute_passes()
    completed()
    after = calendars(postbox)[len(before):]
    assert len({row[2] for row in [*before, *after]}) == 1
    asked = [row for row in after if row[1] == "REQUEST"]
    assert sorted(row[0] for row in asked) == sorted({"kari@nordvik.example", "are@nordvik.example", JONAS})
    assert {row[3] for row in asked} == {1} and {row[4] for row in asked} == {JONAS}
    [struck] = [row for row in after if row[1] == "CANCEL"]
    assert struck[0] == INGRID and struck[3] == 1


def test_two_workers_at_once_and_a_round_that_comes_again_do_it_once(called, approved, minute_passes, completed, postbox, rows, house):
    approved("nordvik")
    minute_passes()
    from concurrent.futures import ThreadPoolExecutor

    def by_hand(_):
        from saas import rooms
        from tenants.handover import completing

        with house.app_context():
            kommune = next(k for k in rooms.all_kommuner() if k.slug == "nordvik")
            with rooms.enter(rooms.of_job(rooms.service_of(kommune), kommune)):
                return completing.complete_due()

    with ThreadPoolExecutor(2) as hands:
        assert sorted(hands.map(by_hand, range(2))) == [0, 1]
    completed()
    completed()
    assert len([row for row in calendars(postbox) if row[1] == "CANCEL"]) == 1
    assert rows("nordvik", "SELECT count(*) FROM people WHERE email = %s", JONAS) == [(1,)]
    assert rows("nordvik", "SELECT count(*) FROM audit_events WHERE action = 'handover.completed'") == [(1,)]


def test_killed_halfway_nothing_is_done_and_the_next_round_does_it_all(
    called, approved, minute_passes, completed, rows, inside, monkeypatch
):
    approved("nordvik")
    minute_passes()
    from tenants.handover import completing, first_days

    with monkeypatch.context() as broken:
        broken.setattr(first_days, "plan", lambda handover: 1 / 0)
        with pytest.raises(ZeroDivisionError), inside("nordvik", "service"):
            completing.complete_due()
    assert rows("nordvik", "SELECT state FROM handovers") == [("approved",)]
    assert rows("nordvik", "SELECT count(*) FROM people WHERE email = %s", JONAS) == [(0,)]
    completed()
    assert rows("nordvik", "SELECT state FROM handovers") == [("done",)]


def test_links_and_calendar_addresses_of_the_old_one_are_dead(called, approved, minute_passes, completed, rows, world, house, postbox):
    import re

    feed = "INSERT INTO feeds (id, user_id, token_hash) VALUES (gen_random_uuid(), %s, 'x')"
    rows("nordvik", feed, world["nordvik"].users["coordinator"])
    [letter] = [one for one in postbox.letters if one["To"].addresses[0].addr_spec == INGRID]
    link = re.search(r"http://bindeledd\.test(/g/\w+)", letter.get_body().get_content()).group(1)
    assert house.test_client().get(link).status_code == 200
    approved("nordvik")
    assert house.test_client().get(link).status_code == 200
    minute_passes()
    assert house.test_client().get(link).status_code == 404
    completed()
    assert rows("nordvik", "SELECT count(*) FROM guest_links WHERE person_id = %s AND revoked_at IS NULL", called.ingrid) == [(0,)]
    assert rows("nordvik", "SELECT revoked_at IS NOT NULL FROM feeds") == [(True,)]


def test_the_new_one_is_welcomed_with_90_days_until_all_is_ticked(called, approved, minute_passes, completed, house, rows):
    approved("nordvik")
    minute_passes()
    completed()
    jonas = log_in(house, JONAS)
    page = text(jonas.get("/k/nordvik/"))
    assert "Velkommen, Jonas. Dine første 90 dager" in page and "Møt Mona Vik" in page and "Møt Are Nygård" in page
    assert "Gå gjennom kartleggingen" in page and "Hold ditt første møte i styringsgruppen" in page
    steps = rows("nordvik", "SELECT id, day, due_on FROM handover_steps ORDER BY position")
    assert {row[1] for row in steps} == {30, 60, 90}
    address = f"/k/nordvik/overlevering/steg/{steps[0][0]}"
    assert log_in(house, "chair@nordvik.example").post(address, once()).status_code == 403
    assert log_in(house, INGRID).post(f"/k/hamnes/overlevering/steg/{steps[0][0]}", once()).status_code == 404
    assert jonas.post(address, {**once(), "versjon": "1"}).status_code == 303
    assert jonas.post(address, {**once(), "versjon": "1"}).status_code == 409
    for step_id, _, _ in steps[1:]:
        jonas.post(f"/k/nordvik/overlevering/steg/{step_id}", once())
    assert "Dine første 90 dager" not in text(jonas.get("/k/nordvik/"))


def test_the_history_names_both_with_their_days(called, approved, minute_passes, completed, house):
    approved("nordvik")
    minute_passes()
    completed()
    page = text(log_in(house, JONAS).get("/k/nordvik/overlevering/"))
    today = clock.today()
    assert f"Coordinator Nordvik, SLT-koordinator 1.1.2020–{today.day}.{today.month}.{today.year}" in page
    assert "Jonas Myrvold, SLT-koordinator" in page


def test_the_new_one_downloads_the_package_and_the_old_one_no_more(called, start, ids, coordinator, house, minute_passes, completed, rows):
    start("nordvik")
    page = f"/k/nordvik/overlevering/{ids()['nordvik']}"
    coordinator.post(f"{page}/pakke", once())
    coordinator.post(f"{page}/resten", once())
    coordinator.post(f"{page}/fullforing", once())
    log_in(house, "chair@nordvik.example").post(f"{page}/godkjenning", once())
    minute_passes()
    completed()
    [(package,)] = rows("nordvik", "SELECT id FROM handover_packages")
    address = f"/k/nordvik/overlevering/pakker/{package}.pdf"
    assert log_in(house, JONAS).get(address).status_code == 200
    assert log_in(house, INGRID).get(address).status_code == 404


def test_a_handover_that_was_not_approved_does_nothing_when_its_minute_comes(called, start, ids, coordinator, completed, rows):
    start("nordvik")
    rows("nordvik", "UPDATE handovers SET at = now() - interval '1 hour'")
    completed()
    assert rows("nordvik", "SELECT state FROM handovers") == [("draft",)]
    assert coordinator.get("/k/nordvik/").status_code == 200
