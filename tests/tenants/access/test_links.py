"""Signed links: listed in words, revoked one by one and by person, dead with the seat and the network, logged, throttled."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from saas import clock
from saas.accounts import links
from saas.audit import AuditEvent
from saas.db import db
from tenants.access.guest_links import live
from tenants.groups import service as groups
from tenants.groups.models import Group
from tenants.network import service as network
from tenants.tasks.models import Task
from tests.tenants.access.conftest import HOME, in_days, text
from tests.tenants.access.test_inviting import strike
from tests.world import Browser

LINKS = f"{HOME}lenker"


@pytest.fixture
def hanne(inside, workplace):
    """Hanne sits in the group, and has a link to her task."""
    with inside():
        person = network.add_person("Hanne Dahl", workplace, email="hanne@nordvik.example")
        return person.id


@pytest.fixture
def group(inside):
    """A group without anybody in it."""
    with inside():
        made = Group(name="Koordineringsgruppen", level="COORDINATING", norm_per="month", norm_min=1, norm_max=1)
        db.session.add(made)
        db.session.flush()
        return made.id


@pytest.fixture
def link(inside, hanne, group):
    """`link()`: the path of a new link for Hanne to a task of hers."""

    def make(person: UUID = hanne, status: str = "open") -> str:
        with inside():
            task = Task(what="Rydde", responsible_id=person, group_id=group, due_on=in_days(20), status=status)
            db.session.add(task)
            db.session.flush()
            return links.make("task.report", task.id, person).partition("bindeledd.test")[2]

    return make


def opens(house, address):
    return Browser(house).get(address).status_code


def test_links_are_listed_in_words_and_revoked_one_by_one_and_by_person(coordinator, link, house, inside, hanne):
    first, second, third = link(), link(), link()
    page = text(coordinator.get(LINKS))
    assert page.count("Melde fra om oppgave") == 3 and "Hanne Dahl" in page and first not in page
    with inside():
        oldest = live()[-1].id
    assert coordinator.post(f"{LINKS}/{oldest}/tilbaketrekking").status_code == 303
    assert [opens(house, a) for a in (first, second, third)] == [404, 200, 200]
    assert coordinator.post(f"{LINKS}/{oldest}/tilbaketrekking").status_code == 409
    assert coordinator.post(f"{LINKS}/person/{hanne}/tilbaketrekking").status_code == 303
    assert [opens(house, a) for a in (second, third)] == [404, 404]
    assert "Ingen lenker virker nå" in text(coordinator.get(LINKS))


def test_another_kommunes_links_do_not_exist_and_members_revoke_none(coordinator, member, stranger, link, inside, hanne):
    link()
    with inside():
        ours = live()[0].id
    with inside("hamnes"):
        place = network.add_organisation("Hamnes skule", "school")
        theirs = network.add_person("Ola Vik", place.id).id
        links.make("task.report", uuid4(), theirs)
        their_link = live()[0].id
    for who in (coordinator, member):
        assert who.post(f"{LINKS}/{their_link}/tilbaketrekking").status_code == 404
        assert who.post(f"{LINKS}/person/{theirs}/tilbaketrekking").status_code == 404
    assert member.get(LINKS).status_code == 403
    assert member.post(f"{LINKS}/{ours}/tilbaketrekking").status_code == 403
    assert member.post(f"{LINKS}/person/{hanne}/tilbaketrekking").status_code == 403
    assert "Ola Vik" not in text(coordinator.get(LINKS))


def test_the_data_protection_officer_sees_the_links_and_revokes_none(house, link, inside):
    from tests.world import log_in

    link()
    officer = log_in(house, "data_protection_officer@nordvik.example")
    page = officer.get(LINKS)
    assert page.status_code == 200 and "Trekk tilbake" not in text(page)
    with inside():
        ours = live()[0].id
    assert officer.post(f"{LINKS}/{ours}/tilbaketrekking").status_code == 403


def test_whoever_leaves_the_network_has_no_links_after_the_last_day(inside, link, house, hanne, owner, worker):
    address = link(status="done")
    with inside():
        network.person_leaves(network.find_person(hanne), in_days(3))
    assert opens(house, address) == 200
    left = owner("SELECT expires_at FROM guest_links")[0][0]
    assert left < clock.now() + timedelta(days=4) and left.astimezone(clock.OSLO).date() == in_days(4)
    late = link(status="done")
    with inside():
        network.find_person(hanne).left_on = in_days(-1)
    strike(house, worker)
    assert opens(house, late) == 404 and opens(house, address) == 404


def test_leaving_yesterday_kills_the_links_at_once(inside, link, house, hanne):
    address = link(status="done")
    with inside():
        network.person_leaves(network.find_person(hanne), in_days(-1))
    assert opens(house, address) == 404


def test_the_last_seat_takes_the_links_with_it_but_not_the_last_but_one(inside, link, house, hanne, group):
    address = link()
    with inside():
        other = Group(name="Fagteamet", level="OPERATIONAL", norm_per="year", norm_min=1, norm_max=1)
        db.session.add(other)
        db.session.flush()
        ours = groups.find(group)
        for each in (ours, other):
            groups.give_seat(each, hanne, starts_on=date(2025, 1, 1))
        groups.remove_seat(ours, ours.seats[0])
        second = other.id
    assert opens(house, address) == 200
    with inside():
        other = groups.find(second)
        groups.remove_seat(other, other.seats[0])
    assert opens(house, address) == 404


def test_every_use_is_logged_and_opening_is_none(link, house, inside):
    address, guest = link(), Browser(house)
    for _ in range(3):
        assert guest.get(address).status_code == guest.client.head(address).status_code == 200
    with inside():
        assert db.session.query(AuditEvent).filter(AuditEvent.action == "link.used").count() == 0
        assert db.session.query(links.GuestLink).one().used_at is None
    form = guest.get(address).get_data(as_text=True)
    csrf = form.split('name="csrf_token" value="', 1)[1].split('"', 1)[0]
    answer = guest.client.post(address, data={"csrf_token": csrf, "status": "ferdig"})
    assert answer.status_code in (200, 303), text(answer)
    with inside():
        used = db.session.query(AuditEvent).filter(AuditEvent.action == "link.used").one()
        assert used.facts["purpose"] == "task.report" and db.session.query(links.GuestLink).one().used_at is not None


def test_dead_links_are_alike_also_when_what_they_were_about_is_gone(link, house, owner, inside):
    unknown = Browser(house).get("/g/" + "0" * 40)
    revoked, expired = link(), link()
    owner("UPDATE guest_links SET revoked_at = now() WHERE id = (SELECT id FROM guest_links LIMIT 1)")
    owner("UPDATE guest_links SET expires_at = now() WHERE revoked_at IS NULL")
    with inside():
        nothing = links.make("task.report", uuid4(), uuid4()).partition("bindeledd.test")[2]
        other = links.make("no.such.purpose", uuid4(), uuid4()).partition("bindeledd.test")[2]
    for dead in (revoked, expired, nothing, other):
        answer = Browser(house).get(dead)
        assert (answer.status_code, text(answer)) == (404, text(unknown))


def test_one_link_that_is_opened_from_everywhere_is_slowed(link, house):
    address, browser = link(), Browser(house)
    codes = [browser.client.get(address, environ_base={"REMOTE_ADDR": f"10.0.0.{n}"}).status_code for n in range(62)]
    assert codes[0] == 200 and codes[-1] == 429
