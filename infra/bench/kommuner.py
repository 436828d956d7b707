"""(d) One schema for all against a schema for each kommune: taking one in, changing a table, and counting across all of them."""

from collections.abc import Callable
from functools import partial
from statistics import median
from typing import Any, LiteralString, cast
from uuid import uuid4

import psycopg
from psycopg import sql

from infra.bench import crowd
from infra.bench.houses import Ground, tell
from infra.bench.measuring import interleaved, once, ratio
from infra.demo.ids import SERVICE, stable_id

NAME = "benk_skjema"
ONBOARDED, CHANGED, COUNTED, FRESH = 12, 3, 15, 7
COUNT = "SELECT codes, number FROM {} WHERE period = '2026T2' AND indicator = 'benk'"
SUM = "SELECT codes, sum(number), count(*) FROM ({}) c GROUP BY codes"
# Rows that a kommune hands over for one indicator: twelve themes times five states.
HANDED_OVER = """INSERT INTO contributions (tenant_id, period, indicator, codes, number)
    SELECT t.id, p, 'benk', 'theme=' || (n / 5) || '|status=' || (n % 5), n FROM tenants t, generate_series(0, 59) n,
    unnest(ARRAY['2025T3', '2026T1', '2026T2']) p ON CONFLICT DO NOTHING"""


def measure(ground: Ground) -> dict[str, Any]:
    """How many times quicker one schema is, for each of the three; and how many kommuner stood in schemas of their own."""
    kommuner = ground.sizes[1]
    ground.database.drop_database(NAME)
    ground.database.create_database(NAME, template=ground.sized(kommuner))
    try:
        with psycopg.connect(ground.admin_url(NAME), autocommit=True) as connection:
            connection.execute("SET session_replication_role = replica")
            connection.execute(HANDED_OVER)
            schemas = _schemas(connection, kommuner)
            connection.execute("ANALYZE contributions; ANALYZE tasks")
            size = connection.execute("SELECT count(*) FROM pg_class").fetchone()
            found = {"schemas": len(schemas), "relations": size[0] if size else 0, **_onboarding(ground, connection, schemas),
                     **_migration(ground, connection, schemas), **_release(ground, connection, schemas)}  # fmt: skip
    finally:
        ground.database.drop_database(NAME)
    for title in ("onboarding", "column", "index", "release", "release_warm"):
        ours, theirs, times = found[title]
        tell(f"{title}: {ours:.1f} ms mot {theirs:.1f} ms med et skjema for hver kommune, {times:.0f} × raskere")
    return found


def _schemas(connection: psycopg.Connection, number: int) -> list[str]:
    """A schema for each kommune with all our walled tables in it; its tasks and what it hands over are copied there."""
    tables = crowd.tables(connection)
    tell(f"lager {number} skjemaer med {len(tables)} tabeller i hvert …")
    owners = connection.execute("SELECT id FROM tenants ORDER BY id LIMIT %s", (number,)).fetchall()
    schemas = []
    for place, (owner,) in enumerate(owners):
        schemas.append(f"k_{place}")
        with connection.transaction():
            _make(connection, schemas[-1], tables)
            for table in ("tasks", "contributions"):
                copied = sql.SQL("INSERT INTO {}.{} SELECT * FROM {} WHERE tenant_id = %s")
                connection.execute(copied.format(*map(sql.Identifier, (schemas[-1], table, table))), (owner,))
        if place % 60 == 59:
            tell(f"{place + 1} av {number} skjemaer")
    return schemas


def _make(connection: psycopg.Connection, schema: str, tables: list[str]) -> None:
    """The tables with their keys, checks and indexes; without foreign keys, walls and grants, which would cost more still."""
    own = sql.Identifier(schema)
    connection.execute(sql.SQL("CREATE SCHEMA {}").format(own))
    each = [sql.SQL("CREATE TABLE {0}.{1} (LIKE public.{1} INCLUDING ALL)").format(own, sql.Identifier(table)) for table in tables]
    connection.execute(sql.SQL("; ").join(each))


def _onboarding(ground: Ground, connection: psycopg.Connection, schemas: list[str]) -> dict[str, Any]:
    """A kommune with its number, a coordinator and a service user; there, the same and its tables."""
    tables, made = crowd.tables(connection), iter(range(10**6))

    def ours() -> None:
        with connection.transaction():
            _found(connection)

    def theirs() -> None:
        with connection.transaction():
            _found(connection)
            _make(connection, f"ny_{next(made)}", tables)

    return {"onboarding": _compared(ours, theirs, ground.rounds(ONBOARDED))}


