"""A report about one person holds all that this kommune keeps and nothing of another; what may be deleted is, and the rest is told."""

import json
from datetime import timedelta

import pytest

from saas.accounts.links import make
from saas.db import db, find
from saas.outbox import Letter
from tenants.network.models import Person
from tests.tenants.control.conftest import HERE, TODAY, new, text


def letter(to="kari@nordvik.example", name="Kari Moen", subject="Innkalling til møte"):
    return Letter(to_name=name, to_address=to, subject=subject, body="x", template="x", state="sent")


@pytest.fixture
def leave(inside, owner):
    """Kari has left, and answers for nothing any more."""

    def go(kari, *, with_minutes=False):
        with inside():
            find(Person, kari.id).left_on = TODAY - timedelta(days=1)
        owner("UPDATE tasks SET status = 'done', done_on = '2026-09-01'")
        if with_minutes:
            from tenants.meetings.models import Meeting
            from tests.tenants.overview import scene as lay

            with inside():
                lay.minutes(db.session.query(Meeting).first(), stage="approved")

    return go


def test_it_holds_everything_about_the_person_in_this_kommune_only(officer, inside, kari, settle):
    settle("hamnes", "Hemmelig i Hamnes")
    with inside():
        make("meeting.answer", kari.group, kari.id)
        db.session.add(letter())
        db.session.add(letter("annen@nordvik.example", "Annen", "Brev til en annen"))
    with inside("hamnes"):
        db.session.add(letter(subject="Hamnes sitt brev"))
    page = text(officer.get(f"{HERE}innsyn/{kari.id}"))
    for there in ("Innsynsrapport for Kari Moen", "kari@nordvik.example", "412 34 567", "Koordineringsgruppen: Medlem",
                  "Kommer · Til stede",
                  "Rydde ved torget", "Innkalling til møte", "Svare på møteinnkalling"):  # fmt: skip
        assert there in page, there
    for gone in ("Hemmelig i Hamnes", "Hamnes sitt brev", "Brev til en annen"):
        assert gone not in page


def test_the_files_hold_the_same_and_are_logged(officer, kari, inside, events):
    with inside():
        make("meeting.answer", kari.group, kari.id)
        db.session.add(letter())
        db.session.flush()
        db.session.query(Letter).one().part_ids = [kari.id, kari.group]
    answer = officer.post(f"{HERE}innsyn/{kari.id}/rapport", {"som": "json"})
    told = json.loads(text(answer))
    assert told["person"]["name"] == "Kari Moen" and told["tables"]["tasks"][0]["what"] == "Rydde ved torget"
    assert {"seats", "invitations", "tasks", "guest_links", "letters"} <= set(told["tables"])
    assert "token_hash" not in text(answer) and "tenant_id" not in text(answer)
    pdf = officer.post(f"{HERE}innsyn/{kari.id}/rapport", {"som": "pdf"})
    assert pdf.data.startswith(b"%PDF") and "Kari" not in pdf.headers["Content-Disposition"]
    assert [facts for action, facts in events(prefix="subject.")] == [{"rows": 5}, {"rows": 5}]


def test_an_address_that_several_share_gives_only_ones_own_letters(officer, inside, kari, settle):
    with inside():
        from tests.tenants.overview import scene as lay

        lay.person("Per Kollega").email = "kari@nordvik.example"
        db.session.add(letter(subject="Til Kari"))
        db.session.add(letter(name="Per Kollega", subject="Til Per"))
    page = text(officer.get(f"{HERE}innsyn/{kari.id}"))
    assert "Til Kari" in page and "Til Per" not in page


def test_somebody_who_has_left_is_deleted_as_far_as_nothing_binds(coordinator, inside, kari, leave, owner):
    with inside():
        make("meeting.answer", kari.group, kari.id)
        db.session.add(letter())
    leave(kari)
    answer = coordinator.post(f"{HERE}innsyn/{kari.id}/sletting", {"en_gang": new()})
    assert answer.status_code == 303
    assert owner(f"SELECT name, title, email, phone, user_id FROM people WHERE id = '{kari.id}'") == [
        ("Tidligere medlem", "", "", "", None)
    ]
    assert owner("SELECT (SELECT count(*) FROM letters), (SELECT count(*) FROM guest_links), (SELECT count(*) FROM seats)") == [(0, 0, 1)]
    assert "Kari Moen" not in text(coordinator.get(f"{HERE}innsyn/{kari.id}")).replace("Kari Moens arbeidssted", "")


def test_minutes_bind_the_name_and_only_the_name(coordinator, kari, leave, owner, events):
    leave(kari, with_minutes=True)
    assert "Navnet blir stående, for 1 referat er arkivpliktig." in text(coordinator.get(f"{HERE}innsyn/{kari.id}"))
    assert coordinator.post(f"{HERE}innsyn/{kari.id}/sletting", {"en_gang": new()}).status_code == 303
    assert owner(f"SELECT name, email, phone FROM people WHERE id = '{kari.id}'") == [("Kari Moen", "", "")]
    assert events(prefix="subject.") == [("subject.forgotten", {"kept_name": True, "minutes": 1})]


def test_not_while_somebody_is_here_or_answers_for_something(coordinator, inside, kari, owner):
    for words in ("fortsatt i nettverket", "åpne oppgaver"):
        answer = coordinator.post(f"{HERE}innsyn/{kari.id}/sletting", {"en_gang": new()})
        assert answer.status_code == 409 and words in text(answer)
        with inside():
            find(Person, kari.id).left_on = TODAY - timedelta(days=1)
    assert owner(f"SELECT name FROM people WHERE id = '{kari.id}'") == [("Kari Moen",)]


def test_a_controller_may_not_delete_and_an_old_page_is_told(officer, coordinator, kari, leave):
    leave(kari)
    assert officer.post(f"{HERE}innsyn/{kari.id}/sletting", {"en_gang": new()}).status_code == 403
    answer = coordinator.post(f"{HERE}innsyn/{kari.id}/sletting", {"en_gang": new(), "versjon": "0"})
    assert answer.status_code == 409
