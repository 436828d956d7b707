"""A kommune asks somebody to coordinate for it: the letter, the answer, the welcome, and never more than six."""

import hashlib
import threading
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import event

from saas.db import db
from tenants.groups.models import Group
from tenants.network.models import Person
from tests.tenants.onboarding.conftest import (  # noqa: F401
    HOME,
    build_groups,
    chief,
    elvestrand,
    found_new,
    sql,
    starter,
    text,
)
from tests.world import add_user, log_in

INGRID = "ingrid@fjordvest.example"
ASK = {"navn": "Ingrid Solheim", "epost": INGRID, "prosent": "20", "vert": "Nordvik kommune", "melding": "Kan du hjelpe oss?"}
FULL = "En koordinator kan dekke inntil seks kommuner. Ingrid Solheim dekker allerede seks."


@pytest.fixture
def ingrid(database, world):
    """Somebody who logs in, and coordinates in Nordvik."""
    with psycopg.connect(database) as connection:
        return add_user(connection, INGRID, "Ingrid Solheim", world["nordvik"], "coordinator")


@pytest.fixture
def more(database, sql):
    """`more(5)`: so many kommuner more that Ingrid coordinates for."""

    def give(number, who):
        for n in range(number):
            place = found_new(database, f"stad{n}", f"Stad {n}", f"98{n:02d}", lifecycle="operating")
            sql("INSERT INTO memberships (tenant_id, user_id, role, valid_from) VALUES (%s, %s, 'coordinator', '2020-01-01')",
                [place.id, who])  # fmt: skip

    return give


def asked_id(sql):
    """The one request there is."""
    return sql("SELECT id FROM coordinator_requests")[0][0]


def state(sql):
    """How it stands."""
    return sql("SELECT state FROM coordinator_requests")[0][0]


def coordinates(sql, email=INGRID):
    """In how many kommuner."""
    return sql(
        "SELECT count(DISTINCT m.tenant_id) FROM memberships m JOIN users u ON u.id = m.user_id "
        "WHERE u.email = %s AND m.role = 'coordinator'", [email],
    )[0][0]  # fmt: skip


def test_a_kommune_asks_and_the_coordinator_accepts_and_is_made_welcome_once(
    starter, ingrid, house, inside, worker, postbox, sql
):
    build_groups(starter)
    assert starter.post(f"{HOME}koordinator/sporsmal", ASK).status_code == 303
    worker.work()
    [letter] = postbox.letters
    assert INGRID in letter["To"] and "/mine/foresporsler" in letter.get_content()
    browser = log_in(house, INGRID)
    assert "Elvestrand" in text(browser.get("/mine"))
    page = text(browser.get("/mine/foresporsler"))
    assert "Elvestrand" in page and "Kan du hjelpe oss?" in page
    assert browser.get(HOME).status_code == 404
    answer = browser.post(f"/mine/foresporsler/{asked_id(sql)}", {"valg": "ja", "svar": "Gjerne."})
    assert answer.status_code == 303 and state(sql) == "accepted"
    assert browser.get(HOME).status_code == 200 and coordinates(sql) == 2
    assert browser.post(f"/mine/foresporsler/{asked_id(sql)}", {"valg": "ja"}).status_code == 404
    for _stroke in range(2):
        strike(house, worker)
    with inside("elvestrand", "starter"):
        person = db.session.query(Person).filter(Person.email == INGRID).one()
        assert person.user_id == ingrid and person.organisation.name == "Nordvik kommune"
        for group in db.session.query(Group):
            assert [s.function for s in group.seats if s.person_id == person.id] == ["secretary"]
    told = [letter for letter in postbox.letters if "Ingrid Solheim" in letter["Subject"]]
    assert sorted(letter["To"].split("<")[-1].strip(">") for letter in told) == [
        "chief_executive@elvestrand.example", "starter@elvestrand.example",
    ]  # fmt: skip
    assert "Gjerne." in told[0].get_content()


