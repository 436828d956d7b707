"""No ticket, an old, altered, forged or borrowed one, and raw SQL inside a kommune's room: all stay outside the others."""

from contextlib import contextmanager

import psycopg
import pytest
from psycopg import errors
from sqlalchemy import text

from infra.migrate import password_for
from saas import rooms
from saas.db import db
from tests.world import SECRET, log_in


@pytest.fixture
def secret_of(house, world):
    """The session secret of somebody logged in, as only the cookie holds it."""

    def find(email):
        browser = log_in(house, email)
        with browser.client.session_transaction() as session:
            return session["_user_id"]

    return find


@pytest.fixture
def as_role(database):
    """A bare connection as one kind of room's own login role."""

    @contextmanager
    def connect(kind):
        url = psycopg.conninfo.make_conninfo(
            database, user=f"bindeledd_{kind}", password=password_for(kind, SECRET)
        )
        with psycopg.connect(url) as connection:
            yield connection

    return connect


@pytest.fixture
def furnished(inside):
    """One organisation in each kommune."""
    from tenants.network.models import Organisation

    for slug in ("nordvik", "hamnes"):
        with inside(slug):
            db.session.add(Organisation(name=f"Skolen i {slug}", type="school"))


def names(connection):
    return [row[0] for row in connection.execute("SELECT name FROM organisations").fetchall()]


def challenge(connection):
    return connection.execute("SELECT app.challenge()").fetchone()[0]


def admit(as_role, secret, kommune, asked):
    with as_role("lobby") as lobby:
        return lobby.execute("SELECT app.admit(%s, %s, %s)", (secret, kommune.id, asked)).fetchone()[0]


def show(connection, ticket):
    connection.execute("SELECT set_config('room.ticket', %s, true)", (ticket,))


def test_without_a_ticket_there_is_nothing_to_see_and_nothing_can_be_written(as_role, furnished):
    with as_role("kommune") as room:
        assert names(room) == []
        with pytest.raises((errors.NotNullViolation, errors.InsufficientPrivilege)):
            room.execute("INSERT INTO organisations (name, type) VALUES ('x', 'school')")


def test_a_proper_ticket_opens_one_kommune_only(as_role, furnished, secret_of, nordvik):
    with as_role("kommune") as room:
        show(room, admit(as_role, secret_of("member@nordvik.example"), nordvik, challenge(room)))
        assert names(room) == ["Skolen i nordvik"]


def test_a_ticket_is_gone_after_the_transaction(as_role, furnished, secret_of, nordvik):
    with as_role("kommune") as room:
        show(room, admit(as_role, secret_of("member@nordvik.example"), nordvik, challenge(room)))
        room.commit()
        assert names(room) == []


def test_an_old_ticket_shown_again_is_refused(as_role, furnished, secret_of, nordvik):
    with as_role("kommune") as room:
        ticket = admit(as_role, secret_of("member@nordvik.example"), nordvik, challenge(room))
        room.commit()
        show(room, ticket)
        with pytest.raises(errors.InsufficientPrivilege, match="another transaction"):
            names(room)


def test_an_outdated_ticket_is_refused(as_role, cluster, database, furnished, nordvik):
    with as_role("kommune") as room:
        message = f"kommune|{nordvik.id}|{nordvik.users['member']}|member|{challenge(room)}|1000000000"
        show(room, f"{message}|{seal(cluster, database, message)}")
        with pytest.raises(errors.InsufficientPrivilege, match="too old"):
            names(room)


@pytest.mark.parametrize("place", range(7))
def test_an_altered_ticket_is_refused(as_role, furnished, secret_of, nordvik, hamnes, place):
    changed = ["guest", str(hamnes.id), str(hamnes.users["member"]), "coordinator", "1:1", "99999999999", "0" * 64]
    with as_role("kommune") as room:
        parts = admit(as_role, secret_of("member@nordvik.example"), nordvik, challenge(room)).split("|")
        parts[place] = changed[place]
        show(room, "|".join(parts))
        with pytest.raises(errors.InsufficientPrivilege, match="not issued here"):
            names(room)


def test_a_forged_ticket_is_refused(as_role, furnished, nordvik):
    with as_role("kommune") as room:
        show(room, f"kommune|{nordvik.id}|{nordvik.users['member']}|member|{challenge(room)}|99999999999|{'a' * 64}")
        with pytest.raises(errors.InsufficientPrivilege, match="not issued here"):
            names(room)


