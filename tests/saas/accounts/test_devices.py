"""A log-in from a device that was not seen before is told by letter, exactly once; and every log-in ends in one function."""

import pytest
from flask import request

from tests.saas.accounts.door import COORDINATOR, MEMBER, is_in, owner, password
from tests.world import PASSWORD, Browser, log_in

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"


def letters(worker, postbox):
    worker.work()
    return [letter for letter in postbox.letters if letter["Subject"] == "Ny innlogging"]


def come_again(browser, email=COORDINATOR):
    """The same browser, logged out, with its cookie of the device."""
    browser.client.delete_cookie("bindeledd")
    browser.known = None
    assert password(browser, email).status_code == 303


def test_the_very_first_log_in_writes_no_letter(house, world, worker, postbox):
    log_in(house, COORDINATOR)
    assert letters(worker, postbox) == []


def test_a_new_device_is_told_once_and_then_known(house, world, worker, postbox, database):
    log_in(house, COORDINATOR)
    new = Browser(house)
    new.client.environ_base["HTTP_USER_AGENT"] = FIREFOX
    assert password(new).status_code == 303
    (letter,) = letters(worker, postbox)
    assert letter["To"].endswith(f"<{COORDINATOR}>")
    words = letter.get_content()
    assert "Firefox på Windows" in words and " kl. " in words and "/meg/sikkerhet" in words
    come_again(new)
    come_again(new)
    assert len(letters(worker, postbox)) == 1
    assert owner(database, "SELECT count(*) FROM known_devices") == [(2,)]


def test_a_shared_machine_is_new_to_each_person(house, world, worker, postbox):
    log_in(house, MEMBER)
    shared = log_in(house, COORDINATOR)
    come_again(shared, MEMBER)
    assert [letter["To"].split("<")[1] for letter in letters(worker, postbox)] == [f"{MEMBER}>"]


def test_a_wrong_password_from_a_new_device_writes_no_letter_and_leaves_no_cookie(house, world, worker, postbox):
    log_in(house, COORDINATOR)
    stranger = Browser(house)
    stranger.post("/logg-inn", {"epost": COORDINATOR, "passord": "feil-passord"})
    assert stranger.client.get_cookie("enhet") is None
    assert letters(worker, postbox) == []


def test_the_cookie_of_the_device_is_kept_from_scripts_and_tells_nothing(house, world, database):
    answer = password(Browser(house))
    cookie = next(value for value in answer.headers.getlist("Set-Cookie") if value.startswith("enhet="))
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Max-Age=" in cookie
    assert cookie.split("=", 1)[1].split(";")[0] not in str(owner(database, "SELECT device_hash FROM known_devices"))


@pytest.mark.parametrize("planted", ["", "x", "å" * 43, "a" * 44, "a b" * 14])
def test_a_strange_cookie_is_replaced(house, world, planted):
    browser = Browser(house)
    browser.client.set_cookie("enhet", planted)
    password(browser)
    assert len(browser.client.get_cookie("enhet").value) == 43


def test_the_device_cookie_alone_opens_nothing(house, world):
    browser = log_in(house, COORDINATOR)
    kept = browser.client.get_cookie("enhet").value
    thief = Browser(house)
    thief.client.set_cookie("enhet", kept)
    assert not is_in(thief)


def test_a_log_in_service_gives_half_an_hour_and_two_hours_at_most(house, world, database):
    from saas import rooms
    from saas.accounts import entrance, service

    with house.test_request_context("/"), rooms.enter(rooms.lobby()):
        assert request.method == "GET"
        user = service.user_with(COORDINATOR)
        entrance.enter(user, method="oidc", strong=True, issuer="https://ansattporten.example", org_number="999888777")
    (row,) = owner(database, "SELECT idle_minutes, expires_at - created_at, strong, issuer, org_number FROM login_sessions")
    assert (row[0], row[2:]) == (30, (True, "https://ansattporten.example", "999888777"))
    assert 7_190 < row[1].total_seconds() <= 7_201
    assert owner(database, "SELECT action, result, method, issuer, org_number FROM login_events") == [
        ("log_in", "ok", "oidc", "https://ansattporten.example", "999888777")
    ]


def test_every_attempt_is_logged_with_the_address_as_a_hash_alone(house, world, database):
    browser = Browser(house)
    browser.post("/logg-inn", {"epost": COORDINATOR, "passord": "feil-passord"})
    browser.post("/logg-inn", {"epost": "ingen@fjordvest.example", "passord": "feil-passord"})
    browser.post("/logg-inn", {"epost": COORDINATOR, "passord": PASSWORD})
    rows = owner(database, "SELECT action, result, user_id IS NULL, length(address_hash) FROM login_events ORDER BY at")
    assert rows == [("password", "wrong", False, 64), ("password", "wrong", True, 64), ("log_in", "ok", False, 64)]
    everything = str(owner(database, "SELECT * FROM login_events"))
    assert "127.0.0.1" not in everything and "feil-passord" not in everything and "fjordvest" not in everything
