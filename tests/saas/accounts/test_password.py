"""A wrong password tells nothing, not even by its time; and guessing is stopped."""

import statistics
import time

import psycopg
import pytest

from tests.world import PASSWORD, Browser, log_in

COORDINATOR = "koordinator@fjordvest.example"
WRONG = "E-posten eller passordet er feil."


def attempt(house, email, password):
    return Browser(house).post("/logg-inn", {"epost": email, "passord": password})


def test_a_wrong_password_and_an_unknown_address_get_the_same_words(house, world):
    wrong, unknown = (
        attempt(house, COORDINATOR, "feil-passord-her"),
        attempt(house, "ingen@fjordvest.example", "feil-passord-her"),
    )
    assert (wrong.status_code, unknown.status_code) == (422, 422)
    for page in (wrong, unknown):
        assert WRONG in page.get_data(as_text=True)
    assert "feil-passord-her" not in wrong.get_data(as_text=True)
    assert f'value="{COORDINATOR}"' in wrong.get_data(as_text=True)


def test_an_unknown_address_takes_as_long_as_a_wrong_password(house, world):
    def seconds(email):
        browser = Browser(house)
        form = {"csrf_token": browser.token(), "epost": email, "passord": "feil-passord-her"}
        start = time.perf_counter()
        browser.client.post("/logg-inn", data=form)
        return time.perf_counter() - start

    known = statistics.median(seconds(COORDINATOR) for _ in range(3))
    unknown = statistics.median(seconds(f"ingen{n}@fjordvest.example") for n in range(3))
    # argon2 takes tens of milliseconds; without it the unknown one would be several times faster.
    assert 0.5 < unknown / known < 2


def test_after_eight_wrong_passwords_even_the_right_one_waits(house, world):
    for _ in range(8):
        assert attempt(house, COORDINATOR, "feil").status_code == 422
    ninth = attempt(house, COORDINATOR, PASSWORD)
    assert ninth.status_code == 429
    assert "Prøv igjen om et kvarter." in ninth.get_data(as_text=True)
    assert log_in(house, "member@nordvik.example").get("/meg").status_code == 200


def test_the_right_password_forgets_earlier_mistakes(house, world):
    for _ in range(7):
        attempt(house, COORDINATOR, "feil")
    log_in(house, COORDINATOR)
    assert attempt(house, COORDINATOR, "feil").status_code == 422


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"epost": "", "passord": "x"}, "Skriv inn e-postadressen din."),
        ({"epost": COORDINATOR, "passord": ""}, "Skriv inn passordet ditt."),
        ({}, "Skriv inn passordet ditt."),
        ({"epost": "a" * 300, "passord": "x"}, "E-postadressen er for lang."),
        ({"epost": COORDINATOR, "passord": "x" * 2000}, "Passordet er for langt."),
    ],
)
def test_an_unfinished_form_says_what_is_missing(house, world, fields, words):
    answer = Browser(house).post("/logg-inn", fields)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert words in page
    assert "Du må rette opp" in page


def test_a_disabled_user_is_told_nothing_special_and_is_out_at_once(house, world, database):
    inside = log_in(house, COORDINATOR)
    with psycopg.connect(database) as connection:
        connection.execute("UPDATE users SET disabled_at = now() WHERE email = %s", (COORDINATOR,))
    refused = attempt(house, COORDINATOR, PASSWORD)
    assert refused.status_code == 422
    assert WRONG in refused.get_data(as_text=True)
    assert inside.get("/meg").status_code == 303
    assert inside.get("/k/nordvik/").status_code == 302


def test_upper_case_and_spaces_in_the_address_do_not_matter(house, world):
    assert attempt(house, "  Koordinator@Fjordvest.example ", PASSWORD).status_code == 303


def test_the_log_in_page_is_small(house, world):
    answer = Browser(house).get("/logg-inn")
    page = answer.get_data(as_text=True)
    assert "<script" not in page
    assert len(answer.data) < 8_000