def strike(house, worker):
    """The clock's next round of the guide."""
    from saas import jobs, rooms

    with house.app_context():
        for place in rooms.all_kommuner():
            jobs.ask("onboarding.welcome", place, rooms.service_of(place))
    worker.work()


def test_a_no_is_told_too_and_another_can_be_asked(starter, ingrid, house, worker, postbox, sql):
    starter.post(f"{HOME}koordinator/sporsmal", ASK)
    log_in(house, INGRID).post(f"/mine/foresporsler/{asked_id(sql)}", {"valg": "nei", "svar": "Ikke nå."})
    strike(house, worker)
    assert state(sql) == "refused" and coordinates(sql) == 1
    assert len([letter for letter in postbox.letters if letter["To"].endswith("starter@elvestrand.example>")]) == 1
    assert starter.post(f"{HOME}koordinator/sporsmal", {**ASK, "epost": "ny@fjordvest.example"}).status_code == 303


def test_an_unknown_address_is_answered_as_a_known_one(starter, ingrid, sql, worker, postbox):
    known = starter.post(f"{HOME}koordinator/sporsmal", ASK)
    after_known = text(starter.get(f"{HOME}koordinator")).replace("Ingrid Solheim", "X")
    sql("DELETE FROM coordinator_requests")
    unknown = starter.post(f"{HOME}koordinator/sporsmal", {**ASK, "navn": "Ukjent Person", "epost": "ukjent@ein-stad.example"})
    after_unknown = text(starter.get(f"{HOME}koordinator")).replace("Ukjent Person", "X")
    assert (known.status_code, known.location) == (unknown.status_code, unknown.location)
    assert scrubbed(after_known) == scrubbed(after_unknown)
    worker.work()
    # Two letters of one second may lie in either order.
    words = {letter.get_content().replace("Ingrid Solheim", "X").replace("Ukjent Person", "X") for letter in postbox.letters}
    assert len(postbox.letters) == 2 and len(words) == 1


def scrubbed(page):
    """Without what differs in every page that is made."""
    import re

    return re.sub(r'(value|nonce|content)="[^"]*"|[0-9a-f]{8}-[0-9a-f-]{27}', "", page)


def test_a_seventh_is_refused_when_asked_and_when_answered(starter, ingrid, more, house, sql):
    starter.post(f"{HOME}koordinator/sporsmal", ASK)
    more(5, ingrid)
    browser = log_in(house, INGRID)
    answer = browser.post(f"/mine/foresporsler/{asked_id(sql)}", {"valg": "ja"})
    assert answer.status_code == 409 and FULL in text(answer)
    assert state(sql) == "waiting" and coordinates(sql) == 6
    sql("UPDATE coordinator_requests SET state = 'withdrawn'")
    sql("UPDATE users SET language = 'nb' WHERE email = 'starter@elvestrand.example'")
    again = starter.post(f"{HOME}koordinator/sporsmal", ASK)
    page = text(again)
    assert again.status_code == 409 and FULL in page and "Inviter egen koordinator" in page


def test_asked_twice_is_asked_once_and_only_one_at_a_time(starter, ingrid, sql, worker, postbox):
    for _press in range(2):
        assert starter.post(f"{HOME}koordinator/sporsmal", {**ASK, "en_gang": str(uuid4())}).status_code == 303
    assert starter.post(f"{HOME}koordinator/sporsmal", {**ASK, "epost": "ny@fjordvest.example"}).status_code == 409
    worker.work()
    assert len(postbox.letters) == 1


@pytest.mark.parametrize("wrong", [{"epost": "ikkje"}, {"navn": ""}, {"prosent": "120"}, {"melding": "Guten i 10B, 01810550003"}])
def test_what_cannot_be_asked_is_refused_at_its_field(starter, wrong, sql):
    assert starter.post(f"{HOME}koordinator/sporsmal", {**ASK, **wrong}).status_code == 422
    assert sql("SELECT count(*) FROM coordinator_requests")[0][0] == 0


