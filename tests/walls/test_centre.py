"""Attack 23: logged in as the centre's role, or as statistics, one asks the database itself for every table there is."""

import psycopg
import pytest

from infra import migrate
from tests.world import SECRET

TABLES = """
    SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'v', 'm') AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema' ORDER BY 1, 2
"""
# What no kommune wrote: which step the database stands at.
HARMLESS = {("public", "installation")}
INTAKE = {("public", "contributions"), ("public", "contribution_profiles")}
# What somebody might try to set before asking; a ticket of one's own making is the boldest.
SETTINGS = (
    ("room.ticket", "kommune:00000000-0000-0000-0000-000000000000"), ("room.ticket", ""), ("room.departing", "{kommune}"),
    ("room.tenant", "{kommune}"), ("app.tenant_id", "{kommune}"), ("row_security", "off"), ("search_path", "stat_raw, public"),
)  # fmt: skip


@pytest.fixture
def tables(cluster, database, world, inside):
    """Every table of the database, with a row of Nordvik in what it hands over."""
    from saas.centre import intake

    with inside("nordvik"):
        facts = intake.ProfileFacts(True, "R08", "10000", "4")
        intake.hand_over("2026T2", facts, [intake.Row("plan_adopted", {}, 1.0)])
    name = psycopg.conninfo.conninfo_to_dict(database)["dbname"]
    with psycopg.connect(cluster.admin_url, dbname=name) as connection:
        found = connection.execute(TABLES).fetchall()
    assert len(found) > 100 and {schema for schema, _ in found} >= {"public", "stat_raw", "stat_pub"}
    return found


@pytest.fixture
def as_role(database):
    """A connection of one's own with a role's password, as an injected statement would have it."""
    made = []

    def connect(kind):
        connection = psycopg.connect(database, user=f"bindeledd_{kind}", password=migrate.password_for(kind, SECRET), autocommit=True)
        made.append(connection)
        return connection

    yield connect
    for connection in made:
        connection.close()


def _readable(connection, tables):
    """The tables that answer, and those of them that answer with rows."""
    answering, with_rows = set(), set()
    for schema, name in tables:
        try:
            rows = connection.execute(f'SELECT 1 FROM "{schema}"."{name}" LIMIT 1').fetchall()
        except (psycopg.errors.InsufficientPrivilege, psycopg.errors.DatabaseError):
            continue
        answering.add((schema, name))
        if rows:
            with_rows.add((schema, name))
    return answering, with_rows


def test_the_centre_reads_what_is_released_and_nothing_else(tables, as_role):
    answering, _ = _readable(as_role("centre"), tables)
    assert answering == {table for table in tables if table[0] == "stat_pub"} | HARMLESS & answering
    assert len([table for table in answering if table[0] == "stat_pub"]) == 4


def test_no_setting_lets_the_centre_further_in(tables, as_role, world):
    before, _ = _readable(as_role("centre"), tables)
    for name, value in SETTINGS:
        connection = as_role("centre")
        try:
            connection.execute("SELECT set_config(%s, %s, false)", (name, value.format(kommune=world["nordvik"].id)))
        except psycopg.Error:
            continue
        assert _readable(connection, tables)[0] == before, f"{name} opened something"


def test_the_centre_and_statistics_become_nobody_else(as_role):
    for kind in ("centre", "statistics"):
        for other in ("bindeledd_owner", "bindeledd_kommune", "bindeledd_statistics", "bindeledd_lobby", "postgres"):
            if other == f"bindeledd_{kind}":
                continue
            with pytest.raises(psycopg.Error):
                as_role(kind).execute(f"SET ROLE {other}")


def test_the_centre_can_write_nothing(tables, as_role):
    connection = as_role("centre")
    for schema, name in tables:
        for deed in ("DELETE FROM {}", "TRUNCATE {}", "INSERT INTO {} DEFAULT VALUES"):
            with pytest.raises(psycopg.Error):
                connection.execute(deed.format(f'"{schema}"."{name}"'))


def test_statistics_reads_what_is_handed_over_and_its_own_work_alone(tables, as_role, world):
    answering, with_rows = _readable(as_role("statistics"), tables)
    work = {table for table in tables if table[0] in ("stat_raw", "stat_pub")}
    assert answering - HARMLESS == work | INTAKE
    assert with_rows >= INTAKE, "otherwise the question is not asked"
    for name, value in SETTINGS:
        connection = as_role("statistics")
        try:
            connection.execute("SELECT set_config(%s, %s, false)", (name, value.format(kommune=world["nordvik"].id)))
        except psycopg.Error:
            continue
        assert _readable(connection, tables)[0] <= answering, f"{name} opened something"


def test_what_is_released_can_be_changed_by_no_room(as_role):
    for kind in migrate.ROLES:
        connection = as_role(kind)
        for table in ("releases", "tables", "cells", "equations"):
            key = "id" if table == "releases" else "release_id"
            for deed in (f"UPDATE stat_pub.{table} SET {key} = {key}", f"DELETE FROM stat_pub.{table}"):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    connection.execute(deed)
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(f"INSERT INTO stat_pub.{table} ({key}) VALUES (gen_random_uuid())")


def test_statistics_cannot_touch_what_was_handed_over_or_approve(as_role, tables):
    connection = as_role("statistics")
    for statement in (
        "UPDATE contributions SET number = 0", "DELETE FROM contributions", "UPDATE contribution_profiles SET shares = true",
        "INSERT INTO stat_raw.approvals (release_id, user_id, name) VALUES (gen_random_uuid(), gen_random_uuid(), 'x')",
        "SELECT app.approve_release('x', gen_random_uuid())", "SELECT app.release_drafts('x')",
    ):  # fmt: skip
        with pytest.raises(psycopg.Error):
            connection.execute(statement)


def test_another_kommunes_room_sees_nothing_of_what_nordvik_handed_over(tables, inside, world):
    from sqlalchemy import func, select

    from saas.centre.models import Contribution, Profile
    from saas.db import db

    for slug, rows in (("nordvik", 1), ("hamnes", 0)):
        with inside(slug, read_only=True):
            for model in (Contribution, Profile):
                assert db.session.scalar(select(func.count()).select_from(model)) == rows
