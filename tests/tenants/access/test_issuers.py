"""Which services outside open the kommune is decided inside it, by those who may give access."""

from dataclasses import replace

import psycopg
import pytest

from saas import audit
from saas.config import LogInService
from tests.world import log_in

ISSUER, NUMBER = "https://test.ansattporten.no", "312206498"
PAGE = "/k/nordvik/innstillinger/innlogging"


@pytest.fixture
def settings(settings):
    """A house that knows one service."""
    service = LogInService("ansattporten", "ansattporten", ISSUER, "Ansattporten", "id", "x", acr=("substantial",))
    return replace(settings, log_in_services=(service,))


def let_in(browser, **changed):
    form = {"tjeneste": ISSUER, "nummer": "312 206 498", "navn": "Nordvik kommune", **changed}
    return browser.post(PAGE, {"en_gang": "", **form})


def permits(database):
    with psycopg.connect(database) as owner:
        query = "SELECT t.slug, p.issuer, p.org_number, p.revoked_at IS NOT NULL FROM issuer_permits p JOIN tenants t ON t.id = p.tenant_id"
        return owner.execute(query).fetchall()


def permit_id(database):
    with psycopg.connect(database) as owner:
        return owner.execute("SELECT id FROM issuer_permits").fetchone()[0]


def test_an_empty_page_says_what_it_is_for(coordinator):
    page = coordinator.get(PAGE).get_data(as_text=True)
    assert "Ingen slipper inn utenfra ennå" in page
    assert "Slipp inn i Nordvik" in page


def test_an_organisation_is_let_in_and_shut_out_and_both_are_remembered(coordinator, inside, database):
    assert let_in(coordinator).status_code == 303
    page = coordinator.get(PAGE).get_data(as_text=True)
    assert "Nordvik kommune" in page and NUMBER in page and "Ansattporten" in page
    assert permits(database) == [("nordvik", ISSUER, NUMBER, False)]

    where = f"{PAGE}/{permit_id(database)}/tilbaketrekking"
    assert coordinator.post(where).status_code == 303
    # The second press of a double click does no harm.
    assert coordinator.post(where).status_code == 303

    assert permits(database) == [("nordvik", ISSUER, NUMBER, True)]
    with inside("nordvik", read_only=True):
        deeds = [(link.action, link.facts) for link in audit.chain()]
    facts = {"issuer": ISSUER, "organisation": NUMBER}
    assert deeds == [("issuer.let_in", facts), ("issuer.shut_out", facts)]


def test_one_that_was_shut_out_can_be_let_in_again(coordinator, database):
    let_in(coordinator)
    coordinator.post(f"{PAGE}/{permit_id(database)}/tilbaketrekking")
    assert let_in(coordinator).status_code == 303
    assert permits(database) == [("nordvik", ISSUER, NUMBER, False)]


@pytest.mark.parametrize(("changed", "words"), [
    ({"tjeneste": "https://ond.example"}, "Velg en innloggingstjeneste."),
    ({"nummer": "312206499"}, "Skriv et gyldig organisasjonsnummer på ni sifre."),
    ({"nummer": ""}, "Skriv et gyldig organisasjonsnummer på ni sifre."),
    ({"navn": "x" * 121}, "Navnet kan ha høyst 120 tegn."),
])  # fmt: skip
def test_what_is_wrong_is_said_at_its_field(coordinator, database, changed, words):
    answer = let_in(coordinator, **changed)
    assert answer.status_code == 422
    assert words in answer.get_data(as_text=True)
    assert permits(database) == []


def test_the_same_one_is_not_let_in_twice(coordinator, database):
    let_in(coordinator)
    assert let_in(coordinator).status_code == 422
    assert len(permits(database)) == 1


def test_only_those_who_may_give_access_decide(house, world, member, coordinator, database):
    let_in(coordinator)
    for browser in (member, log_in(house, "chair@nordvik.example"), log_in(house, "data_protection_officer@nordvik.example")):
        assert browser.get(PAGE).status_code == 403
        assert let_in(browser, nummer="987464291").status_code == 403
        assert browser.post(f"{PAGE}/{permit_id(database)}/tilbaketrekking").status_code == 403
    assert permits(database) == [("nordvik", ISSUER, NUMBER, False)]


def test_another_kommune_decides_for_itself(house, world, stranger, coordinator, database):
    let_in(coordinator)
    found = permit_id(database)
    assert stranger.get(PAGE).status_code == 404
    assert stranger.post(f"{PAGE}/{found}/tilbaketrekking").status_code == 404
    assert coordinator.post(f"/k/hamnes/innstillinger/innlogging/{found}/tilbaketrekking").status_code == 404
    assert "Nordvik kommune" not in coordinator.get("/k/hamnes/innstillinger/innlogging").get_data(as_text=True)
    assert permits(database) == [("nordvik", ISSUER, NUMBER, False)]
