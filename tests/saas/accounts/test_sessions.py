"""Sessions are rotated at log-in, end when left, and can be ended everywhere; the cookie is kept from scripts."""

import re

import psycopg
import pytest

from saas.accounts.addresses import own_address
from tests.world import PASSWORD, Browser, log_in

COORDINATOR = "koordinator@fjordvest.example"
ELSEWHERE = [
    "https://ond.example/",
    "//ond.example/",
    "///ond.example",
    "/\\ond.example",
    "\\\\ond.example",
    "/\t/ond.example",
    "/\n/ond.example",
    "javascript:alert(1)",
    "mine",
    "http:/ond.example",
    "@ond.example",
    "",
]


def is_in(browser):
    return browser.get("/meg").status_code == 200


def cookie_of(browser):
    return browser.client.get_cookie("bindeledd").value


def test_the_old_cookie_is_dead_after_a_new_log_in(house, world):
    browser = log_in(house, COORDINATOR)
    first = cookie_of(browser)
    token = _token_of(browser)
    browser.client.post("/logg-inn", data={"csrf_token": token, "epost": COORDINATOR, "passord": PASSWORD})
    assert cookie_of(browser) != first
    assert is_in(browser)
    thief = Browser(house)
    thief.client.set_cookie("bindeledd", first)
    assert not is_in(thief)


def test_a_cookie_from_before_the_log_in_is_not_kept(house, world):
    browser = Browser(house)
    browser.get("/logg-inn")
    planted = cookie_of(browser)
    browser.post("/logg-inn", {"epost": COORDINATOR, "passord": PASSWORD})
    assert cookie_of(browser) != planted
    thief = Browser(house)
    thief.client.set_cookie("bindeledd", planted)
    assert not is_in(thief)


def test_one_who_has_been_away_too_long_must_log_in_again(house, world, database):
    browser = log_in(house, COORDINATOR)
    _seen(database, "119 minutes")
    assert is_in(browser)
    _seen(database, "121 minutes")
    assert not is_in(browser)


def test_no_session_lives_longer_than_a_working_day(house, world, database):
    browser = log_in(house, COORDINATOR)
    with psycopg.connect(database) as connection:
        connection.execute("UPDATE login_sessions SET expires_at = now() - interval '1 second'")
    assert not is_in(browser)


def test_log_out_ends_this_session_in_the_database_too(house, world):
    browser, elsewhere = log_in(house, COORDINATOR), log_in(house, COORDINATOR)
    kept = cookie_of(browser)
    assert browser.client.post("/logg-ut", data={"csrf_token": _token_of(browser)}).location == "/"
    thief = Browser(house)
    thief.client.set_cookie("bindeledd", kept)
    assert not is_in(thief)
    assert is_in(elsewhere)


def test_log_out_everywhere_ends_every_session(house, world):
    here, elsewhere, other = (
        log_in(house, COORDINATOR),
        log_in(house, COORDINATOR),
        log_in(house, "member@hamnes.example"),
    )
    page = here.get("/meg/sikkerhet").get_data(as_text=True)
    assert page.count("sist brukt") == 2
    assert page.count("Denne enheten") == 1
    answer = here.client.post("/meg/logg-ut-overalt", data={"csrf_token": _token_of(here)})
    assert answer.location == "/logg-inn"
    assert not is_in(here) and not is_in(elsewhere)
    assert is_in(other)


def test_one_log_in_is_ended_by_its_owner_and_by_nobody_else(house, world, database):
    here, elsewhere, other = log_in(house, COORDINATOR), log_in(house, COORDINATOR), log_in(house, "member@hamnes.example")
    page = here.get("/meg/sikkerhet").get_data(as_text=True)
    (address,) = re.findall(r'action="(/meg/sikkerhet/okter/[0-9a-f-]{36}/sletting)"', page)
    assert other.client.post(address, data={"csrf_token": _token_of(other)}).status_code == 404
    assert is_in(elsewhere)
    assert here.client.post(address, data={"csrf_token": _token_of(here)}).location == "/meg/sikkerhet"
    assert is_in(here) and not is_in(elsewhere)
    assert here.client.post(address, data={"csrf_token": _token_of(here)}).status_code == 404


