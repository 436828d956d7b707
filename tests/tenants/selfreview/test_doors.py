"""Who may ask and read, who is asked, and every way that a form can be wrong."""

from datetime import date, timedelta
from uuid import uuid4

from sqlalchemy import select

from saas import clock
from saas.db import db
from tenants.selfreview.models import SelfReview, SelfReviewInvitee
from tests.tenants.selfreview.conftest import DUE, FIRST, MEMBERS, ask, close, page
from tests.world import log_in

HERE = "/k/nordvik/rapporter/egenevaluering/"


def test_all_but_the_secretary_are_asked_once_each(asked, postbox, inside):
    letters = [x for x in postbox.letters if "Hvordan virker" in x["Subject"]]
    assert sorted(x["To"].addresses[0].addr_spec for x in letters) == sorted(f"{name}@nordvik.example" for name in MEMBERS)
    assert all("Skjemaet er anonymt. Resultat vises når minst fem har svart." in x.get_content() for x in letters)
    with inside():
        assert len(list(db.session.scalars(select(SelfReviewInvitee)))) == 6


def test_fewer_than_five_cannot_be_asked(scene, inside, coordinator):
    from tenants.groups import service as groups

    with inside():
        group = groups.find(scene.group)
        for name in ("Nils Rød", "Are Nygård"):
            groups.remove_seat(group, next(row for row in group.seats if row.person_id == scene.people[name]))
    answer = coordinator.post(HERE, {"gruppe": str(scene.group), "frist": str(DUE)})
    assert answer.status_code == 409 and "færre enn fem" in answer.get_data(as_text=True)


def test_a_wrong_group_or_day_is_told_at_its_field(scene, coordinator):
    wrong_days = [{"frist": day} for day in ("2026-09-15", "2027-01-01", "tull")]
    for wrong in ({"gruppe": str(uuid4())}, {"gruppe": "x"}, {"gruppe": ""}, *wrong_days):
        answer = coordinator.post(HERE, {"gruppe": str(scene.group), "frist": str(DUE), **wrong})
        assert answer.status_code == 422, wrong


def test_a_member_neither_asks_nor_reads(asked, scene, member):
    assert member.get(f"{HERE}{asked}").status_code == 403
    assert member.post(HERE, {"gruppe": str(scene.group), "frist": str(DUE)}).status_code == 403
    assert close(member, asked).status_code == 403
    assert member.get(HERE).status_code == 200


def test_the_leader_of_the_group_reads(scene, inside, house, worker, coordinator, world):
    from tenants.groups import service as groups

    with inside():
        group = groups.find(scene.group)
        hanne = next(row for row in group.seats if row.person_id == scene.people["Hanne Dahl"])
        groups.change_seat(group, hanne, hanne.version, function="leader", title="", acting=False, starts_on=hanne.starts_on, ends_on=None)
    review = ask(coordinator, scene, worker)
    assert log_in(house, "member@nordvik.example").get(f"{HERE}{review}").status_code == 200


def test_each_answers_once_and_looking_changes_nothing(asked, guest, link_to, reply, coordinator):
    for _ in range(3):
        opened = guest.open(link_to("kari"))
        assert opened.status_code == 200 and len(opened.get_data()) < 40_000
    assert "0 av 6 har svart" in page(coordinator, asked)
    assert reply("kari").status_code == 200
    assert reply("kari", pastand_1="1").status_code == 409
    assert "Du har allerede svart" in guest.open(link_to("kari")).get_data(as_text=True)
    assert "1 av 6 har svart" in page(coordinator, asked)


def test_half_an_answer_or_a_mangled_one_is_refused(asked, guest, link_to, reply, coordinator):
    for wrong in ({"pastand_3": ""}, {"pastand_3": "5"}, {"pastand_3": "0"}, {"pastand_3": "x"}, {"ord": "a" * 1001}):
        assert reply("kari", **wrong).status_code == 422, wrong
    assert "0 av 6 har svart" in page(coordinator, asked)


