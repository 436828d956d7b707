"""Logged in as the public's role, one asks the database itself for every table there is: what is published answers, and nothing else."""

import psycopg
import pytest

from infra import migrate
from infra.check_walls import PUBLISHED
from tests.tenants.face import scene
from tests.world import SECRET

TABLES = """
    SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'v', 'm') AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema' ORDER BY 1, 2
"""
COLUMNS = "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum"
# What somebody might try to set before asking; a ticket of one's own making is the boldest.
SETTINGS = (
    ("room.ticket", "public|{kommune}||||9999999999|x"), ("room.ticket", "kommune:{kommune}"), ("room.departing", "{kommune}"),
    ("room.tenant", "{kommune}"), ("app.tenant_id", "{kommune}"), ("row_security", "off"), ("search_path", "stat_raw, app, public"),
    ("role", "bindeledd_kommune"), ("session_authorization", "bindeledd_owner"),
)  # fmt: skip
SHOWN_OF_MINUTES = {"tenant_id", "public_id", "number", "content", "published_at", "withdrawn_at"}


@pytest.fixture
def filled(inside, world):
    """Nordvik is published, Hamnes is not; both have minutes that somebody has published."""
    from saas.open.models import PublicFace

    for slug, place in world.items():
        with inside(slug):
            ids = scene.fill(place.users["coordinator"], slug)
            scene.publish_minutes(ids["meeting"])
            if slug == "nordvik":
                scene.add(PublicFace(id=place.id, slug=slug, number="9901", name=place.name, language="nb", colour=1, mark="N", content={}))
    return world


@pytest.fixture
def public(database):
    """A connection with the public role's password, as an injected statement would have it."""
    made = []

    def connect():
        password = migrate.password_for("public", SECRET)
        made.append(psycopg.connect(database, user="bindeledd_public", password=password, autocommit=True))
        return made[-1]

    yield connect
    for connection in made:
        connection.close()


@pytest.fixture
def columns(cluster, database):
    """(schema.table, column) of everything there is."""
    name = psycopg.conninfo.conninfo_to_dict(database)["dbname"]
    with psycopg.connect(cluster.admin_url, dbname=name) as owner:
        tables = [f'"{schema}"."{table}"' for schema, table in owner.execute(TABLES).fetchall()]
        found = [(table, column) for table in tables for (column,) in owner.execute(COLUMNS, (table,)).fetchall()]
    assert len(found) > 500
    return found


def _readable(connection, columns):
    """The columns that answer, whether with rows or without."""
    found = set()
    for table, column in columns:
        try:
            connection.execute(f'SELECT "{column}" FROM {table} LIMIT 1')
        except psycopg.Error:
            continue
        found.add((table.split('"')[3], column))
    return found


def test_the_public_reads_what_is_published_column_by_column(filled, public, columns):
    readable = _readable(public(), columns)
    assert {table for table, _ in readable} == set(PUBLISHED)
    assert {column for table, column in readable if table == "published_minutes"} == SHOWN_OF_MINUTES


def test_a_kommune_that_is_not_published_shows_neither_page_nor_minutes(filled, public):
    connection = public()
    assert connection.execute("SELECT slug FROM public_faces").fetchall() == [("nordvik",)]
    assert connection.execute("SELECT DISTINCT tenant_id FROM published_minutes").fetchall() == [(filled["nordvik"].id,)]


def test_withdrawn_minutes_and_minutes_that_are_not_to_be_shown_answer_with_no_row(filled, public, cluster, database):
    name = psycopg.conninfo.conninfo_to_dict(database)["dbname"]
    hidden, withdrawn = "SET shows_minutes = false", "SET withdrawn_at = now(), withdrawn_because = 'x'"
    for change in (f"UPDATE public_faces {hidden}", f"UPDATE published_minutes {withdrawn}"):
        assert public().execute("SELECT count(*) FROM published_minutes").fetchone() == (1,)
        with psycopg.connect(cluster.admin_url, dbname=name) as owner:
            owner.execute(change)
            owner.commit()
            assert public().execute("SELECT count(*) FROM published_minutes").fetchone() == (0,)
            owner.execute("UPDATE public_faces SET shows_minutes = true")


@pytest.mark.parametrize("lifecycle", ["closed", "paused"])
def test_a_kommune_that_has_stopped_shows_nothing_more(filled, public, cluster, database, lifecycle):
    name = psycopg.conninfo.conninfo_to_dict(database)["dbname"]
    with psycopg.connect(cluster.admin_url, dbname=name) as owner:
        owner.execute("UPDATE tenants SET lifecycle = %s WHERE slug = 'nordvik'", (lifecycle,))
    for table in PUBLISHED:
        assert public().execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)


@pytest.mark.parametrize(("name", "value"), SETTINGS)
def test_no_setting_lets_the_public_further_in(filled, public, columns, name, value):
    connection = public()
    before = _readable(connection, columns)
    try:
        connection.execute("SELECT set_config(%s, %s, false)", (name, value.format(kommune=filled["hamnes"].id)))
    except psycopg.Error:
        return
    assert _readable(connection, columns) <= before
    try:
        whose = connection.execute("SELECT DISTINCT tenant_id FROM public.published_minutes").fetchall()
    except psycopg.errors.InsufficientPrivilege:
        return
    assert whose == [(filled["nordvik"].id,)]


def test_the_public_writes_nothing_becomes_nobody_and_calls_nothing(filled, public, columns):
    connection = public()
    for table in sorted({table for table, _ in columns}):
        for deed in ("DELETE FROM {}", "TRUNCATE {}", "INSERT INTO {} DEFAULT VALUES"):
            with pytest.raises(psycopg.Error):
                connection.execute(deed.format(table))
    for deed in ("UPDATE public_faces SET name = name", "CREATE TEMPORARY TABLE x (a int)", "CREATE TABLE public.x (a int)",
                 "SELECT app.members()", "SELECT app.room_tenant()", "SELECT app.challenge()", "SET ROLE bindeledd_kommune"):
        with pytest.raises(psycopg.Error):
            connection.execute(deed)


def test_the_room_is_read_only_and_has_no_kommune(filled, house):
    from sqlalchemy import delete, select
    from sqlalchemy.exc import DBAPIError

    from saas import rooms
    from saas.db import db
    from saas.open.models import PublicFace
    from tenants.meetings.models import AgendaItem

    with house.app_context():
        for statement in (delete(PublicFace), select(AgendaItem)):
            with pytest.raises(DBAPIError), rooms.enter(rooms.public()):
                db.session.execute(statement)
        with rooms.enter(rooms.public()), pytest.raises(rooms.NoRoom):
            rooms.kommune()
