"""What people see when something is refused: the right status, their own words, and nothing typed is lost."""

import threading
from uuid import uuid4

from sqlalchemy import func, select

from saas.db import db
from tests.world import _inside, log_in


def people(inside):
    from tenants.network.models import Organisation

    with inside(read_only=True):
        return db.session.scalar(select(func.count()).select_from(Organisation))


def test_an_unknown_page_is_404_in_norwegian(coordinator):
    answer = coordinator.get("/k/nordvik/finnes-ikke")
    assert answer.status_code == 404
    assert "Siden finnes ikke" in answer.get_data(as_text=True)


def test_a_form_without_its_token_writes_nothing_and_gives_back_what_was_typed(coordinator, inside):
    address = "/k/nordvik/nettverk/organisasjoner/ny"
    answer = coordinator.client.post(
        address, data={"navn": "Solsiden skole", "type": "school"}, headers={"Origin": "http://localhost"}
    )
    assert answer.status_code == 400
    page = answer.get_data(as_text=True)
    assert "Solsiden skole" in page and "Ingenting er lagret ennå" in page
    assert people(inside) == 0


def test_a_strangers_form_is_refused_and_forgotten(coordinator):
    answer = coordinator.client.post(
        "/k/nordvik/nettverk/organisasjoner/ny", data={"navn": "Snik"}, headers={"Origin": "http://evil.example"}
    )
    assert answer.status_code == 400
    assert "Snik" not in answer.get_data(as_text=True)


def test_a_form_sent_twice_is_one_deed(coordinator, inside):
    form = {"navn": "Solsiden skole", "type": "school", "en_gang": str(uuid4())}
    first = coordinator.post("/k/nordvik/nettverk/organisasjoner/ny", form)
    second = coordinator.post("/k/nordvik/nettverk/organisasjoner/ny", form)
    assert (first.status_code, second.status_code) == (303, 303)
    assert people(inside) == 1


def test_a_double_click_at_the_same_moment_is_one_deed(house, world, inside):
    from saas import deeds

    number, claimed = str(uuid4()), []

    def click():
        with _inside(house, world["nordvik"], "coordinator", False):
            claimed.append(deeds.begin(number))

    hands = [threading.Thread(target=click) for _ in range(6)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    assert sorted(claimed) == [False] * 5 + [True]


def test_every_answer_carries_the_careful_headers(house, world):
    answer = log_in(house, "koordinator@fjordvest.example").get("/k/nordvik/")
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe-inline" not in policy and "default-src 'self'" in policy and "frame-ancestors 'none'" in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_pages_hold_no_inline_script_or_style(house, world):
    import re

    browser = log_in(house, "koordinator@fjordvest.example")
    for address in ("/", "/mine", "/meg", "/k/nordvik/", "/k/nordvik/moter/", "/k/nordvik/grupper/", "/k/nordvik/nettverk/"):
        page = browser.get(address, follow_redirects=True).get_data(as_text=True)
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", page), address


def test_health_says_ready_and_which_part_is_not(house, world):
    browser = house.test_client()
    assert browser.get("/helse/live").status_code == 200
    assert browser.get("/helse/klar").get_json() == {
        "status": "ok", "database": True, "migrations": True, "queue": True,
    }
    assert b"python_info" in browser.get("/metrics").data
