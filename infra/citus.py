"""`./infra/run citus-plan`: where each table lies if one database server is no longer enough, and the SQL that puts it there.

Every table is of one of four kinds, and this is the one place that says which. A table inside the kommuner is told by its wall;
all others are named here with the reason. infra/decisions/0022 tells what follows from it; infra.citus_rules what would break it.
"""

import os
import sys
from collections.abc import Iterator

import psycopg

from infra import citus_rules, migrate
from migrations import walls

# On every node, whole: what kommune rows point at, or are read together with.
REFERENCE = {
    "tenants": "every row of a kommune points at it, and each room reads its own",
    "users": "memberships point at it",
    "installation": "settings that functions read, a handful of rows",
    "official_series": "public figures, read together with a kommune's own",
    "official_figures": "public figures, read together with a kommune's own",
    "tenant_numbers": "which number a kommune had when; read together with public figures",
    "tenant_successions": "which kommune came after which; read together with public figures",
    "shared_templates": "every kommune makes its documents from them",
    "shared_template_versions": "every kommune makes its documents from them",
    "library_cards": "every kommune reads them; whose they are no room can read",
}
# On the first node only: rooms that belong to no kommune, and never meet a kommune's rows in one statement.
LOCAL = {
    **dict.fromkeys(
        ("login_sessions", "login_attempts", "login_events", "passkeys", "totp_secrets", "recovery_codes", "external_identities",
         "known_devices", "ceremonies"),
        "log-in: the lobby asks here before any kommune is chosen",
    ),
    **dict.fromkeys(("centre_members", "network_questions", "network_answers", "network_follows"), "the national centre and the forum"),
    **dict.fromkeys(("applications", "house_letters"), "before a kommune is here"),
    **dict.fromkeys(("joint_events", "joint_parties", "joint_items"), "what several kommuner hold in common, through functions only"),
    **dict.fromkeys(
        ("stat_raw.releases", "stat_raw.panel", "stat_raw.numbers", "stat_raw.tables", "stat_raw.cells", "stat_raw.equations",
         "stat_raw.approvals", "stat_pub.releases", "stat_pub.tables", "stat_pub.cells", "stat_pub.equations"),
        "national figures: counted once a period, read by the centre only",
    ),
    "schema_version": "which migrations have been run",
}
# On each node a table of its own with the same row, since a policy on a shard may read no table that Citus has spread.
EACH_NODE = {"app.ticket_keys": "the key that tickets are sealed with; policies check the seal wherever the rows lie"}


def main() -> int:
    """Print the SQL; exit 1 and say why where the schema would not be taken."""
    with psycopg.connect(migrate.plain(os.environ["DATABASE_URL"])) as connection:
        if wrong := citus_rules.obstacles(connection):
            print("\n".join(wrong), file=sys.stderr)
            return 1
        print("\n".join(plan(connection)))
    return 0


def plan(connection: psycopg.Connection) -> Iterator[str]:
    """The statements in their order, one a line; comments begin with two dashes."""
    tables = distributed(connection)
    yield "-- Kjøres som databasens superbruker, på den første noden, med alle noder lagt til (citus_add_node) og tjenesten stanset."
    yield "SET citus.shard_replication_factor = 1;"
    yield "-- 1. Veggene sies uten delspørring, som Citus krever; de står hele tiden."
    for table, policy in _walls(connection):
        yield f"{walls.restated(table, policy, sub_select=False)};"
    yield "-- 2. Utløserne som holder søket, gjør spredt SQL og må erstattes (infra/decisions/0022)."
    for table, trigger in _triggers(connection):
        yield f"DROP TRIGGER {trigger} ON {table};"
    yield "-- 3. Seglets nøkkel på hver node. Den skrives aldri ut."
    yield "SELECT run_command_on_workers($$ CREATE SCHEMA IF NOT EXISTS app $$);"
    yield "SELECT run_command_on_workers($$ CREATE TABLE app.ticket_keys (id int PRIMARY KEY CHECK (id = 1), key bytea NOT NULL) $$);"
    yield (
        "SELECT run_command_on_workers(format('INSERT INTO app.ticket_keys VALUES (1, decode(%L, ''hex''))', encode(key, 'hex'))) "
        "FROM app.ticket_keys;"
    )
    yield "-- 4. Det som er helt på hver node, foreldre først."
    for table in _ordered(connection, set(REFERENCE)):
        yield f"SELECT create_reference_table('{table}');"
    yield "-- 5. Kommunenes tabeller, spredt på tenant_id og samlet kommune for kommune."
    ring = citus_rules.rings(connection, tables)
    for table, name, _ in ring:
        yield f"ALTER TABLE {table} DROP CONSTRAINT {name};"
    first = ""
    for table in _ordered(connection, tables, without={name for _, name, _ in ring}):
        yield f"SELECT create_distributed_table('{table}', 'tenant_id', colocate_with => '{first or 'none'}');"
        first = first or table
    for table, name, definition in ring:
        yield f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition};"
    yield "-- 6. Må skrives om for hånd før den åpne siden virker (infra/decisions/0022):"
    for table, policy in sorted(citus_rules.REWRITTEN):
        yield f"-- policy {policy} on {table}: {citus_rules.REWRITTEN[table, policy]}"


def distributed(connection: psycopg.Connection) -> set[str]:
    """The kommuner's own tables: those with a wall and a kommune in each row."""
    return {row[0] for row in connection.execute(citus_rules.WALLED).fetchall()} - {"tenants"}


def kind_of(table: str, tables: set[str]) -> str | None:
    """Which of the four kinds a table is; None for one that nobody has thought of. `tables` are the distributed ones."""
    kinds = {"distributed": tables, "reference": REFERENCE, "local": LOCAL, "each node": EACH_NODE}
    found = [kind for kind, names in kinds.items() if table in names]
    return found[0] if len(found) == 1 else None


def _walls(connection: psycopg.Connection) -> list[tuple[str, str]]:
    query = "SELECT polrelid::regclass::text, polname FROM pg_policy WHERE polname IN ('own_kommune', 'departing') ORDER BY 1, 2"
    return connection.execute(query).fetchall()  # type: ignore[return-value]


def _triggers(connection: psycopg.Connection) -> list[tuple[str, str]]:
    query = "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1, 2"
    return connection.execute(query).fetchall()  # type: ignore[return-value]


def _ordered(connection: psycopg.Connection, tables: set[str], without: set[str] = frozenset()) -> list[str]:  # type: ignore[assignment]
    """The tables with each one after all that it points at; keys named in `without` are as if they were not there."""
    points_at: dict[str, set[str]] = {table: set() for table in tables}
    for table, target, name, _ in citus_rules.keys_between(connection, tables):
        if name not in without:
            points_at[table].add(target)
    placed: list[str] = []
    while len(placed) < len(tables):
        ready = sorted(table for table in tables - set(placed) if points_at[table] <= set(placed))
        if not ready:
            raise LookupError(f"These tables point at each other in a ring: {sorted(tables - set(placed))}")
        placed += ready
    return placed


if __name__ == "__main__":
    sys.exit(main())
