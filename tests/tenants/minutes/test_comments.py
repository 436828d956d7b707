"""Comments come from those who were there, until the deadline, also by link; and each is answered."""

import re
from datetime import date
from uuid import uuid4

import pytest

from saas import clock
from saas.accounts.links import GuestLink
from saas.audit import AuditEvent
from saas.db import db
from tenants.meetings.models import Invitation
from tenants.minutes.models import MinutesComment
from tests.tenants.minutes.steps import minutes_of, send, text_of, write
from tests.world import Browser, log_in

THANKS = "Din merknad er sendt til sekretæren. Frist 18. september."


class Guest(Browser):
    """Somebody with a letter and no account; the token for the form comes from the page behind the link."""

    def __init__(self, house, address):
        super().__init__(house)
        self.address = address

    def token(self):
        page = self.client.get(self.address).get_data(as_text=True)
        return page.split('name="csrf_token" value="', 1)[1].split('"', 1)[0]

    def say(self, words, **more):
        return self.post(self.address, {"merknad": words, "en_gang": str(uuid4()), **more})


@pytest.fixture
def sent(coordinator, held, inside):
    write(coordinator, held, held.first, "Politiet orienterte.", "Saken følges videre.")
    assert send(coordinator, held).status_code == 303
    return minutes_of(inside, held)[0]


@pytest.fixture
def links(sent, worker, postbox):
    """First name → the address in their letter."""
    worker.work()
    found = {}
    for letter in postbox.letters:
        address = re.search(r"http://bindeledd\.test(/g/\S+)", letter.get_body().get_content())
        if address:
            found[letter["To"].split()[0].strip('"')] = address[1]
    return found


def comments(inside, slug="nordvik"):
    with inside(slug):
        return [(comment.text, comment.person.name) for comment in db.session.query(MinutesComment)]


def comment(browser, held, minutes_id, words, **more):
    return browser.post(held.path(f"{minutes_id}/merknader"), {"merknad": words, "en_gang": str(uuid4()), **more})


def test_a_member_who_was_there_comments_and_is_told_the_deadline(sent, member, held, inside):
    answer = comment(member, held, sent, "Vedtaket gjaldt ut året.")
    assert answer.status_code == 303
    assert THANKS in text_of(member.get(answer.location))
    assert comments(inside) == [("Vedtaket gjaldt ut året.", "Hanne Dahl")]


def test_a_member_who_was_not_there_may_not(sent, member, held, inside):
    with inside():
        called = db.session.query(Invitation).filter(Invitation.person_id == held.people["Hanne"]).one()
        called.attendance = "excused"
    assert comment(member, held, sent, "Jeg var ikke der").status_code == 403
    assert 'name="merknad"' not in member.get(held.path(str(sent))).get_data(as_text=True)
    assert comments(inside) == []


def test_by_link_without_log_in_a_guest_comments_in_one_press(links, house, inside):
    guest = Guest(house, links["Are"])
    page = guest.get(links["Are"])
    assert page.status_code == 200 and "Saken følges videre." in text_of(page)
    assert len(page.data) < 40_000
    answer = guest.say("Politiet var representert ved to.")
    assert answer.status_code == 200
    assert THANKS in text_of(answer)
    assert comments(inside) == [("Politiet var representert ved to.", "Are Nygård")]
    with inside():
        event = db.session.query(AuditEvent).filter(AuditEvent.action == "minutes.commented").one()
        assert event.actor_name == "Are Nygård"
        assert db.session.query(GuestLink).filter(GuestLink.used_at.is_not(None)).count() == 1


def test_opening_the_link_changes_nothing(links, house, inside):
    guest = Guest(house, links["Are"])
    for _ in range(2):
        assert guest.get(links["Are"]).status_code == 200
        assert guest.client.head(links["Are"]).status_code == 200
    assert comments(inside) == []
    with inside():
        assert db.session.query(GuestLink).filter(GuestLink.used_at.is_not(None)).count() == 0


