"""The pages that anyone may read, and the way in from the front page."""

import pytest

from tests.world import Browser


@pytest.mark.parametrize("address", ["/", "/tilgjengelighet", "/personvern", "/logg-inn"])
def test_anyone_may_read(house, world, address):
    answer = Browser(house).get(address)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert page.count("<h1") == 1
    assert "<style" not in page and " style=" not in page and "onclick" not in page


def test_the_front_page_says_what_this_is_and_shows_the_way_in(house, world):
    page = Browser(house).get("/").get_data(as_text=True)
    assert 'href="/logg-inn"' in page
    assert "ikke for enkeltsaker" in page
    assert "Dette er en demo" in page and 'href="/postkasse"' in page


def test_outside_the_demo_there_is_no_word_of_it_and_no_mailbox(house, settings, world):
    from dataclasses import replace

    from infra.house import build

    real = build(replace(settings, mode="production", mailbox_folder=None), check=False)
    browser = Browser(real)
    assert "demo" not in browser.get("/").get_data(as_text=True).lower()
    assert "demo" not in browser.get("/logg-inn").get_data(as_text=True).lower()
    assert browser.get("/postkasse").status_code == 404
    with real.app_context():
        from saas.db import db

        for engine in db.engines.values():
            engine.dispose()


def test_one_who_is_logged_in_goes_straight_to_their_kommuner(coordinator):
    assert coordinator.get("/").location == "/mine"
    assert coordinator.get("/logg-inn?neste=/k/nordvik/").location == "/k/nordvik/"


def test_a_dead_link_says_what_to_do(house, world):
    answer = Browser(house).get("/g/dette-er-ingen-lenke")
    assert answer.status_code == 404
    assert "Be den som sendte deg brevet, om en ny." in answer.get_data(as_text=True)