def test_the_way_in_is_told_at_each_place_and_in_the_log(house, world):
    page = log_in(house, COORDINATOR).get("/meg/sikkerhet").get_data(as_text=True)
    assert ", med passord" in page and "Logget inn med passord" in page


def test_log_out_by_get_is_not_possible(house, world):
    browser = log_in(house, COORDINATOR)
    assert browser.get("/logg-ut").status_code == 405
    assert is_in(browser)


@pytest.mark.parametrize("wanted", ELSEWHERE)
def test_log_in_never_leads_out_of_the_house(house, world, wanted):
    answer = Browser(house).post("/logg-inn", {"epost": COORDINATOR, "passord": PASSWORD, "neste": wanted})
    assert answer.status_code == 303
    assert answer.location == "/mine"


@pytest.mark.parametrize("wanted", ["/k/nordvik/", "/k/nordvik/moter/?ar=2026", "/mine/kalender"])
def test_log_in_leads_back_to_where_one_was_going(house, world, wanted):
    answer = Browser(house).post("/logg-inn", {"epost": COORDINATOR, "passord": PASSWORD, "neste": wanted})
    assert answer.location == wanted
    assert own_address(wanted) == wanted


def test_the_way_is_remembered_from_the_closed_door_and_through_a_mistake(house, world):
    browser = Browser(house)
    door = browser.get("/k/nordvik/moter/?ar=2026")
    assert door.status_code == 302
    page = browser.get(door.location).get_data(as_text=True)
    assert 'name="neste" value="/k/nordvik/moter/?ar=2026"' in page
    mistake = browser.post("/logg-inn", {"epost": COORDINATOR, "passord": "feil", "neste": "/k/nordvik/moter/"})
    assert 'name="neste" value="/k/nordvik/moter/"' in mistake.get_data(as_text=True)


def test_a_page_of_ones_own_sends_one_to_the_door_and_back(house, world):
    browser = Browser(house)
    door = browser.get("/meg")
    assert door.status_code == 303
    assert 'name="neste" value="/meg"' in browser.get(door.location).get_data(as_text=True)


def test_the_cookie_is_kept_from_scripts_and_from_other_sites(house, world):
    answer = Browser(house).post("/logg-inn", {"epost": COORDINATOR, "passord": PASSWORD})
    flags = next(value for value in answer.headers.getlist("Set-Cookie") if value.startswith("bindeledd="))
    assert "HttpOnly" in flags and "SameSite=Lax" in flags and "Path=/" in flags
    assert "Secure" not in flags  # plain http in the tests; see the next promise


def test_over_https_the_cookie_never_travels_in_the_clear(settings, world):
    from dataclasses import replace

    from infra.house import build

    secure = build(replace(settings, public_url="https://bindeledd.test"), check=False)
    assert secure.config["SESSION_COOKIE_SECURE"] is True
    with secure.app_context():
        from saas.db import db

        for engine in db.engines.values():
            engine.dispose()


def test_without_its_token_a_form_is_refused_and_what_was_typed_is_offered_again(house, world):
    client = Browser(house).client
    form = {"epost": COORDINATOR, "passord": PASSWORD, "neste": "/k/nordvik/"}
    answer = client.post("/logg-inn", data=form, headers={"Origin": "http://localhost"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 400
    assert "ingenting har gått tapt" in page
    assert f'name="epost" value="{COORDINATOR}"' in page and 'name="neste" value="/k/nordvik/"' in page
    assert PASSWORD not in page
    again = dict(form, csrf_token=page.split('name="csrf_token" value="')[1].split('"')[0])
    assert client.post("/logg-inn", data=again).status_code == 303


def test_a_strangers_form_without_token_is_refused_and_forgotten(house, world):
    client = Browser(house).client
    form = {"epost": COORDINATOR, "passord": PASSWORD}
    answer = client.post("/logg-inn", data=form, headers={"Origin": "https://ond.example"})
    assert answer.status_code == 400
    assert COORDINATOR not in answer.get_data(as_text=True)


def _token_of(browser):
    return browser.get("/meg").get_data(as_text=True).split('name="csrf_token" value="')[1].split('"')[0]


def _seen(database, ago):
    with psycopg.connect(database) as connection:
        connection.execute("UPDATE login_sessions SET seen_at = now() - %s::interval", (ago,))
