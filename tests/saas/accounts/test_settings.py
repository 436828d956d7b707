"""One's own settings: language, password; what is refused is told at its field and nothing is changed."""

import pytest

from tests.world import PASSWORD, Browser, log_in

EMAIL = "member@nordvik.example"
NEW = "et-helt-nytt-passord"


@pytest.fixture
def me(house, world):
    return log_in(house, EMAIL)


def post(browser, address, **fields):
    token = browser.get("/meg").get_data(as_text=True).split('name="csrf_token" value="')[1].split('"')[0]
    return browser.client.post(address, data={"csrf_token": token, **fields})


def can_log_in(house, password):
    return Browser(house).post("/logg-inn", {"epost": EMAIL, "passord": password}).status_code == 303


@pytest.mark.parametrize(("choice", "written"), [("nn", 'lang="nn"'), ("nb", 'lang="nb"')])
def test_the_chosen_language_is_used_on_the_next_page(me, choice, written):
    assert post(me, "/meg/sprak", sprak=choice).status_code == 303
    page = me.get("/meg").get_data(as_text=True)
    assert written in page
    assert f'checked class="ds-input" id="sprak-{1 if choice == "nb" else 2}"' in page


def test_the_kommunes_language_can_be_chosen_back(house, world):
    browser = log_in(house, "member@hamnes.example")
    post(browser, "/meg/sprak", sprak="nb")
    assert 'lang="nb"' in browser.get("/k/hamnes/").get_data(as_text=True)
    post(browser, "/meg/sprak", sprak="")
    assert 'lang="nn"' in browser.get("/k/hamnes/").get_data(as_text=True)


def test_an_unknown_language_is_refused(me):
    answer = post(me, "/meg/sprak", sprak="en")
    assert answer.status_code == 422
    assert "Velg bokmål, nynorsk eller kommunens språk." in answer.get_data(as_text=True)


def test_a_new_password_ends_every_other_log_in(house, me):
    elsewhere = log_in(house, EMAIL)
    assert post(me, "/meg/passord", passord=PASSWORD, nytt_passord=NEW).status_code == 303
    assert "Passordet er byttet" in me.get("/meg").get_data(as_text=True)
    assert elsewhere.get("/meg").status_code == 303
    assert can_log_in(house, NEW)
    assert not can_log_in(house, PASSWORD)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("feil", NEW, "Det nåværende passordet er feil."),
        ("", NEW, "Skriv inn passordet du har nå."),
        (PASSWORD, "", "Skriv inn det nye passordet."),
        (PASSWORD, "for-kort", "Passordet må ha minst 12 tegn."),
        (PASSWORD, "x" * 201, "Passordet kan ha høyst 200 tegn."),
    ],
)
def test_a_refused_password_changes_nothing(house, me, old, new, words):
    answer = post(me, "/meg/passord", passord=old, nytt_passord=new)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert words in page
    assert not new or f'value="{new}"' not in page
    assert can_log_in(house, PASSWORD)


def test_a_settings_form_without_its_token_changes_nothing(house, me):
    answer = me.client.post("/meg/passord", data={"passord": PASSWORD, "nytt_passord": NEW})
    assert answer.status_code == 400
    assert NEW not in answer.get_data(as_text=True)
    assert can_log_in(house, PASSWORD)


def test_where_one_is_logged_in_is_said_in_plain_words(house, world):
    firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"
    browser = Browser(house)
    browser.post("/logg-inn", {"epost": EMAIL, "passord": PASSWORD}, headers={"User-Agent": firefox})
    page = browser.get("/meg/sikkerhet").get_data(as_text=True)
    assert "Firefox på Linux" in page
    assert "Mozilla" not in page


def test_no_button_on_ones_own_page_names_a_kommune(me):
    page = me.get("/meg").get_data(as_text=True)
    assert "i Nordvik</span>" not in page
