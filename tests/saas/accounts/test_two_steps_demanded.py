"""Where a role asks for two steps, a session of one step opens nothing, and there is one way on."""

import pytest

from tests.saas.accounts.authenticator import Authenticator
from tests.saas.accounts.door import (
    COORDINATOR,
    MEMBER,
    add_key,
    is_in,
    owner,
    password,
    post,
    set_up_app,
    strict,
    use_key,
)
from tests.world import PASSWORD, Browser, log_in

WORDS = "Rollen din krever totrinns innlogging. Sett det opp nå."
GIVEN = "INSERT INTO memberships (tenant_id, user_id, role, valid_from) VALUES (%s, %s, %s, '2020-01-01')"


@pytest.fixture
def production(house, world, settings):
    with strict(house, settings) as app:
        yield app


@pytest.fixture
def weak(production):
    return log_in(production, COORDINATOR)


@pytest.mark.parametrize("address", ["/k/nordvik/", "/k/hamnes/moter/", "/mine", "/meg", "/k/finnesikke/"])
def test_a_weak_session_leads_to_the_security_page_wherever_it_goes(weak, address):
    answer = weak.get(address)
    assert (answer.status_code, answer.location) == (303, "/meg/sikkerhet")


def test_the_security_page_says_why_and_log_out_works(weak):
    assert WORDS in weak.get("/meg/sikkerhet").get_data(as_text=True)
    assert post(weak, "/logg-ut").location == "/"
    assert not is_in(weak)


def test_a_weak_session_may_not_write_in_a_kommune_either(weak, world):
    answer = post(weak, "/k/nordvik/grupper/", navn="Ny gruppe")
    assert (answer.status_code, answer.location) == (303, "/meg/sikkerhet")


def test_the_database_itself_opens_no_kommune_for_a_weak_session(production, weak, database, world):
    from saas import rooms
    from saas.accounts import visitor
    from saas.errors import NotFound

    with weak.client.session_transaction() as session:
        secret = session["_user_id"]
    with production.app_context():
        found = visitor.load(secret)
        assert found.kommuner == [] and found.needs_strong
        place = next(k for k in rooms.all_kommuner() if k.slug == "nordvik")
        with pytest.raises(NotFound), rooms.enter(rooms.of_visitor(secret, place, found.name, found.id, read_only=True)):
            from saas.db import db

            db.session.connection()


def test_an_app_set_up_opens_the_kommuner_at_once(weak):
    set_up_app(weak)
    assert weak.get("/k/nordvik/").status_code == 200


def test_a_passkey_set_up_opens_the_kommuner_at_once(weak):
    add_key(weak)
    assert weak.get("/k/nordvik/").status_code == 200


def test_a_member_is_not_asked_until_a_role_is_given_and_then_at_the_next_page(production, world, database):
    browser = log_in(production, MEMBER)
    assert browser.get("/k/nordvik/").status_code == 200
    owner(database, GIVEN, world["hamnes"].id, world["nordvik"].users["member"], "chief_executive")
    assert browser.get("/k/nordvik/").location == "/meg/sikkerhet"
    assert browser.get("/k/hamnes/").location == "/meg/sikkerhet"
    set_up_app(browser)
    assert browser.get("/k/hamnes/").status_code == 200


def test_those_at_the_national_centre_are_asked_too(production, world, database):
    owner(database, "INSERT INTO centre_members (user_id, role) VALUES (%s, 'analyst')", world["nordvik"].users["member"])
    browser = log_in(production, MEMBER)
    assert browser.get("/mine").location == "/meg/sikkerhet"


def test_the_last_second_step_stays_while_the_role_needs_one(weak, database):
    set_up_app(weak)
    refused = post(weak, "/meg/sikkerhet/app/sletting")
    assert refused.status_code == 409 and "Rollen din krever totrinns innlogging" in refused.get_data(as_text=True)
    add_key(weak)
    assert post(weak, "/meg/sikkerhet/app/sletting").status_code == 303
    (key,) = owner(database, "SELECT id FROM passkeys")[0]
    assert post(weak, f"/meg/sikkerhet/passnokler/{key}/sletting").status_code == 409
    assert owner(database, "SELECT count(*) FROM passkeys") == [(1,)]


def test_a_member_may_remove_the_last_one(production, world):
    browser = log_in(production, MEMBER)
    set_up_app(browser)
    assert post(browser, "/meg/sikkerhet/app/sletting").status_code == 303


def test_whoever_came_in_without_the_second_step_cannot_take_it_away_or_add_one(production, weak, database):
    """A session from before the step was set up, or from a weak log-in service, is asked to take the step first."""
    set_up_app(weak)
    owner(database, "UPDATE login_sessions SET strong = false")
    for address in ("app", "app/sletting", "passnokler/start", "passnokler", "reservekoder"):
        assert post(weak, f"/meg/sikkerhet/{address}", navn="x", svar="{}").status_code == 403
    page = weak.get("/meg/sikkerhet").get_data(as_text=True)
    assert "Bekreft nå" in page
    assert post(weak, "/meg/sikkerhet/bekreftelse").location == "/logg-inn/kode"


def test_a_weak_session_becomes_strong_by_the_second_step(weak, database):
    device, _ = add_key(weak)
    owner(database, "UPDATE login_sessions SET strong = false")
    post(weak, "/meg/sikkerhet/bekreftelse")
    assert use_key(weak, device, "/logg-inn/kode").location == "/meg/sikkerhet"
    assert weak.get("/k/nordvik/").status_code == 200


def test_in_the_demo_nobody_is_asked_but_whoever_set_it_up_is(house, world):
    browser = log_in(house, COORDINATOR)
    assert browser.get("/k/nordvik/").status_code == 200
    add_key(browser, Authenticator())
    assert password(Browser(house)).location == "/logg-inn/kode"


def test_a_weak_log_in_may_be_followed_by_another_persons(production, weak):
    answer = weak.client.post(
        "/logg-inn", data={"csrf_token": _token(weak), "epost": MEMBER, "passord": PASSWORD, "neste": "/k/nordvik/"}
    )
    assert answer.location == "/k/nordvik/"
    assert weak.get("/k/nordvik/").status_code == 200


def _token(browser):
    return browser.get("/meg/sikkerhet").get_data(as_text=True).split('name="csrf_token" value="')[1].split('"')[0]
