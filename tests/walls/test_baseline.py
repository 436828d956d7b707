"""The security baseline, asked of every address there is: headers, no inline script, slowed doors, nothing told of the inside."""

import hashlib
import re
from dataclasses import replace

import psycopg
import pytest
from flask import url_for

from infra.house import build
from saas import throttle
from saas.doors import OPEN_TO_ALL
from tests.walls.test_crawler import _address, _rules, full  # noqa: F401
from tests.walls.test_enumeration import SECRET_ADDRESSES
from tests.world import PASSWORD, Browser, log_in

COORDINATOR = "koordinator@fjordvest.example"
INLINE = re.compile(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+\s*=\s*[\"']|javascript:", re.IGNORECASE)
FETCHING = r"<(?:script|link|img|iframe|source|audio|video|embed|object)\b[^>]*\b(?:src|href|data)="
ELSEWHERE = re.compile(FETCHING + r"[\"'](?:https?:)?//", re.IGNORECASE)
INSIDE = re.compile(r"Traceback|File \"|psycopg|sqlalchemy|werkzeug|jinja2|SELECT |site-packages|/saas/|/tenants/")
ALWAYS = {
    "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}  # fmt: skip


def faults(answer):
    """What is wrong with one answer, in words; an empty list for a careful one."""
    headers, policy = answer.headers, answer.headers.get("Content-Security-Policy", "")
    wrong = [f"{name}: {headers.get(name)}" for name, value in ALWAYS.items() if headers.get(name) != value]
    if "default-src 'self'" not in policy and "default-src 'none'" not in policy:
        wrong.append(f"policy: {policy}")
    if "unsafe" in policy or re.search(r"https?:|\*", policy.replace("frame-ancestors *", "")):
        wrong.append(f"policy: {policy}")
    if "Server" in headers or "X-Powered-By" in headers:
        wrong.append("tells what it runs on")
    if answer.mimetype == "text/html":
        page = answer.get_data(as_text=True)
        wrong += [f"inline: {found}" for found in INLINE.findall(page)] + [f"elsewhere: {found}" for found in ELSEWHERE.findall(page)]
    return wrong


def private(answer):
    """Whether no cache on the way may keep the answer."""
    return answer.headers.get("Cache-Control") == "private, no-store"


def outside(house):
    """(rule, address) of every address outside the kommuner, with made-up values where it wants some."""
    made_up = {"UUIDConverter": "00000000-0000-0000-0000-000000000001", "IntegerConverter": 1}
    for rule in house.url_map.iter_rules():
        if not rule.rule.startswith("/k/") and rule.endpoint != "static":
            values = {name: made_up.get(type(rule._converters[name]).__name__, "nordvik") for name in rule.arguments}
            with house.test_request_context():
                yield rule, url_for(rule.endpoint, **values)


def test_every_page_of_a_kommune_is_careful(house, world, full):  # noqa: F811
    browser, wrong, pages = log_in(house, COORDINATOR), [], 0
    for rule in _rules(house):
        if "GET" in rule.methods:
            answer = browser.get(_address(house, rule, "nordvik", full["nordvik"].__getitem__))
            pages += answer.status_code == 200 and answer.mimetype == "text/html"
            wrong += [f"{rule.rule} {answer.status_code}: {fault}" for fault in faults(answer)]
            wrong += [] if private(answer) else [f"{rule.rule}: {answer.headers.get('Cache-Control')}"]
            refused = answer.status_code >= 400
            wrong += [f"{rule.rule}: told of the inside"] if refused and INSIDE.search(answer.get_data(as_text=True)) else []
    assert wrong == [] and pages > 100


@pytest.mark.parametrize("who", [None, COORDINATOR])
def test_every_address_outside_the_kommuner_is_careful_too(house, world, who):
    browser = log_in(house, who) if who else Browser(house)
    wrong, seen = [], 0
    for rule, address in outside(house):
        if "GET" in rule.methods:
            answer, seen = browser.get(address), seen + 1
            kept = rule.endpoint.split(".")[0] in OPEN_TO_ALL and answer.status_code == 200
            wrong += [f"{rule.rule} {answer.status_code}: {fault}" for fault in faults(answer)]
            wrong += [] if kept or private(answer) else [f"{rule.rule}: {answer.headers.get('Cache-Control')}"]
    assert wrong == [] and seen > 50


def test_refusals_and_files_are_as_careful_as_pages(settings, world):
    house = build(settings, check=False)
    house.config["PROPAGATE_EXCEPTIONS"] = False
    house.add_url_rule("/prove/knekk", "knekk", lambda: 1 / 0)
    browser = log_in(house, COORDINATOR)
    answers = {
        "404": browser.get("/finnes-ikke"), "405": browser.client.put("/logg-inn"), "400": browser.client.post("/logg-ut"),
        "413": browser.client.post("/logg-inn", data={"x": "a" * (12 << 20)}), "500": browser.get("/prove/knekk"),
        "static": browser.get("/static/bindeledd.css"), "no static": browser.get("/static/../../saas/config.py"),
        "redirect": Browser(house).get("/k/nordvik/"), "options": browser.client.options("/mine"), "head": browser.client.head("/mine"),
        "calendar": browser.get("/kalender/x.ics"), "metrics": browser.get("/metrics"), "alive": browser.get("/helse/live"),
    }  # fmt: skip
    assert {name: answers[name].status_code for name in ("404", "405", "400", "413", "500")} == {
        "404": 404, "405": 405, "400": 400, "413": 413, "500": 500,
    }  # fmt: skip
    assert {name: faults(answer) for name, answer in answers.items() if faults(answer)} == {}
    assert [name for name, answer in answers.items() if not private(answer) and name not in ("static",)] == []
    assert not any(INSIDE.search(answer.get_data(as_text=True)) for name, answer in answers.items() if name not in ("static", "metrics"))


def test_the_look_for_inline_script_finds_it():
    for page in ("<script>x</script>", '<p style="color:red">', "<style>", '<a onclick="x">', '<a href="javascript:x">'):
        assert INLINE.search(page), page
    assert not INLINE.search('<script src="/static/x.js" defer></script> <p class="on">') and INSIDE.search("Traceback (most recent")
    assert ELSEWHERE.search('<script src="https://ond.example/x.js">') and not ELSEWHERE.search('<a href="https://lovdata.no/">')


def test_in_production_nothing_travels_in_the_clear_and_no_cookie_is_read_by_scripts(settings, world):
    house = build(replace(settings, public_url="https://bindeledd.test", mode="production", mailbox_folder=None), check=False)
    try:
        browser = house.test_client()
        page = browser.get("/logg-inn", base_url="https://bindeledd.test")
        token = page.get_data(as_text=True).split('name="csrf_token" value="', 1)[1].split('"', 1)[0]
        form = {"csrf_token": token, "epost": "member@nordvik.example", "passord": PASSWORD}
        entered = browser.post("/logg-inn", data=form, base_url="https://bindeledd.test", headers={"Referer": "https://bindeledd.test/logg-inn"})
        cookies = [*page.headers.getlist("Set-Cookie"), *entered.headers.getlist("Set-Cookie")]

        assert entered.status_code == 303
        assert {cookie.split("=")[0] for cookie in cookies} == {"bindeledd", "enhet"}
        assert all({"Secure", "HttpOnly", "SameSite=Lax"} <= set(cookie.split("; ")) for cookie in cookies), cookies
        assert all("Domain=" not in cookie for cookie in cookies)
        for address in ("/", "/finn", "/finnes-ikke", "/static/bindeledd.css", "/.well-known/security.txt"):
            held = browser.get(address, base_url="https://bindeledd.test").headers["Strict-Transport-Security"]
            assert int(held.split("max-age=")[1].split(";")[0]) >= 31536000, address
        assert browser.get("/postkasse", base_url="https://bindeledd.test").status_code == 404
        assert house.debug is False and house.testing is False
    finally:
        with house.app_context():
            from saas.db import db

            for engine in db.engines.values():
                engine.dispose()


@pytest.mark.parametrize("address", SECRET_ADDRESSES)
def test_every_address_that_carries_a_secret_is_slowed(house, world, monkeypatch, address):
    """A new one is on the list already (test_enumeration), and so must be slowed as well."""
    browser, guess = Browser(house), address.format("A" * 43)
    assert browser.get(guess).status_code == 404

    monkeypatch.setattr(throttle, "allows", lambda rate, *keys: False)
    assert browser.get(guess).status_code == 429
    assert browser.post(guess).status_code in (405, 429)


def test_those_who_guess_from_one_place_do_not_slow_the_others(house, world):
    """The real counter: the sixty-first in a minute waits, and somebody else does not."""
    guesser = house.test_client()
    codes = [guesser.get("/passord/" + "A" * 43).status_code for _ in range(61)]
    elsewhere = house.test_client().get("/passord/" + "A" * 43, environ_base={"REMOTE_ADDR": "192.0.2.7"})

    assert codes == [404] * 60 + [429] and elsewhere.status_code == 404


# Doors that write and that anybody may knock at, and what slows each of them: the counter, or rows in the database.
KNOCKED_AT = {
    "/logg-inn": "rows", "/glemt-passord": "rows", "/logg-inn/passnokkel": "needs a question", "/logg-inn/passnokkel/start": "counter",
    "/logg-inn/med/<tjeneste>": "counter", "/logg-ut": "nothing is asked",
    "/registrer/sprak": "nothing is asked", "/registrer/kommune/<number>": "counter", "/registrer/kommune/<number>/tilgang": "counter",
    "/registrer/soknad/<token>/tilbaketrekking": "counter", "/registrer/stadfest/<token>": "counter", "/passord/<token>": "counter",
    "/invitasjon/<token>": "counter", "/g/<token>": "counter", "/apen/<kommune>/folg": "counter", "/apen/<kommune>/folg/<token>": "counter",
    "/apen/<kommune>/stopp/<token>": "counter", "/fagnettverk/avmelding/<token>": "counter",
}  # fmt: skip


def test_every_door_that_anybody_may_knock_at_has_something_that_slows_it(house, world):
    open_doors = set()
    for rule, address in outside(house):
        if "POST" in rule.methods:
            browser = Browser(house)
            answer = browser.post(address)
            if not (answer.status_code in (302, 303) and answer.location.startswith("/logg-inn")):
                open_doors.add(rule.rule)
    assert open_doors == KNOCKED_AT.keys(), "Say in KNOCKED_AT what slows it"


def test_guessing_passwords_is_slowed_by_rows_that_survive_the_counter(house, world, database, monkeypatch):
    """Also while the queue's server is away and the counter lets everybody by."""
    monkeypatch.setattr(throttle, "allows", lambda rate, *keys: True)
    browser = Browser(house)
    codes = [browser.post("/logg-inn", {"epost": COORDINATOR, "passord": f"galt-passord-{n}"}).status_code for n in range(10)]
    with psycopg.connect(database) as connection:
        kept = connection.execute("SELECT count(*) FROM login_attempts").fetchone()[0]

    assert codes[:8] == [422] * 8 and codes[8:] == [429] * 2 and kept == 8


def test_what_is_kept_of_a_failed_log_in_cannot_be_found_by_guessing(house, world, database):
    """The page about privacy says that neither address can be read out of it; there are few enough of both to try them all."""
    browser = Browser(house)
    browser.post("/logg-inn", {"epost": COORDINATOR, "passord": "galt-passord-1"})
    browser.post("/glemt-passord", {"epost": COORDINATOR})
    with psycopg.connect(database) as connection:
        kept = {value for row in connection.execute("SELECT email_hash, address_hash FROM login_attempts") for value in row}
    guesses = {prefix + value for prefix in ("", "forgot:", "email:", "address:", "forgot:email:") for value in (COORDINATOR, "127.0.0.1")}

    assert len(kept) == 4 and not kept & {hashlib.sha256(guess.encode()).hexdigest() for guess in guesses}
