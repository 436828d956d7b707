"""The trial counts and deletes nothing; the real run deletes just what the trial counted, once, within a day, or stops."""

from datetime import timedelta

import pytest

from saas import clock
from saas.accounts.links import make
from saas.db import db
from saas.outbox import Letter
from tenants.control import retention
from tests.tenants.control.conftest import HERE, TODAY, new, text
from tests.tenants.overview import scene as lay

MINE = {"audit_events", "audit_heads", "deeds", "retention_runs"}


@pytest.fixture
def old(inside, owner, kari):
    """Two links long dead, one alive; an old letter and a new one; one who left two years ago with old contact facts."""
    with inside():
        gone = lay.person("Ole Borte")
        gone.left_on = TODAY - timedelta(days=800)
        for _ in range(3):
            make("meeting.answer", kari.group, kari.id)
        lay.minutes(lay.meeting(lay.group("Fagteamet", "OPERATIONAL"), TODAY - timedelta(days=900), "held"), stage="approved")
        for days in (400, 4):
            db.session.add(Letter(to_name="x", to_address="x@x.example", subject="x", body="x", template="x", state="sent",
                                  created_at=clock.now() - timedelta(days=days)))  # fmt: skip
    owner("UPDATE guest_links SET expires_at = now() - interval '31 days' WHERE id IN (SELECT id FROM guest_links LIMIT 2)")
    return gone


@pytest.fixture
def trial(coordinator, old, owner):
    """A trial through the door; its id."""
    assert coordinator.post(f"{HERE}lagringstid/proving", {"en_gang": new()}).status_code == 303
    return owner("SELECT id FROM retention_runs WHERE kind = 'trial' ORDER BY at DESC LIMIT 1")[0][0]


def real(browser, trial, **more):
    return browser.post(f"{HERE}lagringstid/{trial}/sletting", {"en_gang": new(), **more})


def test_the_trial_counts_and_deletes_nothing(coordinator, old, count_rows):
    before = count_rows()
    coordinator.post(f"{HERE}lagringstid/proving", {"en_gang": new()})
    after = count_rows()
    assert after["retention_runs"] == 1
    assert {k: v for k, v in after.items() if k not in MINE} == {k: v for k, v in before.items() if k not in MINE}
    page = text(coordinator.get(f"{HERE}lagringstid"))
    assert "2 gjestelenker, 1 kontaktopplysninger til avsluttede brukere" in page and "1 sendte brev" in page
    assert "0 referat (arkivpliktig, ikke eksportert: 1)" in page and "Slett 4 rader" in page


def test_the_real_run_deletes_just_that(coordinator, trial, owner, count_rows, events):
    before = count_rows()
    assert real(coordinator, trial).status_code == 303
    after = count_rows()
    gone = {name: before[name] - n for name, n in after.items() if n != before[name] and name not in MINE}
    assert gone == {"guest_links": 2, "letters": 1}
    assert owner("SELECT name, email, phone FROM people WHERE left_on IS NOT NULL") == [("Ole Borte", "", "")]
    assert owner("SELECT count(*) FROM people WHERE email <> ''")[0][0] == 1
    action, facts = events(prefix="retention.run")[0]
    assert facts["links"] == 2 and facts["trial"] == str(trial)
    assert real(coordinator, trial).status_code == 409


def test_a_controller_and_a_member_may_not_but_a_chief_executive_may(officer, member, chief, trial, count_rows):
    before = count_rows()
    assert real(officer, trial).status_code == 403
    assert real(member, trial).status_code == 403
    assert count_rows()["guest_links"] == before["guest_links"]
    assert "Slett 4 rader" not in text(officer.get(f"{HERE}lagringstid"))
    assert real(chief, trial).status_code == 303


def test_a_controller_may_try_it_out(officer, old, owner):
    assert officer.post(f"{HERE}lagringstid/proving", {"en_gang": new()}).status_code == 303
    assert owner("SELECT kind FROM retention_runs") == [("trial",)]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE guest_links SET expires_at = now() - interval '40 days'",
        "UPDATE guest_links SET expires_at = now() + interval '40 days'",
        "UPDATE people SET email = 'ny@x.example', left_on = NULL WHERE left_on IS NOT NULL",
        "DELETE FROM letters",
    ],
)
def test_it_stops_when_anything_has_changed_and_deletes_nothing(coordinator, trial, owner, count_rows, change):
    owner(change)
    before = count_rows()
    answer = real(coordinator, trial)
    assert answer.status_code == 409 and "Noe har endret seg siden prøvekjøringen" in text(answer)
    after = count_rows()
    assert {k: v for k, v in after.items() if k not in MINE} == {k: v for k, v in before.items() if k not in MINE}


def test_other_rows_of_the_same_number_stop_it_too(coordinator, trial, owner):
    """One link comes in and another goes out: the count is the same, and the rows are not."""
    owner(
        "WITH dead AS (SELECT id FROM guest_links WHERE expires_at < now() LIMIT 1), "
        "alive AS (SELECT id FROM guest_links WHERE expires_at > now()) "
        "UPDATE guest_links SET expires_at = CASE WHEN id IN (SELECT id FROM dead) THEN now() + interval '9 days' "
        "ELSE now() - interval '50 days' END WHERE id IN (SELECT id FROM dead UNION SELECT id FROM alive)"
    )
    assert real(coordinator, trial).status_code == 409


def test_a_trial_is_good_for_a_day(coordinator, trial):
    clock.move_to(clock.now() + timedelta(hours=24, minutes=1))
    answer = real(coordinator, trial)
    assert answer.status_code == 409 and "mer enn et døgn gammel" in text(answer)


def test_a_double_click_deletes_once(coordinator, trial, owner):
    number = new()
    assert real(coordinator, trial, en_gang=number).status_code == 303
    assert real(coordinator, trial, en_gang=number).status_code == 303
    assert owner("SELECT count(*) FROM retention_runs WHERE kind = 'real'")[0][0] == 1


def test_another_kommunes_trial_is_not_there_and_its_rows_stay(coordinator, trial, settle, owner):
    coordinator.post("/k/hamnes/kontroll/lagringstid/proving", {"en_gang": new()})
    assert coordinator.post(f"/k/hamnes/kontroll/lagringstid/{trial}/sletting", {"en_gang": new()}).status_code == 404
    assert owner("SELECT count(*) FROM guest_links WHERE expires_at < now()")[0][0] == 2


def test_the_log_and_the_minutes_have_no_way_to_be_deleted():
    kept = {rule.code for rule in retention.RULES if rule.find is None}
    assert {"log", "minutes", "deeds", "sessions"} == kept
