"""The schema can be spread over several servers by kommune, and a new table that could not be is told at once.

No Citus can be had here, so a gatekeeper stands in for it: functions of the same names that refuse what Citus refuses. What the
plan says is then run for real on plain PostgreSQL, and the rooms show the same rows as before.
"""

import re

import psycopg
import pytest

from infra import citus, citus_rules
from migrations import walls
from tests.world import log_in

# For each rule one change that breaks it; run in a transaction that is rolled back.
BREACHES = {
    "is of no kind": "CREATE TABLE forgotten (id uuid PRIMARY KEY)",
    "does not exist": "ALTER TABLE network_follows RENAME TO network_followers",
    "tenant_id must be a uuid": (
        "CREATE TABLE odd (tenant_id text NOT NULL, id uuid, PRIMARY KEY (tenant_id, id)); "
        "ALTER TABLE odd ENABLE ROW LEVEL SECURITY; ALTER TABLE odd FORCE ROW LEVEL SECURITY"
    ),
    "a unique key of a spread table": "CREATE UNIQUE INDEX ON tasks (what)",
    "tenant_id must stand at the same place": (
        "ALTER TABLE groups ADD UNIQUE (id, tenant_id); "
        "ALTER TABLE tasks ADD FOREIGN KEY (tenant_id, group_id) REFERENCES groups (id, tenant_id)"
    ),
    "which lies on one node only": "ALTER TABLE tasks ADD COLUMN by_whom uuid REFERENCES house_letters (id)",
    "whole on every node cannot point": (
        "ALTER TABLE users ADD COLUMN a uuid, ADD COLUMN b uuid, ADD FOREIGN KEY (a, b) REFERENCES tasks (tenant_id, id)"
    ),
    "a table on one node cannot point": (
        "ALTER TABLE house_letters ADD COLUMN a uuid, ADD COLUMN b uuid, ADD FOREIGN KEY (a, b) REFERENCES tasks (tenant_id, id)"
    ),
    "may not empty or move tenant_id": (
        "ALTER TABLE tasks ADD FOREIGN KEY (tenant_id, group_id) REFERENCES groups (tenant_id, id) ON DELETE SET NULL"
    ),
    "a sequence counts on one node": "CREATE SEQUENCE counted",
    "a trigger is not taken": (
        "CREATE FUNCTION app.noise() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$; "
        "CREATE TRIGGER noise AFTER INSERT ON tasks FOR EACH ROW EXECUTE FUNCTION app.noise()"
    ),
    "EXCLUDE, or a key checked late": "ALTER TABLE tasks ADD UNIQUE (tenant_id, what) DEFERRABLE",
    "a rule is not taken": "CREATE RULE quiet AS ON DELETE TO tasks DO INSTEAD NOTHING",
    "inherits from another table": "CREATE TABLE house_letters_old () INHERITS (house_letters)",
    "has a sub-select": "CREATE POLICY peek ON tasks FOR SELECT TO bindeledd_guest USING (EXISTS (SELECT 1 FROM groups))",
    "it must read no other table": (
        "CREATE FUNCTION app.asks(uuid) RETURNS boolean LANGUAGE sql STABLE AS 'SELECT EXISTS (SELECT FROM public.tenants WHERE id = $1)'; "
        "CREATE POLICY peek ON tasks FOR SELECT TO bindeledd_guest USING (app.asks(tenant_id))"
    ),
}