def test_a_link_for_something_else_opens_no_form(asked, scene, guest, inside):
    from saas.accounts import links

    with inside():
        foreign = links.make("selfreview.answer", uuid4(), scene.people["Kari Moen"])
        outsider = links.make("selfreview.answer", asked, scene.people["Ingrid Solheim"])
        other = links.make("task.report", asked, scene.people["Kari Moen"])
    for link in (foreign, outsider, other):
        address = link.replace("http://bindeledd.test", "")
        assert guest.client.get(address).status_code == 404
        assert guest.client.post(address, data={"csrf_token": guest.token(), **FIRST}).status_code == 404


def test_a_link_from_another_kommune_answers_nothing_here(asked, gather, inside, coordinator, worker, guest, link_to):
    gathered = gather("hamnes")
    with inside("hamnes"):
        from saas.accounts import links

        stolen = links.make("selfreview.answer", asked, gathered.people["Kari Moen"]).replace("http://bindeledd.test", "")
    assert guest.client.get(stolen).status_code == 404
    assert guest.client.post(stolen, data={"csrf_token": guest.token(), **FIRST}).status_code == 404
    assert "0 av 6 har svart" in page(coordinator, asked)


def test_another_kommune_sees_and_closes_nothing(asked, coordinator, stranger):
    there = "/k/hamnes/rapporter/egenevaluering/"
    assert coordinator.get(f"{there}{asked}").status_code == 404
    assert close(coordinator, asked, "hamnes").status_code == 404
    assert coordinator.post(f"{there}{asked}/purring", {}).status_code == 404
    assert stranger.get(f"{HERE}{asked}").status_code == 404
    assert "0 av 6 har svart" in page(coordinator, asked)


def test_the_clock_closes_it_the_day_after_the_last(asked, reply, inside):
    from tenants.selfreview import service

    for name in MEMBERS[:5]:
        reply(name)
    clock.move_to(clock.at(DUE, 23))
    with inside():
        assert service.close_due() == 0
    clock.move_to(clock.at(DUE + timedelta(days=1), 1))
    with inside():
        assert service.close_due() == 1 and service.close_due() == 0
        assert db.session.scalars(select(SelfReview)).one().answered == 5


def test_after_the_last_day_no_answer_is_taken_though_the_clock_has_not_struck(asked, reply):
    clock.move_to(clock.at(DUE + timedelta(days=1), 0, 5))
    assert reply("kari").status_code == 409


def test_it_is_reminded_of_once_a_day(asked, coordinator):
    assert coordinator.post(f"{HERE}{asked}/purring", {}).status_code == 303
    assert coordinator.post(f"{HERE}{asked}/purring", {}).status_code == 409


def test_a_year_that_is_hidden_is_a_gap_in_the_trend(asked, reply, coordinator, inside, scene):
    with inside():
        for year, means, count in ((2024, [2.0] * 8, 6), (2025, None, 4)):
            day = date(year, 11, 1)
            db.session.add(SelfReview(group_id=scene.group, year=year, state="closed", opened_on=day, closes_on=day, closed_on=day,
                                      invited=6, answered=count, results={"means": means, "words": []} if means else None))  # fmt: skip
    for name in MEMBERS:
        reply(name)
    close(coordinator, asked)
    shown = page(coordinator, asked)
    assert "Fra år til år" in shown and "Skjult" in shown and "2,0" in shown


def test_two_who_press_at_once_give_one_answer(asked, inside, scene):
    import pytest

    from saas.errors import NotNow
    from tenants.selfreview import answering, questions

    with inside():
        review = questions.find(asked)
        # In a member's own room the guest's role stands; here the claim alone is tried, twice.
        review_id, kari = review.id, scene.people["Kari Moen"]
    with pytest.raises(NotNow), inside():
        review = questions.find(review_id)
        db.session.execute(SelfReviewInvitee.__table__.update().where(SelfReviewInvitee.person_id == kari).values(answered=True))
        answering.answer(review, kari, [4] * 8, "")
