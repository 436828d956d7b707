"""The leader's answer: yes, no, too late; each kommune for itself; the six-limit; undone before the minute; the emergency."""

from datetime import date, timedelta
from uuid import uuid4

import psycopg
import pytest

from tests.tenants.handover.conftest import DAY, JONAS
from tests.world import add_user, found_kommune, log_in


def text(answer):
    return answer.get_data(as_text=True)


def once():
    return {"en_gang": str(uuid4())}


@pytest.fixture
def waiting(start, ids, coordinator):
    """`waiting("nordvik")`: started, everything to Jonas, and finished; the addresses by slug."""

    def bring(*slugs):
        start(*slugs)
        pages = {slug: f"/k/{slug}/overlevering/{found}" for slug, found in ids().items()}
        for page in pages.values():
            coordinator.post(f"{page}/resten", once())
            assert coordinator.post(f"{page}/fullforing", once()).status_code == 303
        return pages

    return bring


@pytest.fixture
def roles(database):
    """`roles("jonas@…")`: (slug, role, starts_at, ends_at, ends_sessions) of one person."""

    def ask(email):
        query = (
            "SELECT t.slug, m.role, m.starts_at, m.ends_at, m.ends_sessions FROM memberships m JOIN users u ON u.id = m.user_id "
            "JOIN tenants t ON t.id = m.tenant_id WHERE u.email = %s ORDER BY t.slug, m.valid_from"
        )
        with psycopg.connect(database) as connection:
            return connection.execute(query, (email,)).fetchall()

    return ask


def test_the_leaders_are_asked_by_letter(stage, waiting, worker, postbox):
    stage()
    waiting("nordvik")
    worker.work()
    told = {letter["To"].addresses[0].addr_spec: letter["Subject"] for letter in postbox.letters}
    assert told["chair@nordvik.example"] == "Godkjenn overlevering i Nordvik"
    assert "chair@hamnes.example" not in told


def test_approval_gives_and_ends_the_roles_at_the_same_minute(stage, waiting, house, roles, jonas, worker, postbox):
    stage()
    page = waiting("nordvik")["nordvik"]
    chair = log_in(house, "chair@nordvik.example")
    assert "Godkjenn" in text(chair.get(page))
    assert chair.post(f"{page}/godkjenning", {**once(), "versjon": "2"}).status_code == 303
    [(slug, role, starts, _, _)] = roles(JONAS)
    ended = [row for row in roles("koordinator@fjordvest.example") if row[3]]
    assert (slug, role) == ("nordvik", "coordinator") and [row[0] for row in ended] == ["nordvik"]
    assert ended[0][3] == starts and ended[0][4] is True
    worker.work()
    assert JONAS in {letter["To"].addresses[0].addr_spec for letter in postbox.letters if "godkjent" in letter["Subject"]}


def test_partial_approval_transfers_only_what_was_approved(stage, waiting, house, roles):
    stage(), stage("hamnes")
    pages = waiting("nordvik", "hamnes")
    log_in(house, "chair@nordvik.example").post(f"{pages['nordvik']}/godkjenning", once())
    answer = log_in(house, "chair@hamnes.example").post(f"{pages['hamnes']}/avslag", {**once(), "grunn": "Vi vil ansette selv her."})
    assert answer.status_code == 303
    assert [row[0] for row in roles(JONAS)] == ["nordvik"]
    assert {row[0]: bool(row[3]) for row in roles("koordinator@fjordvest.example")} == {"nordvik": True, "hamnes": False}


def test_a_refusal_needs_its_reason(stage, waiting, house, rows):
    stage()
    page = waiting("nordvik")["nordvik"]
    answer = log_in(house, "chair@nordvik.example").post(f"{page}/avslag", {**once(), "grunn": "Nei"})
    assert answer.status_code == 422 and "Skriv hvorfor" in text(answer)
    assert rows("nordvik", "SELECT state FROM handovers") == [("waiting",)]


def test_a_double_click_approves_once_and_a_stale_page_not_at_all(stage, waiting, house, roles):
    stage()
    page = waiting("nordvik")["nordvik"]
    chair = log_in(house, "chair@nordvik.example")
    assert chair.post(f"{page}/godkjenning", {**once(), "versjon": "1"}).status_code == 409
    assert roles(JONAS) == []
    pressed = once()
    for _ in range(2):
        assert chair.post(f"{page}/godkjenning", pressed).status_code == 303
    assert chair.post(f"{page}/godkjenning", once()).status_code == 409
    assert len(roles(JONAS)) == 1


def test_a_successor_with_six_kommuner_in_the_period_is_refused_in_words(stage, waiting, house, roles, database, world):
    stage()
    page = waiting("nordvik")["nordvik"]
    with psycopg.connect(database) as connection:
        connection.execute("DELETE FROM memberships WHERE user_id = (SELECT id FROM users WHERE email = %s)", (JONAS,))
    for number in range(6):
        place = found_kommune(database, f"sted{number}", f"Sted {number}", number=f"980{number}")
        with psycopg.connect(database) as connection:
            add_user(connection, JONAS, "Jonas Myrvold", place, "coordinator")
    chair = log_in(house, "chair@nordvik.example")
    answer = chair.post(f"{page}/godkjenning", once())
    assert answer.status_code == 409 and "seks" in text(answer) and "Jonas Myrvold" in text(answer)
    assert not [row for row in roles("koordinator@fjordvest.example") if row[0] == "nordvik" and row[3]]
    with psycopg.connect(database) as connection:
        # One of the six ends the day before: over the period he has room.
        connection.execute(
            "UPDATE memberships SET valid_to = %s WHERE role = 'coordinator' AND user_id = (SELECT id FROM users WHERE email = %s) "
            "AND tenant_id = (SELECT id FROM tenants WHERE slug = 'sted3')", (DAY - timedelta(days=1), JONAS),
        )
    assert chair.post(f"{page}/godkjenning", once()).status_code == 303