def test_a_double_click_by_link_is_one_comment_and_the_token_is_written_nowhere(links, house, inside):
    from saas.deeds import Deed

    guest, once = Guest(house, links["Are"]), str(uuid4())
    for _ in range(2):
        assert guest.say("Én gang", en_gang=once).status_code in (200, 303)
    assert len(comments(inside)) == 1
    with inside():
        token = links["Are"].rsplit("/", 1)[1]
        assert all(token not in (deed.location or "") for deed in db.session.query(Deed))


def test_somebody_who_is_no_longer_marked_present_meets_a_closed_door(links, house, held, inside):
    with inside():
        db.session.query(Invitation).filter(Invitation.person_id == held.people["Are"]).one().attendance = "absent"
    assert house.test_client().get(links["Are"]).status_code == 404


def test_bjorn_who_was_not_there_got_no_link(links):
    assert sorted(links) == ["Are", "Hanne", "Ingrid", "Kari", "Mona", "Tove", "Yusuf"]


def test_after_the_deadline_both_doors_say_so_and_nothing_is_written(sent, links, member, house, held, inside):
    clock.move_to(clock.at(date(2026, 9, 18), 23, 59))
    assert comment(member, held, sent, "I siste liten").status_code == 303
    clock.move_to(clock.at(date(2026, 9, 19), 0, 1))
    words = "Merknadsfristen er ute. Ta kontakt med sekretæren hvis noe er feil."
    late = comment(member, held, sent, "For sent")
    assert late.status_code == 409 and words in text_of(late)
    page = house.test_client().get(links["Are"])
    assert page.status_code == 200 and words in text_of(page) and 'name="merknad"' not in text_of(page)
    assert comments(inside) == [("I siste liten", "Hanne Dahl")]


def test_a_comment_that_points_out_a_person_is_refused_with_the_text_kept_on_the_page(
    links, house, inside, sent, member, held
):
    words = "Det var moren til eleven med fnr 01810550003"
    for answer in (Guest(house, links["Are"]).say(words), comment(member, held, sent, words)):
        assert answer.status_code == 422
        assert words in text_of(answer) and "fødselsnummer" in text_of(answer)
    assert comments(inside) == []


def test_bad_comments_are_answered_in_words(sent, member, held, inside):
    assert "Skriv merknaden din." in text_of(comment(member, held, sent, "   "))
    long = comment(member, held, sent, "a" * 4001)
    assert long.status_code == 422 and "høyst 4000 tegn" in text_of(long)
    assert member.client.post(held.path(f"{sent}/merknader"), data={"merknad": "x"}).status_code == 400
    assert comment(member, held, uuid4(), "x").status_code == 404
    assert comments(inside) == []


def test_a_stray_link_cannot_fill_the_table(links, house, inside):
    guest = Guest(house, links["Are"])
    answers = [guest.say(f"Merknad {n}").status_code for n in range(21)]
    assert answers == [200] * 20 + [409]


def test_the_secretary_answers_each_comment_once(sent, coordinator, member, held, inside):
    comment(member, held, sent, "Vedtaket gjaldt ut året.")
    with inside():
        comment_id = db.session.query(MinutesComment.id).scalar()
    address = held.path(f"{sent}/merknader/{comment_id}/svar")
    assert member.post(address, {"svar": "Rettet."}).status_code == 403
    assert coordinator.post(address, {"svar": "", "en_gang": str(uuid4())}).status_code == 422
    assert coordinator.post(address, {"svar": "Rettet i vedtaket.", "en_gang": str(uuid4())}).status_code == 303
    assert coordinator.post(address, {"svar": "En gang til.", "en_gang": str(uuid4())}).status_code == 409
    assert "Rettet i vedtaket." in text_of(member.get(held.path(str(sent))))


def test_another_kommunes_people_comment_nothing(sent, held, elsewhere, stranger, house, world, inside):
    assert comment(stranger, held, sent, "x").status_code == 404
    outsider = log_in(house, "member@hamnes.example")
    assert comment(outsider, elsewhere, sent, "x").status_code == 404
    assert comments(inside) == [] and comments(inside, "hamnes") == []
