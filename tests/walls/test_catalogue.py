"""The database's own catalogue says that every wall stands, and each question can fail."""

import psycopg
import pytest

from infra import check_walls

# For each question one change that must make it answer; run in a transaction that is rolled back.
BREACHES = {
    "a kommune table without ENABLE and FORCE": "ALTER TABLE tasks NO FORCE ROW LEVEL SECURITY",
    "a table that a room can read, neither walled nor on the list": (
        "CREATE TABLE loose (a int); GRANT SELECT ON loose TO bindeledd_kommune"
    ),
    "not exactly the one policy for the rooms": (
        "CREATE POLICY extra ON tasks FOR SELECT TO bindeledd_kommune USING (true)"
    ),
    "something that the public's role reaches, and no kommune has published": "GRANT SELECT (title) ON agenda_items TO bindeledd_public",
    "a policy that shows the public more than what is out": "ALTER POLICY published ON published_minutes USING (withdrawn_at IS NULL)",
    "a table that would be left behind when its kommune leaves": "DROP POLICY departing ON tasks",
    "a policy that says something else than «own rows»": "ALTER POLICY own_kommune ON tasks USING (true)",
    "a key or unique index without the kommune": "CREATE UNIQUE INDEX ON tasks (what)",
    "a foreign key between kommune tables without the kommune on both sides": (
        "ALTER TABLE groups ADD UNIQUE (id); ALTER TABLE tasks ADD FOREIGN KEY (group_id) REFERENCES groups (id)"
    ),
    "a kommune column that may be empty, or has no default from the ticket": (
        "ALTER TABLE tasks ALTER COLUMN tenant_id DROP DEFAULT"
    ),
    "a view, materialised or foreign table that a room can read": (
        "CREATE MATERIALIZED VIEW peek AS SELECT 1 AS a; GRANT SELECT ON peek TO bindeledd_guest"
    ),
    "an owner's function that is not on the list, or has no pinned search path": (
        "CREATE FUNCTION app.sneak() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'"
    ),
    "a function that is LEAKPROOF, or IMMUTABLE though it reads a setting": (
        "CREATE FUNCTION app.now_and_ever() RETURNS text LANGUAGE sql IMMUTABLE "
        "AS $$ SELECT current_setting('room.ticket', true) $$"
    ),
    "a grant that goes round the policies": "GRANT TRUNCATE ON tasks TO bindeledd_kommune",
    "a log-in role that is too mighty": "ALTER ROLE bindeledd_kommune CREATEDB",
    "a room that can create things": "GRANT CREATE ON SCHEMA public TO bindeledd_kommune",
    "a thing that a log-in role owns": (
        "CREATE TABLE own (tenant_id uuid NOT NULL); ALTER TABLE own OWNER TO bindeledd_kommune"
    ),
    "a room that can read the ticket key or its makers": "GRANT SELECT ON app.ticket_keys TO bindeledd_kommune",
    "a sequence or trigger": "CREATE SEQUENCE counted",
    "a room that reaches what is counted, or the centre something that is not released": (
        "GRANT SELECT (title) ON shared_template_versions TO bindeledd_centre"
    ),
    "a released figure that a room can change": "GRANT UPDATE ON stat_pub.cells TO bindeledd_statistics",
}


@pytest.fixture
def admin(cluster, database):
    """The superuser in this test's database: only from above can one break a wall to see the alarm."""
    name = psycopg.conninfo.conninfo_to_dict(database)["dbname"]
    with psycopg.connect(cluster.admin_url, dbname=name) as connection:
        yield connection


def test_every_wall_stands(admin):
    assert check_walls.wrong(admin) == []


def test_there_are_walls_to_ask_about(admin):
    walled = admin.execute("SELECT count(*) FROM pg_class WHERE relforcerowsecurity").fetchone()[0]
    assert walled > 25


@pytest.mark.parametrize("question", check_walls.QUESTIONS)
def test_each_question_notices_its_breach(admin, question):
    with admin.transaction(force_rollback=True):
        admin.execute(BREACHES[question])
        assert check_walls.ask(admin, question), f"«{question}» did not notice: {BREACHES[question]}"