def _found(connection: psycopg.Connection) -> None:
    kommune, person, mark = uuid4(), uuid4(), uuid4().hex[:12]
    connection.execute("INSERT INTO tenants (id, slug, name, number, mark) VALUES (%s, %s, 'Ny', '9999', 'N')", (kommune, f"ny-{mark}"))
    numbered = "INSERT INTO tenant_numbers (tenant_id, number, name, valid_from) VALUES (%s, '9999', 'Ny', '2026-01-01')"
    connection.execute(numbered, (kommune,))
    connection.execute("INSERT INTO users (id, email, name) VALUES (%s, %s, 'Ny Ny')", (person, f"{mark}@ny.example"))
    for user, role in ((person, "coordinator"), (stable_id("user", SERVICE), "service")):
        connection.execute("INSERT INTO memberships (tenant_id, user_id, role) VALUES (%s, %s, %s)", (kommune, user, role))


def _migration(ground: Ground, connection: psycopg.Connection, schemas: list[str]) -> dict[str, Any]:
    """A new column, and a new index, on the tasks of all kommuner: one statement, or one for each in a transaction of its own."""
    changes = {
        "column": ("ALTER TABLE {}.tasks ADD COLUMN benk int NOT NULL DEFAULT 0", "ALTER TABLE {}.tasks DROP COLUMN benk"),
        "index": ("CREATE INDEX benk ON {}.tasks (tenant_id, created_at)", "DROP INDEX {}.benk"),
    }
    return {title: _changed(ground, connection, schemas, *change) for title, change in changes.items()}


def _changed(ground: Ground, connection: psycopg.Connection, schemas: list[str], change: LiteralString, back: LiteralString) -> list[float]:
    def over(places: list[str]) -> None:
        for place in places:
            connection.execute(sql.SQL(change).format(sql.Identifier(place)))

    spent = []
    for _ in range(ground.rounds(CHANGED) + 2):
        spent.append(_compared(lambda: over(["public"]), lambda: over(schemas), 0))
        for place in ("public", *schemas):
            connection.execute(sql.SQL(back).format(sql.Identifier(place)))
    return sorted(spent, key=lambda one: one[2])[len(spent) // 2]


def _release(ground: Ground, connection: psycopg.Connection, schemas: list[str]) -> dict[str, Any]:
    """What is handed over, counted by theme and state across all kommuner; there, the quicker of one wide statement and a loop."""
    wide = SUM.format(" UNION ALL ".join(COUNT.format(f"{place}.contributions") for place in schemas))
    statements = {
        "ours": [SUM.format(COUNT.format("public.contributions"))], "wide": [wide],
        "loop": [COUNT.format(f"{place}.contributions") for place in schemas],
    }  # fmt: skip
    ways = {way: partial(_all, connection, asked) for way, asked in statements.items()}
    if sorted(ways["ours"]()[0]) != sorted(ways["wide"]()[0]):
        raise RuntimeError("The two layouts do not count the same.")
    costs = interleaved(ways, ground.rounds(COUNTED))
    fresh = {way: _fresh(connection, asked, ground.rounds(FRESH)) for way, asked in statements.items()}
    best, first = (min(("wide", "loop"), key=lambda way: told[way]) for told in ({way: costs[way].clock for way in costs}, fresh))
    return {
        "release": [fresh["ours"], fresh[first], fresh[first] / fresh["ours"]],
        "release_warm": [costs["ours"].clock, costs[best].clock, ratio(costs, best, "ours").clock],
    }


def _fresh(known: psycopg.Connection, queries: list[str], rounds: int) -> float:
    """Milliseconds of a connection's first count, as when the job that builds a release gets one; the median of a few."""
    spent = []
    for _ in range(rounds):
        with psycopg.connect(known.info.dsn, password=known.info.password, autocommit=True) as connection:
            spent.append(once(partial(_all, connection, queries))[0])
    return median(spent)


def _all(connection: psycopg.Connection, queries: list[str]) -> list[list[Any]]:
    return [connection.execute(cast(LiteralString, query)).fetchall() for query in queries]


def _compared(ours: Callable[[], Any], theirs: Callable[[], Any], rounds: int) -> list[float]:
    """(ours in ms, theirs in ms, how many times quicker ours is); no rounds means once each, with nothing done before."""
    if rounds == 0:
        first, second = once(ours)[0], once(theirs)[0]
        return [first, second, second / first]
    costs = interleaved({"ours": ours, "theirs": theirs}, rounds)
    return [costs["ours"].clock, costs["theirs"].clock, ratio(costs, "theirs", "ours").clock]
