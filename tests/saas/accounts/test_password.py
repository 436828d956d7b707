"""A wrong password tells nothing, not even by its work; and guessing is stopped."""

import psycopg
import pytest

from saas.accounts import service
from tests.world import COSTLY, PASSWORD, Browser, log_in

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


def test_an_unknown_address_costs_as_much_work_as_a_wrong_password(house, world, monkeypatch):
    """The work is counted, not timed: one comparison each, against hashes of the same cost."""
    compared = []

    def verify(stored, password):
        compared.append(stored.rsplit("$", 2)[0])
        return False

    monkeypatch.setattr(service, "_verify", verify)
    for email in (COORDINATOR, "ingen@fjordvest.example"):
        assert attempt(house, email, "feil-passord-her").status_code == 422
    assert len(compared) == 2 and compared[0] == compared[1]


def test_passwords_are_kept_with_argon2id_at_the_librarys_full_cost():
    kept = COSTLY.hash("et langt passord")
    assert kept.startswith("$argon2id$")
    assert COSTLY.memory_cost >= 64 * 1024 and COSTLY.time_cost >= 3


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
