"""A forgotten password: the same answer and the same work for everybody, and a link that is good once."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import event

from tests.saas.accounts.door import COORDINATOR, MEMBER, a_moment_later, is_in, owner, post, set_up_app, token_on
from tests.world import PASSWORD, Browser, log_in

NEW = "et-helt-nytt-passord"
UNKNOWN = "ingen@fjordvest.example"


def ask(house, email):
    return post(Browser(house), "/glemt-passord", "/glemt-passord", epost=email)


@pytest.fixture
def link(house, world, worker, postbox):
    """The address in the letter."""
    ask(house, MEMBER)
    worker.work()
    (letter,) = postbox.letters
    assert letter["To"].endswith(f"<{MEMBER}>")
    return re.search(r"http://bindeledd\.test(/passord/\S+)", letter.get_content())[1]


def choose(house, link, new=NEW):
    browser = Browser(house)
    return browser, post(browser, link, link, nytt_passord=new)


def can_log_in(house, password, email=MEMBER):
    return Browser(house).post("/logg-inn", {"epost": email, "passord": password}).status_code == 303


def test_known_unknown_disabled_and_passwordless_addresses_get_the_same_answer(house, world, database, worker, postbox):
    owner(database, "UPDATE users SET disabled_at = now() WHERE email = 'chair@nordvik.example'")
    owner(database, "UPDATE users SET password_hash = NULL WHERE email = 'chair@hamnes.example'")
    answers = [ask(house, email) for email in (MEMBER, UNKNOWN, "chair@nordvik.example", "chair@hamnes.example")]
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.data for answer in answers}) == 1
    worker.work()
    assert sorted(letter["To"].split("<")[1] for letter in postbox.letters) == ["chair@hamnes.example>", f"{MEMBER}>"]
    assert owner(database, "SELECT count(*) FROM house_letters") == [(2,)]


def test_known_and_unknown_addresses_cost_the_same_statements(house, world):
    """The work is counted, not timed."""
    from saas.db import db

    def statements(email):
        browser, said = Browser(house), []
        token = token_on(browser, "/glemt-passord")
        with house.app_context():
            engine = db.engines["lobby"]

        def hear(_connection, _cursor, statement, *_rest):
            said.append(statement.split()[0])

        event.listen(engine, "before_cursor_execute", hear)
        browser.client.post("/glemt-passord", data={"csrf_token": token, "epost": email})
        event.remove(engine, "before_cursor_execute", hear)
        return [word for word in said if word not in ("ROLLBACK", "RELEASE")]

    assert statements(MEMBER) == statements(UNKNOWN)


def test_log_in_answers_alike_for_every_kind_of_account(house, world, database):
    owner(database, "UPDATE users SET disabled_at = now() WHERE email = 'chair@nordvik.example'")
    owner(database, "UPDATE users SET password_hash = NULL WHERE email = 'chair@hamnes.example'")
    set_up_app(log_in(house, COORDINATOR))
    answers = []
    for email in (MEMBER, COORDINATOR, UNKNOWN, "chair@nordvik.example", "chair@hamnes.example"):
        answer = Browser(house).post("/logg-inn", {"epost": email, "passord": "feil-passord-her"})
        page = answer.get_data(as_text=True).replace(email, "")
        answers.append((answer.status_code, re.sub(r'name="csrf_token" value="[^"]+"', "", page)))
    assert len(set(answers)) == 1 and answers[0][0] == 422


def test_asking_too_often_is_refused_alike(house, world):
    for email in (MEMBER, UNKNOWN):
        answers = [ask(house, email).status_code for _ in range(4)]
        assert answers == [200, 200, 200, 429]


def test_the_link_sets_the_password_and_ends_every_session(house, world, link):
    elsewhere = log_in(house, MEMBER)
    browser, answer = choose(house, link)
    assert (answer.status_code, answer.location) == (303, "/mine")
    assert is_in(browser) and not is_in(elsewhere)
    assert can_log_in(house, NEW) and not can_log_in(house, PASSWORD)


def test_opening_the_link_changes_nothing(house, world, link):
    for _ in range(3):
        page = Browser(house).get(link)
        assert page.status_code == 200 and MEMBER in page.get_data(as_text=True)
    assert can_log_in(house, PASSWORD)


def test_unknown_used_and_expired_links_answer_alike(house, world, link, database, worker, postbox):
    choose(house, link)
    ask(house, COORDINATOR)
    worker.work()
    old = re.search(r"(/passord/\S+)", postbox.letters[-1].get_content())[1]
    owner(database, "UPDATE ceremonies SET expires_at = now() - interval '1 second' WHERE used_at IS NULL")
    for method in ("get", "post"):
        answers = []
        for address in (link, old, "/passord/" + "0" * 48):
            browser = Browser(house)
            data = {"csrf_token": token_on(browser, "/logg-inn"), "nytt_passord": "et-tredje-langt-passord"}
            answers.append(browser.get(address) if method == "get" else browser.client.post(address, data=data))
        assert {answer.status_code for answer in answers} == {404}
        assert len({answer.data for answer in answers}) == 1
    assert can_log_in(house, NEW)


def test_of_three_who_use_the_link_at_once_one_sets_the_password(house, world, link, database):
    browsers = [Browser(house) for _ in range(3)]
    tokens = [token_on(browser, link) for browser in browsers]

    def send(pair):
        return pair[0].client.post(link, data={"csrf_token": pair[1], "nytt_passord": NEW}).status_code

    with ThreadPoolExecutor(3) as hands:
        assert sorted(hands.map(send, zip(browsers, tokens, strict=True))) == [303, 404, 404]


@pytest.mark.parametrize(("new", "words"), [("kort", "minst 12 tegn"), ("x" * 201, "høyst 200 tegn"), ("", "Skriv inn det nye")])
def test_a_bad_password_is_refused_and_the_link_still_works(house, world, link, new, words):
    _, answer = choose(house, link, new)
    assert answer.status_code == 422 and words in answer.get_data(as_text=True)
    assert choose(house, link)[1].status_code == 303


def test_whoever_has_a_second_step_is_asked_for_it_after_a_new_password(house, world, link, database):
    app, _ = set_up_app(log_in(house, MEMBER))
    a_moment_later(database, MEMBER)
    browser, answer = choose(house, link)
    assert answer.location == "/logg-inn/kode"
    assert not is_in(browser)
    assert post(browser, "/logg-inn/kode", "/logg-inn/kode", kode=app.now()).status_code == 303
    assert is_in(browser)


def test_a_disabled_user_cannot_use_the_link(house, world, link, database):
    owner(database, "UPDATE users SET disabled_at = now() WHERE email = %s", MEMBER)
    assert Browser(house).get(link).status_code == 404


@pytest.mark.parametrize(
    ("wanted", "led_to"), [("/k/nordvik/", "/k/nordvik/"), ("https://ond.example/", "/mine"), ("//ond.example", "/mine")]
)
def test_an_invitation_leads_on_and_never_out_of_the_house(house, world, worker, postbox, wanted, led_to):
    from saas import rooms
    from saas.accounts import passwords

    place = world["nordvik"]
    with house.test_request_context("/"), rooms.enter(rooms.lobby()):
        passwords.invite_to_choose_password(
            place.users["member"], "Medlem", MEMBER, language="nn", next_page=wanted, why="Nordvik er registrert."
        )
    worker.work()
    words = postbox.letters[-1].get_content()
    assert "Nordvik er registrert." in words
    link = re.search(r"(/passord/\S+)", words)[1]
    assert choose(house, link)[1].location == led_to


def test_the_link_lies_nowhere_but_in_the_letter(house, world, link, database):
    assert link.rsplit("/", 1)[1] not in str(owner(database, "SELECT * FROM ceremonies"))