def test_withdrawn_expired_and_foreign_requests_cannot_be_answered(starter, ingrid, house, inside, sql):
    starter.post(f"{HOME}koordinator/sporsmal", ASK)
    request, browser = asked_id(sql), log_in(house, INGRID)
    other = log_in(house, "member@nordvik.example")
    assert "Elvestrand" not in text(other.get("/mine/foresporsler"))
    assert other.post(f"/mine/foresporsler/{request}", {"valg": "ja"}).status_code == 404
    assert browser.post(f"/mine/foresporsler/{uuid4()}", {"valg": "ja"}).status_code == 404
    assert browser.post(f"/mine/foresporsler/{request}", {"valg": "kanskje"}).status_code == 422
    assert browser.post(f"/mine/foresporsler/{request}", {"valg": "nei", "svar": "jenta på 14 i Fjellveien 3"}).status_code == 422
    sql("UPDATE coordinator_requests SET expires_at = now() - interval '1 minute'")
    assert browser.post(f"/mine/foresporsler/{request}", {"valg": "ja"}).status_code == 404
    assert house.test_client().get("/mine/foresporsler").status_code == 303
    sql("UPDATE coordinator_requests SET expires_at = now() + interval '1 day'")
    address = f"{HOME}koordinator/sporsmal/{request}/tilbaketrekking"
    assert starter.post(address, {"versjon": "0"}).status_code == 409
    assert starter.post(address, {"versjon": "1"}).status_code == 303
    assert starter.post(address, {"versjon": "2"}).status_code == 409
    assert browser.post(f"/mine/foresporsler/{request}", {"valg": "ja"}).status_code == 404
    assert coordinates(sql) == 1


def test_another_kommunes_request_cannot_be_withdrawn(starter, coordinator, sql):
    starter.post(f"{HOME}koordinator/sporsmal", ASK)
    for slug in ("nordvik", "hamnes"):
        address = f"/k/{slug}/oppstart/koordinator/sporsmal/{asked_id(sql)}/tilbaketrekking"
        assert coordinator.post(address, {"versjon": "1"}).status_code == 404
    assert state(sql) == "waiting"


def test_a_log_in_with_one_step_answers_nothing(starter, ingrid, house, sql):
    starter.post(f"{HOME}koordinator/sporsmal", ASK)
    browser = log_in(house, INGRID)
    sql("UPDATE login_sessions SET strong = false")
    answer = browser.post(f"/mine/foresporsler/{asked_id(sql)}", {"valg": "ja"})
    assert answer.status_code != 303 or "foresporsler" not in (answer.location or "")
    assert state(sql) == "waiting" and coordinates(sql) == 1


def test_a_kommune_with_a_coordinator_asks_nobody(starter, ingrid, elvestrand, house, sql):
    starter.post(f"{HOME}koordinator/sporsmal", ASK)
    log_in(house, INGRID).post(f"/mine/foresporsler/{asked_id(sql)}", {"valg": "ja"})
    assert starter.post(f"{HOME}koordinator/sporsmal", {**ASK, "epost": "ny@fjordvest.example"}).status_code == 409
    assert starter.post(f"{HOME}koordinator/egen", {"navn": "Ny", "epost": "ny@elvestrand.example"}).status_code == 409


def test_an_own_coordinator_is_invited_by_letter_once(starter, worker, postbox):
    own = {"navn": "Ola Eigen", "epost": "ola@elvestrand.example"}
    assert starter.post(f"{HOME}koordinator/egen", own).status_code == 303
    assert starter.post(f"{HOME}koordinator/egen", {**own, "en_gang": str(uuid4())}).status_code == 409
    worker.work()
    assert len(postbox.letters) == 1 and "Ola Eigen" in text(starter.get(f"{HOME}koordinator"))


@pytest.fixture
def fifty(database, ingrid, sql):
    """Fifty kommuner that all want Ingrid, who has none but Nordvik's, taken away here; their ids."""
    sql("DELETE FROM memberships WHERE user_id = %s", [ingrid])
    return [found_new(database, f"stad{n}", f"Stad {n}", f"97{n:02d}") for n in range(50)]


