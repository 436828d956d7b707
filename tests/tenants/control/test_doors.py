"""Every page of control through its door: who may, who may not, another kommune, and what a controller's visit leaves."""

import pytest

from saas.accounts.guard import ABILITIES
from tests.tenants.control.conftest import HERE, new, text
from tests.tenants.overview.test_statements import Counted
from tests.world import log_in

PAGES = (
    "",
    "tilgang",
    "tilgang.csv",
    "logg",
    "logg/kontroll",
    "vakten",
    "innsyn/",
    "lagringstid",
    "protokoll",
    "protokoll.pdf",
    "avtale",
)


@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_for_those_who_control(officer, coordinator, chief, kari, page):
    for browser in (officer, coordinator, chief):
        assert browser.get(HERE + page).status_code == 200


@pytest.mark.parametrize("role", ["member", "practitioner", "chair"])
def test_nobody_else_comes_in(house, world, kari, role):
    browser = log_in(house, f"{role}@nordvik.example")
    for page in (*PAGES, f"innsyn/{kari.id}"):
        assert browser.get(HERE + page).status_code == 403, page
    for page in ("lagringstid/proving", "avtale/godkjenning", f"innsyn/{kari.id}/sletting", f"innsyn/{kari.id}/rapport"):
        assert browser.post(HERE + page, {"en_gang": new()}).status_code == 403, page


def test_another_kommune_is_not_there_for_an_auditor(officer, settle, events):
    kari = settle("hamnes")
    for page in (*PAGES, f"innsyn/{kari.id}"):
        assert officer.get(f"/k/hamnes/kontroll/{page}").status_code == 404, page
    assert officer.get("/k/hamnes/").status_code == officer.get("/k/finnes-ikke/").status_code == 404
    assert events("hamnes", "control.") == []


def test_another_kommunes_ids_are_not_there(coordinator, officer, chief, settle, events):
    kari, ours = settle("hamnes", "Noe helt annet"), settle("nordvik")
    coordinator.post("/k/hamnes/kontroll/lagringstid/proving", {"en_gang": new()})
    run = events("hamnes", "retention.")[0]
    assert run[0] == "retention.tried"
    for browser in (officer, coordinator, chief):
        assert browser.get(f"{HERE}innsyn/{kari.id}").status_code == 404
        for deed in ("rapport", "sletting"):
            assert browser.post(f"{HERE}innsyn/{kari.id}/{deed}", {"en_gang": new()}).status_code == 404
        assert browser.post(f"{HERE}lagringstid/{kari.id}/sletting", {"en_gang": new()}).status_code == 404
    assert "Noe helt annet" not in text(officer.get(f"{HERE}innsyn/{ours.id}"))


def test_what_a_controller_opens_is_logged_with_ids_and_never_text(officer, kari, events):
    officer.get(f"{HERE}innsyn/{kari.id}?navn=hemmelig")
    officer.client.head(f"{HERE}logg?navn=hemmelig")
    officer.get("/k/nordvik/oppgaver/?sok=hemmelig")
    found = events(prefix="control.")
    assert [facts["endpoint"] for _, facts in found] == ["control.report", "control.events", "tasks.index"]
    assert found[0][1] == {"endpoint": "control.report", "person_id": str(kari.id)}
    assert "hemmelig" not in str(found)


def test_others_leave_no_such_trace_and_what_is_refused_opened_nothing(officer, coordinator, kari, events):
    coordinator.get(f"{HERE}innsyn/{kari.id}")
    officer.get(f"{HERE}innsyn/{new()}")
    officer.get("/k/nordvik/oppgaver/ny")
    assert events(prefix="control.") == []


def test_a_controller_is_told_on_every_page(officer, coordinator):
    words = "Kontrollvisning – alt du åpner blir logget"
    assert words in text(officer.get(HERE)) and words in text(officer.get("/k/nordvik/"))
    assert words not in text(coordinator.get(HERE))