# What Citus refuses when a table is placed, said by functions of the same names (its own messages are shortened).
GATEKEEPER = """
CREATE TABLE placed (name regclass PRIMARY KEY, kind text NOT NULL, key int2);
CREATE TABLE told_to_workers (statement text NOT NULL);
CREATE FUNCTION run_command_on_workers(statement text) RETURNS void LANGUAGE sql AS 'INSERT INTO told_to_workers VALUES (statement)';
CREATE FUNCTION gate(wanted regclass, spread_on text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE found record; place int2; BEGIN
    IF EXISTS (SELECT 1 FROM placed WHERE name = wanted) THEN RAISE 'table % is already distributed', wanted; END IF;
    SELECT attnum INTO place FROM pg_attribute WHERE attrelid = wanted AND attname = spread_on;
    IF spread_on IS NOT NULL AND place IS NULL THEN RAISE 'column % of % does not exist', spread_on, wanted; END IF;
    IF EXISTS (SELECT 1 FROM pg_trigger WHERE tgrelid = wanted AND NOT tgisinternal) THEN
        RAISE 'cannot distribute relation % because it has triggers', wanted; END IF;
    IF spread_on IS NOT NULL AND EXISTS (SELECT 1 FROM pg_policy WHERE polrelid = wanted AND polname NOT IN ('published')
            AND coalesce(polqual::text, '') || coalesce(polwithcheck::text, '') LIKE '%SUBLINK%') THEN
        RAISE 'subqueries are not supported in policies on distributed tables: %', wanted; END IF;
    IF spread_on IS NOT NULL AND EXISTS (SELECT 1 FROM pg_index WHERE indrelid = wanted AND (indisunique OR indisexclusion)
            AND NOT place = ANY (indkey::int2[])) THEN
        RAISE 'cannot create constraint on % without the distribution column', wanted; END IF;
    FOR found IN SELECT k.conname, k.confrelid, k.conkey, k.confkey, k.confdeltype, k.confupdtype, p.kind, p.key
            FROM pg_constraint k LEFT JOIN placed p ON p.name = k.confrelid
            WHERE k.contype = 'f' AND k.conrelid = wanted AND k.confrelid <> wanted LOOP
        IF found.kind IS NULL THEN RAISE 'key % of %: referenced table must be distributed or reference', found.conname, wanted; END IF;
        IF spread_on IS NULL AND found.kind <> 'reference' THEN
            RAISE 'key % of %: from a reference table to a distributed one', found.conname, wanted; END IF;
        IF found.kind = 'distributed' AND array_position(found.conkey, place) IS DISTINCT FROM array_position(found.confkey, found.key) THEN
            RAISE 'key % of %: distribution column must be at the same ordinal', found.conname, wanted; END IF;
        IF place = ANY (found.conkey) AND (found.confdeltype IN ('n', 'd') OR found.confupdtype IN ('n', 'd', 'c')) THEN
            RAISE 'key % of %: SET NULL, SET DEFAULT or CASCADE of the distribution column', found.conname, wanted; END IF;
    END LOOP;
    INSERT INTO placed VALUES (wanted, CASE WHEN spread_on IS NULL THEN 'reference' ELSE 'distributed' END, place);
END $$;
CREATE FUNCTION create_reference_table(name regclass) RETURNS void LANGUAGE sql AS 'SELECT gate(name, NULL)';
CREATE FUNCTION create_distributed_table(name regclass, spread_on text, colocate_with text) RETURNS void LANGUAGE sql
    AS 'SELECT gate(name, spread_on)';
"""


@pytest.fixture
def admin(cluster, database):
    """The superuser in this test's database."""
    name = psycopg.conninfo.conninfo_to_dict(database)["dbname"]
    with psycopg.connect(cluster.admin_url, dbname=name, autocommit=True) as connection:
        yield connection


def run(connection, plan):
    """Run the plan's statements, each on its own, as psql would; a gatekeeper answers for Citus."""
    for line in plan:
        if not line.startswith(("--", "SET citus.")):
            connection.execute(line.encode())


def test_every_table_has_its_place_and_nothing_stands_in_the_way(admin):
    assert citus_rules.obstacles(admin) == []


def test_the_kinds_are_not_empty_and_tell_why():
    for named in (citus.REFERENCE, citus.LOCAL, citus.EACH_NODE):
        assert named and all(len(reason) > 20 for reason in named.values())


@pytest.mark.parametrize("rule", BREACHES, ids=[rule.replace(" ", "-").replace(",", "") for rule in BREACHES])
def test_each_rule_notices_its_breach(admin, rule):
    with admin.transaction(force_rollback=True):
        admin.execute(BREACHES[rule])
        assert [line for line in citus_rules.obstacles(admin) if rule in line], f"Nobody noticed: {BREACHES[rule]}"


def test_a_new_kommune_table_is_spread_without_anybody_naming_it(admin):
    with admin.transaction(force_rollback=True):
        admin.execute(
            "CREATE TABLE dreams (tenant_id uuid NOT NULL DEFAULT app.room_tenant() REFERENCES tenants (id), id uuid NOT NULL, "
            "task_id uuid, PRIMARY KEY (tenant_id, id), FOREIGN KEY (tenant_id, task_id) REFERENCES tasks (tenant_id, id)); "
            "ALTER TABLE dreams ENABLE ROW LEVEL SECURITY; ALTER TABLE dreams FORCE ROW LEVEL SECURITY"
        )
        assert citus_rules.obstacles(admin) == []
        plan = list(citus.plan(admin))
    place = {table: number for number, line in enumerate(plan) for table in re.findall(r"_table\('(\w+)'", line)}
    assert place["tenants"] < place["tasks"] < place["dreams"]


