"""What runs out is told of at 90, 30 and 0 days, exactly once, also when two workers meet; another day begins anew."""

import threading
from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import psycopg
import pytest

from saas import clock, jobs, rooms
from saas.db import db
from tenants.access.models import ExpiryNotice
from tenants.frames import agreements, mandates, notices, placements
from tenants.frames.models import Agreement
from tests.tenants.frames.conftest import HOME, text
from tests.world import add_user

LAST = date(2027, 6, 30)
COORDINATOR = "koordinator@fjordvest.example"


@pytest.fixture
def days_before(house, world, worker):
    """`days_before(90)`: so many days before the last day the clock has struck, twice, and the letters are delivered."""

    def strike(days):
        clock.move_to(clock.at(LAST - timedelta(days=days), 8))
        with house.app_context():
            kommuner = rooms.all_kommuner()
            for _ in range(2):
                for kommune in kommuner:
                    jobs.ask("frames.warn", kommune, rooms.service_of(kommune))
        worker.work()

    return strike


@pytest.fixture
def told(postbox):
    """(to, subject) of each letter, sorted."""
    return lambda: sorted((letter["To"].addresses[0].addr_spec, letter["Subject"]) for letter in postbox.letters)


@pytest.fixture
def ends(in_force):
    """Nordvik's agreement whose last day is LAST."""
    return in_force(til=LAST.isoformat())


def test_the_coordinator_and_the_chief_executive_are_told_three_times(ends, chief, days_before, told, postbox):
    days_before(91)
    assert told() == []
    days_before(90)
    both = ["chief@nordvik.example", COORDINATOR]
    assert told() == [(who, "Avtalen «Samarbeidsavtale» går ut om 90 dager") for who in both]
    body = postbox.letters[0].get_content()
    assert f"http://bindeledd.test/k/nordvik/rammer/avtale/{ends}" in body and "onsdag 30. juni 2027" in body
    for quiet in (89, 60, 31):
        days_before(quiet)
    assert len(told()) == 2
    days_before(30)
    days_before(29)
    days_before(1)
    assert len(told()) == 4 and (COORDINATOR, "Avtalen «Samarbeidsavtale» går ut om 30 dager") in told()
    days_before(0)
    days_before(-1)
    days_before(-40)
    assert len(told()) == 6 and (COORDINATOR, "Avtalen «Samarbeidsavtale» går ut i dag") in told()


def test_a_house_that_was_down_tells_what_is_due_and_not_what_was(ends, days_before, told):
    days_before(12)
    assert told() == [(COORDINATOR, "Avtalen «Samarbeidsavtale» går ut om 12 dager")]
    days_before(-3)
    assert (COORDINATOR, "Avtalen «Samarbeidsavtale» gikk ut 30. juni") in told() and len(told()) == 2


def test_another_last_day_begins_anew(ends, coordinator, days_before, told, row):
    days_before(90)
    clock.move_to(clock.at(LAST - timedelta(days=80), 8))
    version = str(row(Agreement, ends, "version"))
    later = (LAST + timedelta(days=100)).isoformat()
    assert coordinator.post(f"{HOME}avtale/{ends}/sluttdato", {"til": later, "versjon": version}).status_code == 303
    days_before(30)
    assert len(told()) == 1
    days_before(-10)
    assert len(told()) == 2


def test_what_is_ended_replaced_or_not_in_force_is_not_told_of(ends, make_agreement, coordinator, days_before, told):
    make_agreement(til=LAST.isoformat(), tittel="Utkast")
    coordinator.post(f"{HOME}avtale/{ends}/avslutning")
    days_before(20)
    assert told() == []


def test_mandates_and_placements_are_told_of_too(coordinator, chair, held, make_mandate, inside, days_before, told):
    mandate = make_mandate(coordinator, held)
    with inside():
        mandates.write(mandates.find(mandate), None, {}, valid_to=LAST, with_end=True)
        placements.place(kind="leadership", fte_percent=Decimal(30), from_on=date(2026, 1, 1), until_on=LAST)
    days_before(200)
    assert chair.post(f"{HOME}mandat/{mandate}/vedtak", {"sak": str(held.sak), "versjon": "2"}).status_code == 303
    days_before(90)
    assert told() == [
        (COORDINATOR, "Koordinatorens plassering og stillingsprosent går ut om 90 dager"),
        (COORDINATOR, "Mandatet for Styringsgruppen går ut om 90 dager"),
    ]
    with inside():
        placements.place(kind="leadership", fte_percent=Decimal(40), from_on=date(2027, 5, 1))
    days_before(30)
    assert len(told()) == 3


def test_two_workers_at_once_write_one_letter(house, world, ends, worker, told):
    clock.move_to(clock.at(LAST - timedelta(days=30), 8))
    start, wrong, written = threading.Barrier(4), [], []

    def one_round():
        with house.app_context():
            kommune = next(k for k in rooms.all_kommuner() if k.slug == "nordvik")
            kommune = rooms.Kommune(**{**kommune.__dict__, "role": "service"})
            start.wait()
            try:
                with rooms.enter(rooms.of_job(world["nordvik"].users["service"], kommune, "")):
                    written.append(notices.warn())
            except BaseException as error:  # noqa: BLE001
                wrong.append(error)

    hands = [threading.Thread(target=one_round) for _ in range(4)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    worker.work()
    assert (wrong, sorted(written), len(told())) == ([], [0, 0, 0, 1], 1)


def test_nobody_there_means_nothing_is_ticked_off(database, world, ends, days_before, told, inside):
    with psycopg.connect(database) as owner:
        owner.execute("UPDATE memberships SET valid_to = '2027-01-31' WHERE role = 'coordinator'")
    days_before(30)
    assert told() == []
    with inside(role="service"):
        assert db.session.query(ExpiryNotice).count() == 0
    with psycopg.connect(database) as owner:
        add_user(owner, "ny@nordvik.example", "Ny", world["nordvik"], "chief_executive")
    days_before(29)
    assert told() == [("ny@nordvik.example", "Avtalen «Samarbeidsavtale» går ut om 29 dager")]


def test_another_kommune_is_told_of_its_own_only(in_force, days_before, told, inside):
    in_force("hamnes", til=LAST.isoformat(), tittel="Hamnesavtale")
    days_before(90)
    assert len(told()) == 1 and "Hamnesavtale" in told()[0][1]
    with inside("nordvik"):
        assert db.session.query(ExpiryNotice).count() == 0 and agreements.all_agreements() == []


def test_the_page_says_that_it_runs_out(ends, coordinator, days_before):
    days_before(80)
    assert "Gjelder, går ut om 80 dager" in text(coordinator.get(HOME))
    days_before(-2)
    assert "Gikk ut 30. juni" in text(coordinator.get(HOME))
    assert coordinator.post(f"{HOME}avtale/{ends}/ny-versjon", {"en_gang": str(uuid4())}).status_code == 303
