"""Nobody learns what one person answered: not by a look, not by two, not by closing early, not from any file or log."""

import json
import zipfile

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import ProgrammingError

from saas import audit, clock
from saas.db import db
from tenants.selfreview.models import SelfReview, SelfReviewInvitee
from tests.tenants.selfreview.conftest import MEMBERS, close, page

SECRET = "Referatene kommer alt for sent etter møtene"




def test_six_answers_give_a_picture_and_the_words_in_no_order(asked, reply, coordinator):
    for n, name in enumerate(MEMBERS):
        assert reply(name, pastand_1=str(1 + n % 4), ord=SECRET if name == "kari" else "").status_code == 200
    assert close(coordinator, asked).status_code == 303

    shown = page(coordinator, asked)

    # 1, 2, 3, 4, 1, 2 is 13 of 6; the others are all fours.
    assert "2,2" in shown and "4,0" in shown and SECRET in shown
    assert "6 av 6 svarte" in shown


def test_four_answers_are_never_shown_and_are_gone(asked, reply, coordinator, inside):
    for name in MEMBERS[:4]:
        reply(name, pastand_1="1", ord=SECRET)
    close(coordinator, asked)

    shown = page(coordinator, asked)

    assert "Resultatet vises ikke" in shown and SECRET not in shown and "4 av 6 svarte" in shown
    with inside():
        assert db.session.get(SelfReview, (db.session.scalar(select(SelfReview.tenant_id)), asked)).results is None
        assert db.session.scalar(select(db.func.count()).select_from(SelfReviewInvitee)) == 0


def test_nothing_is_shown_while_it_is_open_however_many_have_answered(asked, reply, coordinator):
    before = page(coordinator, asked)
    for name in MEMBERS[:5]:
        reply(name, ord=SECRET)
    five = page(coordinator, asked)
    reply("bjorn", pastand_1="1")
    six = page(coordinator, asked)

    assert SECRET not in five + six and "chart-figures" not in before + five + six
    assert "5 av 6 har svart" in five and "6 av 6 har svart" in six


def test_it_cannot_be_closed_twice_opened_again_or_asked_anew(asked, reply, coordinator, scene):
    for name in MEMBERS[:5]:
        reply(name)
    close(coordinator, asked)

    again = close(coordinator, asked)
    anew = coordinator.post("/k/nordvik/rapporter/egenevaluering/", {"gruppe": str(scene.group), "frist": "2026-09-29"})
    late = reply("bjorn", pastand_1="1")

    assert again.status_code == 409 and anew.status_code == 409 and late.status_code == 409
    assert "allerede en egenevaluering for 2026" in anew.get_data(as_text=True)


def test_the_room_can_neither_read_an_answer_nor_put_one_in(asked, reply, inside):
    reply("kari", ord=SECRET)
    there = "self_review_answers"
    for wanted in (
        f"SELECT scores FROM {there}", f"SELECT words FROM {there}", f"SELECT xmin FROM {there}", f"DELETE FROM {there}",
        f"UPDATE {there} SET words = ''", f"INSERT INTO {there} (review_id, scores) VALUES ('{asked}', '{{4,4,4,4,4,4,4,4}}')",
    ):
        with pytest.raises(ProgrammingError, match="permission denied"), inside():
            db.session.execute(text(wanted))


def test_the_database_gives_out_five_answers_or_none_whoever_asks(asked, reply, inside):
    for name in MEMBERS[:4]:
        reply(name, pastand_1="1")
    with inside():
        taken = db.session.scalar(select(db.func.app.take_self_review(asked)))
    assert taken == {"answered": 4, "results": None}

    reply("are", pastand_1="1")
    with inside():
        rest = db.session.scalar(select(db.func.app.take_self_review(asked)))
    assert rest == {"answered": 1, "results": None}, "what was thrown away is not counted with what came later"


def test_another_kommune_takes_nothing(asked, reply, inside):
    for name in MEMBERS[:5]:
        reply(name)
    with inside("hamnes"):
        assert db.session.scalar(select(db.func.app.take_self_review(asked))) == {"answered": 0, "results": None}
    with inside():
        assert db.session.scalar(select(db.func.app.take_self_review(asked)))["answered"] == 5


def test_no_log_tells_what_or_when_beyond_that_a_link_was_used(asked, reply, inside):
    reply("kari", ord=SECRET)
    with inside():
        facts = json.dumps([[link.action, link.facts] for link in db.session.scalars(select(audit.AuditEvent))])
    assert SECRET not in facts and "scores" not in facts and "selfreview.answered" not in facts


def test_what_the_guard_stops_here_is_tied_to_nobody(asked, reply, inside):
    refused = reply("kari", ord="Ring meg på 41 22 33 44")
    assert refused.status_code == 422 and "41 22 33 44" in refused.get_data(as_text=True)
    with inside():
        actions = set(db.session.scalars(select(audit.AuditEvent.action)))
    assert not {"guard.warned", "guard.blocked", "guard.kept"} & actions


def test_a_takeout_carries_no_answers_that_are_not_counted(asked, reply, inside):
    from tenants.departure import takeout_file

    reply("kari", ord=SECRET)
    with inside(), zipfile.ZipFile(takeout_file.write(clock.now())) as bundle:
        whole = b"".join(bundle.read(name) for name in bundle.namelist())
    assert SECRET.encode() not in whole and b"self_review_answers" not in whole


def test_a_reminder_goes_to_all_so_no_letter_tells_who_has_answered(asked, reply, coordinator, worker, postbox):
    reply("kari")
    coordinator.post(f"/k/nordvik/rapporter/egenevaluering/{asked}/purring", {})
    worker.work()

    reminded = [x["To"].addresses[0].addr_spec for x in postbox.letters if x["Subject"].startswith("Påminnelse")]

    assert sorted(reminded) == sorted(f"{name}@nordvik.example" for name in MEMBERS)
    assert reply("kari", pastand_1="1").status_code == 409, "a new link gives no second answer"


def test_neither_link_nor_answer_keeps_a_time_finer_than_the_day(asked, reply, inside):
    from saas.accounts.links import GuestLink

    reply("kari")
    with inside():
        assert set(db.session.scalars(select(GuestLink.used_at))) == {None}
        names = set(SelfReviewInvitee.__table__.columns.keys())
    assert not any("at" in name.split("_") or name.endswith("_on") for name in names)
