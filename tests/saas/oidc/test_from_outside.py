"""Log-in through an honest provider, from the button to the kommune."""

import json

import psycopg
import pytest

from tests.saas.oidc.conftest import (
    COORDINATOR,
    HAMNES,
    MEMBER,
    NEITHER,
    NORDVIK,
    Visit,
    events,
    permit,
    person,
    sent_with,
    sessions,
    spoken_for,
    tie,
)


@pytest.fixture
def let_in(database, world, honest):
    """Each kommune lets in its own organisation; the coordinator of both has an account outside."""
    permit(database, world["nordvik"], honest, NORDVIK)
    permit(database, world["hamnes"], honest, HAMNES)
    tie(database, COORDINATOR, honest, "sub-coordinator")
    tie(database, MEMBER, honest, "sub-member")


def test_the_log_in_page_has_a_button_for_each_service(visit):
    page = visit.browser.get("/logg-inn?neste=/k/nordvik/").get_data(as_text=True)
    for label in ("Ansattporten", "Løgneren", "Microsoft"):
        assert f"Logg inn med {label}" in page
    assert 'name="neste" value="/k/nordvik/"' in page


def test_what_is_sent_along_is_what_ansattporten_asks_for(visit):
    sent = sent_with(visit.begin())
    assert sent["response_type"] == "code"
    assert sent["client_id"] == "bindeledd"
    assert sent["scope"] == "openid"
    assert sent["redirect_uri"] == "http://bindeledd.test/logg-inn/med/ansattporten/svar"
    assert sent["code_challenge_method"] == "S256"
    assert len(sent["code_challenge"]) == 43
    assert len(sent["state"]) >= 32
    assert len(sent["nonce"]) >= 32
    assert sent["acr_values"] == "substantial entraid"
    assert json.loads(sent["authorization_details"]) == [{"type": "ansattporten:orgno"}]
    assert "authorization_details" not in sent_with(visit.begin("entra"))


def test_a_member_comes_in_and_the_session_is_short(visit, let_in, honest, database):
    answer = visit.through(person(honest, "sub-member"), neste="/k/nordvik/")
    assert (answer.status_code, answer.location) == (303, "/k/nordvik/")
    page = visit.browser.get("/k/nordvik/").get_data(as_text=True)
    assert f"på vegne av VIRKSOMHET {NORDVIK}" in page
    assert sessions(database) == [("oidc", True, honest, NORDVIK, 30, 120)]
    assert events(database) == [("ok", True, NORDVIK, "sid-1")]


def test_a_session_for_one_organisation_opens_its_kommune_and_no_other(visit, let_in, honest):
    visit.through(person(honest, "sub-coordinator", authorization_details=[spoken_for(NORDVIK)]))
    assert visit.browser.get("/k/nordvik/").status_code == 200
    assert visit.browser.get("/k/hamnes/").status_code == 404
    assert "Hamnes" not in visit.browser.get("/mine").get_data(as_text=True)


def test_revoking_the_permit_shuts_the_door_at_the_next_request(visit, let_in, honest, database):
    visit.through(person(honest, "sub-member"))
    assert visit.browser.get("/k/nordvik/").status_code == 200
    with psycopg.connect(database) as owner:
        owner.execute("UPDATE issuer_permits SET revoked_at = now() WHERE org_number = %s", (NORDVIK,))
    assert visit.browser.get("/k/nordvik/").status_code == 404


def test_whoever_may_speak_for_several_chooses_one(visit, let_in, honest, database):
    both = [spoken_for(NORDVIK, HAMNES, NEITHER)]
    answer = visit.through(person(honest, "sub-coordinator", authorization_details=both), neste="/k/hamnes/")
    assert answer.location == "/logg-inn/organisasjon"
    assert sessions(database) == []
    page = visit.browser.get("/logg-inn/organisasjon").get_data(as_text=True)
    assert "Du logger inn på vegne av …" in page
    # One that opens nothing here is not offered.
    assert HAMNES in page and NORDVIK in page and NEITHER not in page

    assert visit.browser.post("/logg-inn/organisasjon", {"organisasjon": NEITHER}).status_code == 422
    answer = visit.browser.post("/logg-inn/organisasjon", {"organisasjon": HAMNES})

    assert (answer.status_code, answer.location) == (303, "/k/hamnes/")
    assert visit.browser.get("/k/hamnes/").status_code == 200
    assert visit.browser.get("/k/nordvik/").status_code == 404


def test_a_choice_is_made_once_and_in_the_same_browser(house, visit, let_in, honest, database):
    visit.through(person(honest, "sub-coordinator", authorization_details=[spoken_for(NORDVIK, HAMNES)]))
    stolen = visit.browser.client.get_cookie("bindeledd").value
    other = Visit(house)
    with visit.browser.client.session_transaction() as session:
        token = session["valg"]
    other.browser.token()
    with other.browser.client.session_transaction() as session:
        session["valg"] = token
    assert other.browser.post("/logg-inn/organisasjon", {"organisasjon": HAMNES}).location == "/logg-inn"
    assert visit.browser.post("/logg-inn/organisasjon", {"organisasjon": NORDVIK}).status_code == 303
    again = Visit(house)
    again.browser.client.set_cookie("bindeledd", stolen)
    assert again.browser.post("/logg-inn/organisasjon", {"organisasjon": HAMNES}).location == "/logg-inn"
    assert len(sessions(database)) == 1