def test_a_bare_kommune_id_is_no_ticket(as_role, furnished, nordvik):
    with as_role("kommune") as room:
        show(room, str(nordvik.id))
        with pytest.raises(errors.InsufficientPrivilege):
            names(room)


def test_a_borrowed_ticket_opens_nothing_on_another_connection(as_role, furnished, secret_of, nordvik):
    with as_role("kommune") as lender, as_role("kommune") as borrower:
        ticket = admit(as_role, secret_of("member@nordvik.example"), nordvik, challenge(lender))
        show(borrower, ticket)
        with pytest.raises(errors.InsufficientPrivilege, match="another transaction"):
            names(borrower)


def test_a_members_ticket_opens_nothing_in_the_guests_room(as_role, furnished, secret_of, nordvik):
    with as_role("guest") as guest:
        show(guest, admit(as_role, secret_of("member@nordvik.example"), nordvik, challenge(guest)))
        with pytest.raises(errors.InsufficientPrivilege, match="another kind of room"):
            names(guest)


def test_nobody_is_admitted_where_they_do_not_belong(as_role, secret_of, hamnes):
    with as_role("kommune") as room:
        assert admit(as_role, secret_of("member@nordvik.example"), hamnes, challenge(room)) is None


def test_a_user_id_in_place_of_the_secret_admits_nobody(as_role, nordvik):
    with as_role("kommune") as room:
        assert admit(as_role, str(nordvik.users["member"]), nordvik, challenge(room)) is None


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM app.ticket_keys",
        "SELECT app.seal('x')",
        "SELECT app.issue('kommune', gen_random_uuid(), gen_random_uuid(), 'coordinator', 'x')",
        "SELECT app.admit('x', gen_random_uuid(), 'x')",
        "SELECT app.admit_job(gen_random_uuid(), gen_random_uuid(), 'x')",
        "SELECT app.recognise('x')",
        "SELECT * FROM users",
        "SELECT * FROM login_sessions",
        "SET ROLE bindeledd_owner",
        "SET ROLE bindeledd_lobby",
        "ALTER TABLE organisations DISABLE ROW LEVEL SECURITY",
        "CREATE TABLE mine (a int)",
        "CREATE TEMPORARY TABLE mine (a int)",
        "TRUNCATE organisations",
        "COPY organisations FROM STDIN",
        "UPDATE audit_events SET action = 'x'",
        "DELETE FROM audit_events",
        "UPDATE memberships SET role = 'coordinator'",
        "INSERT INTO memberships (tenant_id, user_id, role) VALUES (gen_random_uuid(), gen_random_uuid(), 'member')",
    ],
)
def test_raw_sql_in_a_kommunes_room_cannot_reach_past_it(as_role, furnished, secret_of, nordvik, statement):
    with as_role("kommune") as room:
        show(room, admit(as_role, secret_of("member@nordvik.example"), nordvik, challenge(room)))
        with pytest.raises((errors.InsufficientPrivilege, errors.FeatureNotSupported)):
            room.execute(statement)


def test_raw_sql_sees_only_its_own_rows_whatever_it_asks(as_role, furnished, secret_of, nordvik, hamnes):
    with as_role("kommune") as room:
        show(room, admit(as_role, secret_of("member@nordvik.example"), nordvik, challenge(room)))
        assert names(room) == ["Skolen i nordvik"]
        assert room.execute("SELECT count(*) FROM organisations WHERE tenant_id = %s", (hamnes.id,)).fetchone() == (0,)
        assert room.execute("UPDATE organisations SET name = name || '!' RETURNING name").rowcount == 1
        assert room.execute("DELETE FROM organisations WHERE tenant_id = %s", (hamnes.id,)).rowcount == 0
        assert room.execute("SELECT name FROM tenants").fetchall() == [("Nordvik",)]
        with pytest.raises(errors.InsufficientPrivilege, match="row-level security"):
            room.execute("INSERT INTO organisations (tenant_id, name, type) VALUES (%s, 'x', 'school')", (hamnes.id,))