def request_from(sql, place):
    """A waiting request."""
    return sql(
        "INSERT INTO coordinator_requests (tenant_id, email, name, expires_at) VALUES (%s, %s, 'Ingrid Solheim', "
        "now() + interval '1 day') RETURNING id", [place.id, INGRID],
    )[0][0]  # fmt: skip


def invitation_from(sql, place):
    """An open invitation; its token."""
    token = uuid4().hex
    sql(
        "INSERT INTO role_invitations (tenant_id, email, name, role, from_on, token_hash, expires_at) VALUES "
        "(%s, %s, 'Ingrid Solheim', 'coordinator', current_date, %s, now() + interval '1 day')",
        [place.id, INGRID, hashlib.sha256(token.encode()).hexdigest()],
    )
    return token


def all_at_once(database, calls):
    """Each (statement, values) on a connection of its own, let go together; what came of each."""
    start = threading.Barrier(len(calls))

    def press(call):
        with psycopg.connect(database) as connection:
            start.wait(timeout=60)
            try:
                return connection.execute(*call).fetchone()[0] is not None
            except psycopg.Error as refused:
                return refused.sqlstate

    with ThreadPoolExecutor(len(calls)) as hands:
        return list(hands.map(press, calls))


def secret_of(browser):
    """What the cookie carries."""
    with browser.client.session_transaction() as session:
        return session["_user_id"]


def test_of_fifty_acceptances_at_once_exactly_six_are_kept(database, house, fifty, sql):
    secret = secret_of(log_in(house, INGRID))
    answer = "SELECT app.answer_coordinator(%s, %s, true, '')"
    came = all_at_once(database, [(answer, [secret, request_from(sql, place)]) for place in fifty])
    assert sorted(map(str, came)) == ["BL006"] * 44 + ["True"] * 6
    assert coordinates(sql) == 6
    assert sql("SELECT state, count(*) FROM coordinator_requests GROUP BY state ORDER BY state") == [("accepted", 6), ("waiting", 44)]


def test_invitations_and_requests_race_and_six_are_kept(database, house, fifty, sql):
    secret = secret_of(log_in(house, INGRID))
    calls = [("SELECT app.answer_coordinator(%s, %s, true, '')", [secret, request_from(sql, place)]) for place in fifty[:25]]
    calls += [("SELECT app.accept_invitation(%s, %s)", [invitation_from(sql, place), secret]) for place in fifty[25:]]
    came = all_at_once(database, calls)
    assert came.count(True) == 6 and came.count("BL006") == 44 and coordinates(sql) == 6


def test_elvestrand_and_tindmark_press_together_through_the_door(database, house, ingrid, more, sql):
    """Five she has; two ask, both acceptances are pressed at the same moment in two windows."""
    more(4, ingrid)
    places = [found_new(database, slug, slug.title(), number) for slug, number in (("elvestrand", "9905"), ("tindmark", "9907"))]
    requests = [request_from(sql, place) for place in places]
    windows = [log_in(house, INGRID) for _ in places]
    for window in windows:
        window.token()
    start = threading.Barrier(2)

    def press(pair):
        start.wait(timeout=60)
        return pair[0].post(f"/mine/foresporsler/{pair[1]}", {"valg": "ja"}).status_code

    with ThreadPoolExecutor(2) as hands:
        came = sorted(hands.map(press, zip(windows, requests, strict=True)))
    assert came == [303, 409] and coordinates(sql) == 6


def test_the_page_of_requests_asks_as_much_for_many_as_for_one(database, house, fifty, sql):
    browser = log_in(house, INGRID)
    with house.app_context():
        engine = db.engines["lobby"]
    seen = []
    note = lambda *args: seen.append(args[2])  # noqa: E731
    numbers = []
    for some in (fifty[:1], fifty[1:9]):
        for place in some:
            request_from(sql, place)
        seen.clear()
        event.listen(engine, "before_cursor_execute", note)
        browser.get("/mine/foresporsler")
        event.remove(engine, "before_cursor_execute", note)
        numbers.append(len(seen))
    assert numbers[0] == numbers[1]