def test_a_permit_revoked_while_somebody_chooses_is_revoked(visit, let_in, honest, database):
    visit.through(person(honest, "sub-coordinator", authorization_details=[spoken_for(NORDVIK, HAMNES)]))
    with psycopg.connect(database) as owner:
        owner.execute("UPDATE issuer_permits SET revoked_at = now() WHERE org_number = %s", (HAMNES,))
    assert visit.browser.post("/logg-inn/organisasjon", {"organisasjon": HAMNES}).status_code == 403
    assert sessions(database) == []


def test_an_unknown_account_is_refused_also_with_the_same_e_mail(visit, let_in, honest, database):
    answer = visit.through(person(honest, "somebody-else", email=MEMBER, email_verified=True))
    assert answer.status_code == 403
    assert "Kontoen din er ikke koblet til noen bruker her." in answer.get_data(as_text=True)
    assert events(database) == [("unknown", False, "", "sid-1")]
    assert sessions(database) == []


def test_an_organisation_that_no_kommune_lets_in_is_refused(visit, let_in, honest, database):
    answer = visit.through(person(honest, "sub-member", authorization_details=[spoken_for(HAMNES)]))
    assert answer.status_code == 403
    assert events(database) == [("organisation", True, "", "sid-1")]
    assert sessions(database) == []


def test_a_user_who_is_shut_out_stays_out(visit, let_in, honest, database):
    with psycopg.connect(database) as owner:
        owner.execute("UPDATE users SET disabled_at = now() WHERE email = %s", (MEMBER,))
    assert visit.through(person(honest, "sub-member")).status_code == 403
    assert sessions(database) == []


def test_a_cookie_from_before_the_log_in_is_not_kept(house, visit, let_in, honest):
    back = visit.at_provider(visit.begin(), person(honest, "sub-member"))
    planted = visit.browser.client.get_cookie("bindeledd").value
    visit.browser.get(back)
    thief = Visit(house)
    thief.browser.client.set_cookie("bindeledd", planted)
    assert thief.browser.get("/meg").status_code == 303


def test_nobody_is_sent_on_to_a_strange_place(visit, let_in, honest):
    assert visit.through(person(honest, "sub-member"), neste="https://ond.example/").location == "/mine"


def test_the_personal_number_is_written_nowhere(visit, let_in, honest, database, caplog):
    caplog.set_level("DEBUG")
    visit.through(person(honest, "sub-coordinator", authorization_details=[spoken_for(NORDVIK, HAMNES)]))
    visit.browser.post("/logg-inn/organisasjon", {"organisasjon": NORDVIK})
    visit.browser.post("/k/nordvik/innstillinger/innlogging", {"tjeneste": honest, "nummer": NEITHER, "navn": "Statens etat"})
    visit.through(person(honest, "nobody"))
    with psycopg.connect(database) as owner:
        tables = owner.execute("SELECT table_schema, table_name FROM information_schema.tables "
                               "WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')")  # fmt: skip
        written = ""
        for schema, table in tables.fetchall():
            # The walls hide a kommune's rows from the owner too, until the owner takes them down.
            owner.execute(f'ALTER TABLE "{schema}"."{table}" NO FORCE ROW LEVEL SECURITY')
            written += str(owner.execute(f'SELECT t::text FROM "{schema}"."{table}" t').fetchall())
    assert "sub-coordinator" in written and "issuer.let_in" in written
    for number in ("45840375084", "458403 75084"):
        assert number not in written
        assert number not in caplog.text


def test_a_service_that_the_house_does_not_know_is_no_page(visit):
    assert visit.browser.post("/logg-inn/med/ukjent").status_code == 404
    assert visit.browser.get("/logg-inn/med/ukjent/svar?code=a&state=b").status_code == 404


def test_a_second_step_taken_here_does_not_open_more_than_the_service_does(house, visit, let_in, honest, database):
    from flask import session as cookie

    from saas import rooms
    from saas.accounts import entrance, service

    weak = {"acr": "entraid", "amr": ["entraid_pwd"], "authorization_details": [spoken_for(NORDVIK)]}
    visit.through(person(honest, "sub-coordinator", **weak))
    with visit.browser.client.session_transaction() as kept:
        secret, on_behalf = kept["_user_id"], kept["vegne"]
    with house.test_request_context("/"), rooms.enter(rooms.lobby()):
        cookie.update(_user_id=secret, vegne=on_behalf)
        entrance.enter(service.user_with(COORDINATOR), method="totp", strong=True)
        assert cookie["vegne"] == on_behalf
    with psycopg.connect(database) as owner:
        rows = owner.execute("SELECT method, strong, issuer, org_number, idle_minutes FROM login_sessions").fetchall()
    assert rows == [("totp", True, honest, NORDVIK, 30)]
