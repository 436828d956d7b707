"""Codes from an app and from paper: asked for after the password, good once, guessed slowly, never left half done."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.saas.accounts.door import (
    COORDINATOR,
    MEMBER,
    STRANGER,
    a_moment_later,
    add_key,
    events,
    is_in,
    owner,
    papers_on,
    password,
    post,
    set_up_app,
    token_on,
)
from tests.world import Browser, log_in

KODE = "/logg-inn/kode"


@pytest.fixture
def app_and_papers(house, world, database):
    found = set_up_app(log_in(house, COORDINATOR))
    a_moment_later(database)
    return found


@pytest.fixture
def app(app_and_papers):
    return app_and_papers[0]


@pytest.fixture
def papers(app_and_papers):
    return app_and_papers[1]


@pytest.fixture
def half_way(house, app_and_papers):
    browser = Browser(house)
    assert password(browser, neste="/k/nordvik/").location == KODE
    return browser


def code(browser, typed):
    return post(browser, KODE, KODE, kode=typed)


def test_the_password_alone_opens_no_session_once_an_app_is_set_up(half_way, database):
    assert not is_in(half_way)
    assert half_way.get("/k/nordvik/").status_code == 302
    assert events(database, "password") == ["ok"]


def test_the_apps_code_opens_the_session_and_leads_on(half_way, app, database):
    answer = code(half_way, app.now())
    assert (answer.status_code, answer.location) == (303, "/k/nordvik/")
    assert half_way.get("/k/nordvik/").status_code == 200
    assert owner(database, "SELECT DISTINCT method, strong FROM login_sessions ORDER BY 1") == [("totp", True)]


def test_a_code_with_a_space_in_it_is_the_same_code(half_way, app):
    shown = app.now()
    assert code(half_way, f" {shown[:3]} {shown[3:]} ").status_code == 303


def test_a_code_is_good_once_also_in_another_browser(house, half_way, app):
    shown = app.now()
    assert code(half_way, shown).status_code == 303
    other = Browser(house)
    password(other)
    again = code(other, shown)
    assert again.status_code == 422
    assert "Koden er feil, eller den er brukt før." in again.get_data(as_text=True)
    assert not is_in(other)


def test_of_six_who_send_the_same_code_at_once_one_comes_in(house, app, database):
    browsers = [Browser(house) for _ in range(4)]
    for browser in browsers:
        password(browser)
    tokens = [token_on(browser, KODE) for browser in browsers]
    shown = app.now()

    def send(pair):
        return pair[0].client.post(KODE, data={"csrf_token": pair[1], "kode": shown}).status_code

    with ThreadPoolExecutor(4) as hands:
        answers = sorted(hands.map(send, zip(browsers, tokens, strict=True)))
    assert answers == [303, 422, 422, 422]


def test_the_code_that_set_the_app_up_is_spent(house, world):
    browser = log_in(house, COORDINATOR)
    app, _ = set_up_app(browser)
    other = Browser(house)
    password(other)
    assert code(other, app.now()).status_code == 422


@pytest.mark.parametrize("typed", ["000000", "12345", "abcdefg", "٠٠٠٠٠٠", "1234567"])
def test_a_wrong_code_is_refused_and_logged(half_way, database, typed):
    assert code(half_way, typed).status_code == 422
    assert events(database, "code")[-1] == "wrong"
    assert not is_in(half_way)


def test_after_five_wrong_codes_even_the_right_one_waits_but_not_for_ever(house, half_way, app, database):
    for _ in range(5):
        assert code(half_way, "wrong1").status_code == 422
    stopped = code(half_way, app.now())
    assert stopped.status_code == 429 and "Prøv igjen om et kvarter." in stopped.get_data(as_text=True)
    other = Browser(house)
    password(other)
    assert code(other, app.now()).status_code == 429
    assert events(database, "code")[-1] == "too_often"
    owner(database, "UPDATE login_events SET at = at - interval '16 minutes'")
    assert code(other, app.now()).status_code == 303


def test_a_first_step_too_long_ago_must_be_taken_anew(half_way, app, database):
    owner(database, "UPDATE ceremonies SET expires_at = now() - interval '1 second'")
    answer = half_way.client.post(KODE, data={"csrf_token": token_on(half_way, "/logg-inn"), "kode": app.now()})
    assert answer.location == "/logg-inn"
    assert not is_in(half_way)


def test_without_a_first_step_there_is_no_second(house, world):
    browser = Browser(house)
    assert browser.get(KODE).location == "/logg-inn"
    assert browser.post(KODE, {"kode": "123456"}).location == "/logg-inn"


def test_the_second_step_taken_the_waiting_cookie_is_worth_nothing(house, half_way, app, database):
    kept = half_way.client.get_cookie("bindeledd").value
    assert code(half_way, app.now()).status_code == 303
    a_moment_later(database)
    thief = Browser(house)
    thief.client.set_cookie("bindeledd", kept)
    assert thief.get(KODE).location == "/logg-inn"
    assert not is_in(thief)


def test_a_code_on_paper_is_good_once(house, half_way, papers):
    assert len(set(papers)) == 10
    first = code(half_way, papers[0].upper().replace("-", " "))
    assert first.status_code == 303
    assert "Du har 9 reservekoder igjen." in half_way.get("/meg/sikkerhet").get_data(as_text=True)
    other = Browser(house)
    password(other)
    assert code(other, papers[0]).status_code == 422
    assert code(other, papers[1]).status_code == 303


def test_of_three_who_send_the_same_paper_code_at_once_one_comes_in(house, papers):
    browsers = [Browser(house) for _ in range(3)]
    for browser in browsers:
        password(browser)
    tokens = [token_on(browser, KODE) for browser in browsers]

    def send(pair):
        return pair[0].client.post(KODE, data={"csrf_token": pair[1], "kode": papers[0]}).status_code

    with ThreadPoolExecutor(3) as hands:
        assert sorted(hands.map(send, zip(browsers, tokens, strict=True))) == [303, 422, 422]


def test_anothers_paper_code_opens_nothing(house, half_way, world):
    _, others = set_up_app(log_in(house, STRANGER))
    assert code(half_way, others[0]).status_code == 422


def test_a_new_set_replaces_the_old_one_and_is_shown_once(house, half_way, app, papers):
    code(half_way, app.now())
    fresh = papers_on(post(half_way, "/meg/sikkerhet/reservekoder"))
    assert len(fresh) == 10 and not set(fresh) & set(papers)
    assert not papers_on(half_way.get("/meg/sikkerhet"))
    other = Browser(house)
    password(other)
    assert code(other, papers[0]).status_code == 422
    assert code(other, fresh[0]).status_code == 303


def test_nothing_that_logs_in_lies_readable_in_the_database(app, papers, database):
    rows = str(owner(database, "SELECT sealed FROM totp_secrets")) + str(owner(database, "SELECT code_hash FROM recovery_codes"))
    rows += str(owner(database, "SELECT facts, token_hash FROM ceremonies"))
    assert app.secret not in rows
    assert not any(code in rows or code.replace("-", "") in rows for code in papers)


def test_the_first_second_step_makes_the_session_anew_and_ends_the_others(house, world, database):
    here, elsewhere = log_in(house, COORDINATOR), log_in(house, COORDINATOR)
    kept = here.client.get_cookie("bindeledd").value
    set_up_app(here)
    assert is_in(here) and not is_in(elsewhere)
    thief = Browser(house)
    thief.client.set_cookie("bindeledd", kept)
    assert not is_in(thief)


def test_an_app_that_never_showed_a_code_is_not_asked_for(house, world, database):
    browser = log_in(house, COORDINATOR)
    begun = post(browser, "/meg/sikkerhet/app")
    wrong = post(browser, begun.location, begun.location, kode="000000")
    assert wrong.status_code == 422 and "Koden er feil." in wrong.get_data(as_text=True)
    assert password(Browser(house)).location == "/mine"
    assert events(database, "code") == ["wrong_at_set_up"]


def test_a_set_up_page_shows_the_key_as_picture_and_text_and_belongs_to_one_person(house, world):
    browser = log_in(house, COORDINATOR)
    address = post(browser, "/meg/sikkerhet/app").location
    page = browser.get(address).get_data(as_text=True)
    assert 'src="data:image/svg+xml' in page and "style=" not in page
    assert log_in(house, STRANGER).get(address).status_code == 404
    assert browser.get(address + "0").status_code == 404


def test_whoever_has_no_second_step_is_not_asked_for_one(house, world):
    assert password(Browser(house), MEMBER).location == "/mine"


def test_a_removed_app_is_no_longer_asked_and_its_papers_are_dead(house, half_way, app, database):
    code(half_way, app.now())
    assert post(half_way, "/meg/sikkerhet/app/sletting").status_code == 303
    assert password(Browser(house)).location == "/mine"
    assert owner(database, "SELECT count(*) FROM recovery_codes") == [(0,)]
    assert post(half_way, "/meg/sikkerhet/app/sletting").status_code == 404


def test_the_apps_last_step_is_kept_when_a_key_stands_beside_it(half_way, app, database):
    code(half_way, app.now())
    add_key(half_way)
    post(half_way, "/meg/sikkerhet/app/sletting")
    assert owner(database, "SELECT count(*) FROM recovery_codes WHERE used_at IS NULL") == [(10,)]