def test_a_controllers_calendar_is_logged_too_each_time_it_is_read(house, officer, events):
    address = next(rule.rule for rule in house.url_map.iter_rules() if rule.endpoint == "feeds.index").replace(
        "<kommune>", "nordvik"
    )
    officer.post(address, {"en_gang": new()})
    page = text(officer.get(address))
    token = page.split("/kalender/", 1)[1].split(".ics", 1)[0]
    assert house.test_client().get(f"/kalender/{token}.ics").status_code == 200
    assert events(prefix="control.")[-1][1] == {"endpoint": "feed_door.read"}


def test_the_controllers_reading_stays_read_only_in_the_database(house, officer, monkeypatch):
    from sqlalchemy import select

    from saas import audit
    from saas.db import db
    from tenants.control import views

    def meddle(*_, **__):
        audit.record("test.deed")
        db.session.execute(select(1))

    monkeypatch.setattr(views.guard_report, "latest", meddle)
    assert officer.get(f"{HERE}vakten").status_code == 500


def test_a_controller_can_write_nothing_anywhere(house, officer, kari, count_rows, settle):
    """Every POST of the kommune, with ids that are there: whatever it answers, no row is made, changed or gone."""
    assert not {"coordinate", "propose", "approve", "admit"} & ABILITIES["data_protection_officer"]
    ids = {"person_id": kari.id, "group_id": kari.group}
    before, tried = count_rows(), 0
    for rule in list(house.url_map.iter_rules()):
        if (
            rule.rule.startswith("/k/")
            and "POST" in (rule.methods or ())
            and rule.endpoint not in ("control.try_out", "control.take_report")
        ):
            tried += 1
            with house.test_request_context():
                values = {name: ids.get(name, new()) for name in rule.arguments - {"kommune"}}
                for name, converter in rule._converters.items():
                    if type(converter).__name__ == "IntegerConverter":
                        values[name] = 1
                    elif name != "kommune" and type(converter).__name__ != "UUIDConverter":
                        values[name] = "x"
                address = house.url_map.bind("bindeledd.test").build(rule.endpoint, {"kommune": "nordvik", **values}, "POST")
            answer = officer.post(address, {"tittel": "x", "navn": "x", "hva": "x", "en_gang": new()})
            assert answer.status_code in (400, 403, 404, 405, 409, 413, 422, 302, 303), (rule.rule, answer.status_code)
    after = count_rows()
    # The log itself, the forms' numbers, and a calendar address of one's own: reading by it is logged like all else.
    mine = {"audit_events", "audit_heads", "deeds", "login_events", "feeds"}
    assert tried > 100
    assert {name: n for name, n in after.items() if name not in mine} == {
        name: n for name, n in before.items() if name not in mine
    }


def test_the_pages_take_as_many_statements_for_thirty_as_for_three(house, officer, coordinator, inside, kari, settle):
    from datetime import timedelta

    from saas import clock
    from saas.accounts.links import make
    from tests.tenants.overview import scene as lay

    def fill(number):
        with inside():
            for n in range(number):
                group, who = lay.group(f"Gruppe {number}-{n}"), lay.person(f"Person {number}-{n}")
                lay.seat(group, who)
                meeting = lay.meeting(group, clock.today() - timedelta(days=n), "held")
                lay.invite(meeting, who)
                make("meeting.answer", meeting.id, who.id)
                from tenants.network.models import Person

                me = lay.db.session.get(Person, (who.tenant_id, kari.id))
                lay.seat(group, me)
                lay.invite(meeting, me)
                lay.task(group, me, clock.today())

    pages = ("", "tilgang", "tilgang.csv", "logg", "innsyn/", f"innsyn/{kari.id}", "lagringstid", "protokoll")
    numbers = []
    for number in (3, 30):
        fill(number)
        for page in pages:
            with Counted(house) as counted:
                assert coordinator.get(HERE + page).status_code == 200
            numbers.append(len(counted))
    assert numbers[: len(pages)] == numbers[len(pages) :]
