"""Whoever finds a hole is told where to say so, by the RFC, whoever they are and however the house is."""

from datetime import UTC, datetime, timedelta

import pytest

from saas import clock, config, finders
from tests.infra.test_settings import ROOMS
from tests.world import log_in

ADDRESS = "/.well-known/security.txt"


def fields(answer):
    """(name, value) of each line."""
    return [tuple(line.split(": ", 1)) for line in answer.get_data(as_text=True).splitlines()]


@pytest.fixture
def anybody(house):
    return house.test_client()


def test_the_file_is_as_the_rfc_wants_it(anybody):
    answer = anybody.get(ADDRESS)
    told = dict(fields(answer))

    assert answer.status_code == 200 and answer.content_type == "text/plain; charset=utf-8"
    assert [name for name, _ in fields(answer)] == ["Contact", "Expires", "Preferred-Languages", "Canonical", "Policy"]
    assert told["Contact"] == "mailto:security@bindeledd.example"
    assert told["Preferred-Languages"] == "nb, nn, en"
    assert told["Canonical"] == "http://bindeledd.test" + ADDRESS
    assert told["Policy"] == "http://bindeledd.test/sikkerhet"
    assert anybody.get("/sikkerhet").status_code == 200


def test_it_never_runs_out_and_never_promises_more_than_a_year(anybody, house):
    for moved in (None, datetime(2020, 1, 1, tzinfo=UTC)):
        # The demo's clock may stand on another day; a finder's does not.
        clock.move_to(moved)
        expires = datetime.strptime(dict(fields(anybody.get(ADDRESS)))["Expires"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
        assert timedelta(days=30) < expires - datetime.now(UTC) < timedelta(days=365)


def test_nobody_is_recognised_and_no_cookie_is_set(house, world, anybody):
    known = log_in(house, "koordinator@fjordvest.example")
    for browser in (anybody, known):
        answer = browser.get(ADDRESS)
        assert "Set-Cookie" not in answer.headers and answer.get_data() == anybody.get(ADDRESS).get_data()
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_it_is_told_also_while_the_database_is_away(house, settings, monkeypatch):
    from sqlalchemy import Engine

    asked = []

    def away(self, *given, **more):
        asked.append(self)
        raise AssertionError("asked the database")

    monkeypatch.setattr(Engine, "connect", away)
    assert house.test_client().get(ADDRESS).status_code == 200
    assert house.test_client().get("/sikkerhet").status_code == 200
    assert asked == []
    # What needs the database would have asked it.
    assert house.test_client().get("/apen/nordvik").status_code >= 500 and asked


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("sikkerhet@fylke.example", ("mailto:sikkerhet@fylke.example",)),
        ("mailto:sikkerhet@fylke.example, https://fylke.example/meld", ("mailto:sikkerhet@fylke.example", "https://fylke.example/meld")),
        ("tel:+47-22334455", ("tel:+47-22334455",)),
        (" , ", ("mailto:security@slt.fylke.example",)),
    ],
)
def test_the_setting_says_who_reads_it(given, told):
    chosen = {"SECURITY_CONTACT": given, "MAIL_DOMAIN": "slt.fylke.example"}
    assert config.read(ROOMS | chosen).security_contacts == told


@pytest.mark.parametrize(
    "given", ["http://fylke.example/", "javascript:alert(1)", "sikkerhet", "a@b.example\r\nContact: x", "a@b", "tel:ring oss"]
)
def test_a_contact_that_nobody_can_use_is_refused_at_the_start(given):
    with pytest.raises(config.BadSetting, match="SECURITY_CONTACT"):
        config.read(ROOMS | {"SECURITY_CONTACT": given})


def test_several_contacts_stand_in_the_order_given():
    told = finders.security_txt(("mailto:a@b.example", "https://b.example/"), "https://b.example", "/sikkerhet")
    assert told.splitlines()[:2] == ["Contact: mailto:a@b.example", "Contact: https://b.example/"]


def test_the_page_shows_the_same_contact(anybody, settings):
    assert 'href="mailto:security@bindeledd.example">security@bindeledd.example</a>' in anybody.get("/sikkerhet").get_data(as_text=True)