def test_one_without_an_account_cannot_be_approved_yet(stage, start, ids, coordinator, house):
    stage()
    start("nordvik", email="ny@fjordvest.example")
    page = f"/k/nordvik/overlevering/{ids()['nordvik']}"
    coordinator.post(f"{page}/resten", once())
    coordinator.post(f"{page}/fullforing", once())
    answer = log_in(house, "chair@nordvik.example").post(f"{page}/godkjenning", once())
    assert answer.status_code == 409 and "må ta imot invitasjonen" in text(answer)


def test_cancelling_withdraws_the_invitation(stage, start, ids, coordinator, rows):
    stage()
    start("nordvik", email="ny@fjordvest.example")
    coordinator.post(f"/k/nordvik/overlevering/{ids()['nordvik']}/avbrytelse", once())
    assert rows("nordvik", "SELECT revoked_at IS NOT NULL FROM role_invitations") == [(True,)]


def test_cancelling_before_the_minute_gives_the_old_one_everything_back(
    stage, approved, coordinator, rows, database, minute_passes, completed
):
    stage()
    page = f"/k/nordvik/overlevering/{approved('nordvik')['nordvik']}"
    assert coordinator.post(f"{page}/avbrytelse", once()).status_code == 303
    assert coordinator.get("/k/nordvik/").status_code == 200
    minute_passes()
    completed()
    # The session that was open all the time is still open, and the successor has nothing.
    assert coordinator.get("/k/nordvik/").status_code == 200
    assert rows("nordvik", "SELECT state FROM handovers") == [("cancelled",)]
    with psycopg.connect(database) as connection:
        [(live,)] = connection.execute(
            "SELECT count(*) FROM memberships m JOIN users u ON u.id = m.user_id WHERE u.email = %s "
            "AND (m.ends_at IS NULL OR m.ends_at > m.starts_at)", (JONAS,),
        ).fetchall()
    assert live == 0
    assert "1.1.2020" in text(coordinator.get("/k/nordvik/overlevering/"))


def test_after_the_minute_nothing_is_undone(stage, approved, house, minute_passes):
    stage()
    page = f"/k/nordvik/overlevering/{approved('nordvik')['nordvik']}"
    minute_passes()
    answer = log_in(house, "chair@nordvik.example").post(f"{page}/avbrytelse", once())
    assert answer.status_code == 409 and "Tidspunktet er passert" in text(answer)


def _acting(**facts):
    return {**once(), "navn": "Jonas Myrvold", "epost": JONAS, "dato": str(date.today()), "klokkeslett": "00:00",
            "begrunnelse": "Fravær uten mulighet til å overlevere.", **facts}


def test_an_acting_coordinator_needs_two_leaders_who_are_not_the_same(
    stage, jonas, house, rows, coordinator, database, worker, postbox
):
    mine = stage()
    chief, chair = log_in(house, "chief_executive@nordvik.example"), log_in(house, "chair@nordvik.example")
    assert "Fungerende koordinator" in text(chief.get("/k/nordvik/overlevering/"))
    answer = chief.post("/k/nordvik/overlevering/fungerende", _acting())
    assert answer.status_code == 303
    page = answer.location
    assert chief.post(f"{page}/godkjenning", once()).status_code == 409
    assert coordinator.get("/k/nordvik/").status_code == 200
    assert chair.post(f"{page}/godkjenning", once()).status_code == 303
    worker.work()
    assert rows("nordvik", "SELECT kind, state FROM handovers") == [("emergency", "done")]
    assert coordinator.get("/k/nordvik/").status_code in (302, 404)
    acting = log_in(house, JONAS)
    assert acting.get("/k/nordvik/").status_code == 200
    with psycopg.connect(database) as connection:
        assert connection.execute("SELECT acting FROM memberships WHERE user_id = %s", (jonas,)).fetchall() == [(True,)]
    [(name,)] = rows("nordvik", "SELECT p.name FROM tasks t JOIN people p ON p.id = t.responsible_id WHERE t.id = %s", mine.ids["task"])
    assert name == "Jonas Myrvold"
    assert rows("nordvik", "SELECT acting FROM seats WHERE title <> '' AND person_id <> %s", mine.ingrid) == [(True,)]
    logged = [row[0] for row in rows("nordvik", "SELECT action FROM audit_events ORDER BY number")]
    assert "handover.started_emergency" in logged and "handover.approved" in logged
    told = [letter["To"].addresses[0].addr_spec for letter in postbox.letters if letter["Subject"] == "Fungerende koordinator i Nordvik"]
    assert {JONAS, "koordinator@fjordvest.example", "chair@nordvik.example"} <= set(told)
    # Whoever is away has not left the network.
    assert rows("nordvik", "SELECT left_on FROM people WHERE id = %s", mine.ingrid) == [(None,)]


def test_only_the_chief_executive_sets_in_an_acting_one_and_says_why(stage, jonas, house, coordinator, rows):
    stage()
    for browser in (coordinator, log_in(house, "chair@nordvik.example")):
        assert browser.post("/k/nordvik/overlevering/fungerende", _acting()).status_code == 403
    chief = log_in(house, "chief_executive@nordvik.example")
    assert chief.post("/k/nordvik/overlevering/fungerende", _acting(begrunnelse="Syk")).status_code == 422
    assert chief.post("/k/nordvik/overlevering/fungerende", _acting(koordinator=str(uuid4()))).status_code == 409
    assert rows("nordvik", "SELECT count(*) FROM handovers") == [(0,)]