def test_a_row_cannot_be_moved_to_another_kommune(as_role, furnished, secret_of, nordvik, hamnes):
    with as_role("kommune") as room:
        show(room, admit(as_role, secret_of("member@nordvik.example"), nordvik, challenge(room)))
        with pytest.raises(errors.InsufficientPrivilege, match="row-level security"):
            room.execute("UPDATE organisations SET tenant_id = %s", (hamnes.id,))


def test_row_security_cannot_be_switched_off(as_role, furnished, secret_of, nordvik):
    with as_role("kommune") as room:
        show(room, admit(as_role, secret_of("member@nordvik.example"), nordvik, challenge(room)))
        room.execute("SET LOCAL row_security = off")
        with pytest.raises(errors.InsufficientPrivilege):
            names(room)


def test_a_foreign_key_gives_the_same_answer_for_anothers_id_as_for_none(as_role, furnished, secret_of, nordvik, inside):
    from tenants.network.models import Organisation

    with inside("hamnes"):
        foreign = db.session.scalars(db.select(Organisation.id)).one()
    answers = set()
    for target in (foreign, "00000000-0000-4000-8000-000000000000"):
        with as_role("kommune") as room:
            show(room, admit(as_role, secret_of("member@nordvik.example"), nordvik, challenge(room)))
            with pytest.raises(errors.ForeignKeyViolation) as refusal:
                room.execute("INSERT INTO people (name, organisation_id) VALUES ('x', %s)", (target,))
            answers.add(refusal.value.diag.message_primary)
    assert len(answers) == 1


def test_a_membership_that_has_ended_admits_nobody_at_the_next_request(house, world, database, nordvik):
    browser = log_in(house, "member@nordvik.example")
    assert browser.get("/k/nordvik/").status_code == 200
    with psycopg.connect(database) as owner:
        owner.execute("UPDATE memberships SET valid_to = current_date - 1 WHERE user_id = %s", (nordvik.users["member"],))
    assert browser.get("/k/nordvik/").status_code == 404


def test_reading_a_page_cannot_write(inside):
    from tenants.network.models import Organisation

    with pytest.raises(Exception, match="read-only transaction"), inside(read_only=True):
        db.session.add(Organisation(name="x", type="school"))
        db.session.flush()


def test_outside_any_room_the_session_refuses_before_any_sql(house):
    with house.app_context(), pytest.raises(rooms.NoRoom):
        db.session.execute(text("SELECT 1"))


def test_a_room_cannot_be_entered_from_another(inside):
    with inside("nordvik"), pytest.raises(RuntimeError, match="Leave the room"), rooms.enter(rooms.lobby()):
        pass


def test_the_same_session_never_serves_the_last_kommunes_objects(inside, furnished):
    from tenants.network.models import Organisation

    with inside("nordvik"):
        row = db.session.scalars(db.select(Organisation)).one()
        key = (row.tenant_id, row.id)
    with inside("hamnes"):
        assert db.session.get(Organisation, key) is None


def test_the_second_layer_filters_even_where_a_policy_is_lost(inside, furnished, cluster, database):
    from tenants.network.models import Organisation

    name = psycopg.conninfo.conninfo_to_dict(database)["dbname"]
    with psycopg.connect(cluster.admin_url, dbname=name) as admin:
        admin.execute("ALTER TABLE organisations DISABLE ROW LEVEL SECURITY")
    with inside("nordvik"):
        assert [org.name for org in db.session.scalars(db.select(Organisation))] == ["Skolen i nordvik"]


def test_the_start_refuses_a_login_role_that_passes_the_walls(house, settings, cluster):
    from infra.house import refuse_weak_walls
    from saas.config import BadSetting

    with psycopg.connect(cluster.admin_url, autocommit=True) as admin:
        admin.execute("ALTER ROLE bindeledd_kommune BYPASSRLS")
        try:
            with house.app_context(), pytest.raises(BadSetting, match="kommune"):
                refuse_weak_walls(settings)
        finally:
            admin.execute("ALTER ROLE bindeledd_kommune NOBYPASSRLS")
    with house.app_context():
        refuse_weak_walls(settings)


def seal(cluster, database, message):
    name = psycopg.conninfo.conninfo_to_dict(database)["dbname"]
    with psycopg.connect(cluster.admin_url, dbname=name) as admin:
        return admin.execute("SELECT app.seal(%s)", (message,)).fetchone()[0]