def test_the_plan_is_taken_by_one_who_refuses_what_citus_refuses(admin):
    plan = list(citus.plan(admin))
    spread = citus.distributed(admin)
    admin.execute(GATEKEEPER)
    run(admin, plan)
    placed = dict(admin.execute("SELECT name::text, kind FROM placed").fetchall())
    assert {table for table, kind in placed.items() if kind == "reference"} == set(citus.REFERENCE)
    assert {table for table, kind in placed.items() if kind == "distributed"} == spread and len(spread) > 130
    key = admin.execute("SELECT encode(key, 'hex') FROM app.ticket_keys").fetchone()[0]
    assert key not in "\n".join(plan), "the seal's key may never be printed"
    assert any(key in statement for (statement,) in admin.execute("SELECT statement FROM told_to_workers")), "and every node must have it"


@pytest.mark.parametrize(
    ("kept", "refusal"),
    [("ALTER POLICY", "subqueries"), ("DROP TRIGGER", "triggers"),
     ("SELECT create_reference_table('tenants')", "must be distributed or reference")],
    ids=["policies", "triggers", "order"],
)
def test_without_any_one_part_of_the_plan_the_gatekeeper_says_no(admin, kept, refusal):
    plan = [line for line in citus.plan(admin) if not line.startswith(kept)]
    admin.execute(GATEKEEPER)
    with pytest.raises(psycopg.Error, match=refusal):
        run(admin, plan)


def rows_in_each_room(house, inside):
    """What each kommune's room shows of every walled table, and what the owner shows while nobody leaves: nothing."""
    from sqlalchemy import func, literal_column, select, table

    from saas.db import db

    shown = {}
    for slug in ("nordvik", "hamnes"):
        with inside(slug, read_only=True):
            for name in ("organisations", "tasks", "audit_events", "letters", "memberships", "tenants"):
                shown[slug, name] = db.session.scalar(select(func.count(literal_column("*"))).select_from(table(name)))
    return shown


def test_the_plain_wall_shows_the_same_rows_and_stands_as_firmly(house, world, inside, admin, database):
    coordinator = log_in(house, "koordinator@fjordvest.example")
    for slug, what in (("nordvik", "skole"), ("hamnes", "skole"), ("nordvik", "klubb")):
        answer = coordinator.post(f"/k/{slug}/nettverk/organisasjoner/ny", {"navn": f"{slug} {what}", "type": "school"})
        assert answer.status_code == 303
    before = rows_in_each_room(house, inside)
    assert (before["nordvik", "organisations"], before["hamnes", "organisations"]) == (2, 1) and before["nordvik", "tenants"] == 1
    pages = [coordinator.get(f"/k/{slug}/nettverk/").get_data(as_text=True) for slug in ("nordvik", "hamnes")]
    for line in citus.plan(admin):
        if line.startswith("ALTER POLICY"):
            admin.execute(line.encode())
    assert admin.execute(
        "SELECT count(*) FROM pg_policy WHERE polname IN ('own_kommune', 'departing') AND polqual::text LIKE '%SUBLINK%'"
    ).fetchone() == (0,)
    assert rows_in_each_room(house, inside) == before
    for slug, page in zip(("nordvik", "hamnes"), pages, strict=True):
        assert f"{slug} skole" in page and coordinator.get(f"/k/{slug}/nettverk/").status_code == 200
    with psycopg.connect(house.config["HOUSE"].room_urls["kommune"].replace("+psycopg", "")) as room:
        assert room.execute("SELECT count(*) FROM organisations").fetchone() == (0,), "no ticket, no rows"
        room.execute("SELECT set_config('room.ticket', 'kommune|x|y|coordinator|1:1|9999999999|forged', true)")
        with pytest.raises(psycopg.Error) as refused:
            room.execute("SELECT count(*) FROM organisations")
        assert refused.value.sqlstate == "42501"
    with psycopg.connect(database) as owner:
        assert owner.execute("SELECT count(*) FROM organisations").fetchone() == (0,), "nor for the owner while nobody leaves"
    assert log_in(house, "member@hamnes.example").get("/k/nordvik/nettverk/").status_code == 404


def test_the_two_forms_are_each_others_way_back(admin):
    there = """SELECT polrelid::regclass::text, polname, pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid)
        FROM pg_policy ORDER BY 1, 2"""
    before = admin.execute(there).fetchall()
    for sub_select in (False, True):
        for table, policy in citus._walls(admin):
            admin.execute(walls.restated(table, policy, sub_select=sub_select).encode())
    assert admin.execute(there).fetchall() == before
    assert walls.own_rows() == walls.OWN_ROWS
