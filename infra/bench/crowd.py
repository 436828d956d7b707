"""Ten years of work in the demo's kommuner, and thousands of kommuner beside them: rows made of rows, table by table."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import LiteralString, cast
from uuid import UUID

import psycopg
from psycopg import sql

from infra.demo.ids import SERVICE, stable_id

# The demo holds two years of meetings; four more turns of two years each make ten.
YEARS_A_TURN, TURNS = 2, 4
# What a year fills, parents before children; the rest (people, groups, goals) does not grow with time.
YEARLY = (
    "meetings", "agenda_items", "agenda_entries", "invitations", "minutes", "minute_notes", "minutes_versions", "tasks",
    "publicity_choices", "notices", "visits", "contacts", "office_days", "work_hours", "wheel_entries", "indicator_readings",
)  # fmt: skip
# Only what came to its end is told again in an earlier year: an old meeting has approved minutes and no open task.
_ENDED = "EXISTS (SELECT 1 FROM minutes e WHERE e.tenant_id = s.tenant_id AND e.meeting_id = s.{} AND e.stage = 'approved')"
_ON_IT = (
    "EXISTS (SELECT 1 FROM agenda_entries a JOIN minutes e USING (tenant_id, meeting_id) "
    "WHERE a.tenant_id = s.tenant_id AND a.item_id = s.{} AND e.stage = 'approved')"
)
ONLY: dict[str, str] = {
    "meetings": _ENDED.format("id"), "agenda_items": _ON_IT.format("id"),
    "publicity_choices": _ON_IT.format("item_id") + " AND paper_id IS NULL", "minutes": "s.stage = 'approved'",
    "tasks": "(s.meeting_id IS NULL OR " + _ENDED.format("meeting_id") + ")",
    "minutes_versions": "EXISTS (SELECT 1 FROM minutes e WHERE e.tenant_id = s.tenant_id AND e.id = s.minutes_id AND e.stage = 'approved')",
    **{table: _ENDED.format("meeting_id") for table in ("agenda_entries", "invitations", "minute_notes")},
}  # fmt: skip
INSTEAD: dict[str, dict[str, str]] = {
    "meetings": {"calendar_uid": "calendar_uid || '-' || turn"},
    "agenda_items": {"number": "number + 1000 * turn", "origin_id": "NULL"},
    "tasks": {"status": "CASE status WHEN 'dropped' THEN status ELSE 'done' END"},
    "notices": {"read_at": "coalesce(read_at, created_at) - {shift}"},
    "wheel_entries": {"meeting_id": "NULL", "task_id": "NULL", "earlier_id": "NULL"},
}
# What a kommune of the crowd is not given: log-ins, links and what has been handed over have owners and keys of their own.
NOT_COPIED = (
    "memberships", "guest_links", "contributions", "contribution_profiles", "tenant_numbers", "public_faces", "published_minutes",
    "letter_parts",
)
# Long texts are read on their own kommune's pages only; the crowd's are short, so that ten thousand find room on a disk.
SHORTER: dict[str, LiteralString] = {
    "minutes_versions": "UPDATE bench.minutes_versions SET document = '{}'",
    "minute_notes": "UPDATE bench.minute_notes SET notes = left(notes, 80), decision = left(decision, 80)",
    "search_entries": "UPDATE bench.search_entries SET words = left(words, 80), vector = setweight(app.search_vector(title), 'A')",
}
# Tables with fewer rows than this are copied whole; of the others the crowd gets a share.
WHOLE = 60
AT_A_TIME = 250
Tell = Callable[[str], None]


def tables(connection: psycopg.Connection) -> list[str]:
    """Every kommune table, by name."""
    query = """SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id'
               WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace ORDER BY 1"""
    return [str(name) for (name,) in connection.execute(query).fetchall()]


def ten_years(connection: psycopg.Connection) -> int:
    """Tell each kommune's two years again, four times over and earlier each time; how many rows were written.

    As the database's superuser, past the walls. Foreign keys and triggers hold, so what is told can also be searched for.
    """
    written = 0
    connection.execute("ANALYZE")
    for table in YEARLY:
        written += connection.execute(_told_again(connection, table)).rowcount
    connection.commit()
    return written


def _told_again(connection: psycopg.Connection, table: str) -> sql.SQL:
    """One statement for all the turns: it sees the rows that were there when it began, and none of its own."""
    kinds, chosen = _columns(connection, table), []
    remapped, shift = {"id", *_keys(connection, table)}, f"make_interval(years => {YEARS_A_TURN} * turn)"
    for name, kind in kinds.items():
        if name in INSTEAD.get(table, {}):
            chosen.append(INSTEAD[table][name].format(shift=shift))
        elif name in remapped:
            chosen.append(f"md5({name}::text || turn)::uuid")
        elif kind in ("date", "timestamp with time zone"):
            chosen.append(f"({name} - {shift})::{kind}")
        else:
            chosen.append(f"{name} - {YEARS_A_TURN} * turn" if name == "year" else name)
    source = f"FROM {table} s, generate_series(1, {TURNS}) turn WHERE {ONLY.get(table, 'true')}"
    query = f"INSERT INTO {table} ({', '.join(kinds)}) SELECT {', '.join(chosen)} {source} ON CONFLICT DO NOTHING"
    return sql.SQL(cast(LiteralString, query))


def crowd(database_url: str, like: UUID, number: int, share: float, tell: Tell = lambda line: None) -> int:
    """`number` more kommuner, each with a `share` of what `like` holds in its big tables; how many rows one of them has.

    As the superuser and without triggers or foreign keys: each row is a copy of one that kept them.
    """
    with psycopg.connect(database_url) as connection:
        kommuner = _founded(connection, number)
        # A copy of a search entry takes its vector along; to make each anew would take longer than all the rest.
        connection.execute("ALTER TABLE search_entries ALTER COLUMN vector DROP EXPRESSION IF EXISTS")
        sources = {table: _source(connection, table, like, share) for table in tables(connection) if table not in NOT_COPIED}
    sizes = {table: rows for table, rows in sources.items() if rows}
    # The biggest first, so that two hands end at about the same time.
    with ThreadPoolExecutor(2) as hands:
        hard = sorted(sizes, key=lambda table: -sizes[table])
        list(hands.map(lambda table: _copy(database_url, table, kommuner, tell if sizes[table] >= WHOLE else lambda line: None), hard))
    with psycopg.connect(database_url) as connection:
        connection.execute("DROP SCHEMA IF EXISTS bench CASCADE")
    with psycopg.connect(database_url, autocommit=True) as connection:
        tell("rydder og teller opp for planleggeren …")
        connection.execute("VACUUM ANALYZE")
    return sum(sizes.values())


def _founded(connection: psycopg.Connection, number: int) -> list[UUID]:
    """Kommuner with ids in rising order, each with a coordinator, a leader and the service user."""
    start = connection.execute("SELECT count(*) FROM tenants WHERE slug LIKE 'benk-%'").fetchone()
    first = int(start[0]) if start else 0
    connection.execute("SET LOCAL session_replication_role = replica")
    for query in (
        """INSERT INTO tenants (id, slug, name, number, mark, population)
           SELECT (lpad(to_hex(n), 8, '0') || '-0000-4000-8000-000000000000')::uuid, 'benk-' || n, 'Benk ' || n, (10000 + n)::text,
                  'B', 5000 FROM generate_series(%(a)s::int, %(b)s::int) n""",
        """INSERT INTO users (id, email, name) SELECT md5(w || n)::uuid, w || '@benk-' || n || '.example', 'Benk Benksen'
           FROM generate_series(%(a)s::int, %(b)s::int) n, unnest(ARRAY['koordinator', 'leder']) w""",
        """INSERT INTO memberships (tenant_id, user_id, role, valid_from)
           SELECT (lpad(to_hex(n), 8, '0') || '-0000-4000-8000-000000000000')::uuid, w.id, w.role, DATE '2016-08-01'
           FROM generate_series(%(a)s::int, %(b)s::int) n, LATERAL (VALUES (md5('koordinator' || n)::uuid, 'coordinator'),
                (md5('leder' || n)::uuid, 'chair'), (%(service)s::uuid, 'service')) w (id, role)""",
    ):
        connection.execute(query, {"a": first, "b": first + number - 1, "service": stable_id("user", SERVICE)})
    return [UUID(f"{n:08x}-0000-4000-8000-000000000000") for n in range(first, first + number)]


def _source(connection: psycopg.Connection, table: str, like: UUID, share: float) -> int:
    """What each of the crowd gets of one table, laid in a table of its own; how many rows."""
    made = sql.SQL(
        "CREATE TABLE bench.{t} AS SELECT * FROM {t} WHERE tenant_id = {like} AND "
        "((SELECT count(*) FROM {t} WHERE tenant_id = {like}) < {whole} OR abs(hashtext(id::text)) % 1000 < {share})"
    ).format(t=sql.Identifier(table), like=sql.Literal(like), whole=sql.Literal(WHOLE), share=sql.Literal(int(share * 1000)))
    connection.execute("CREATE SCHEMA IF NOT EXISTS bench")
    rows = connection.execute(made).rowcount
    if table in SHORTER:
        connection.execute(SHORTER[table])
    return rows


def _copy(database_url: str, table: str, kommuner: list[UUID], tell: Tell) -> None:
    """One table for all of the crowd, kommune after kommune, so that each index grows at its end."""
    with psycopg.connect(database_url) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("SET synchronous_commit = off")
        names = [name for name in _columns(connection, table) if name != "tenant_id"]
        columns = sql.SQL(", ").join(map(sql.Identifier, names))
        query = sql.SQL(
            "INSERT INTO {t} (tenant_id, {columns}) SELECT n.id, {columns_of} FROM unnest(%s::uuid[]) n (id), "
            "LATERAL (SELECT * FROM bench.{t} b WHERE n.id IS NOT NULL OFFSET 0) b"
        ).format(t=sql.Identifier(table), columns=columns, columns_of=sql.SQL(", ").join(sql.Identifier("b", name) for name in names))
        for at in range(0, len(kommuner), AT_A_TIME):
            connection.execute(query, (kommuner[at : at + AT_A_TIME],))
            connection.commit()
    tell(f"{table} er fylt")


def _columns(connection: psycopg.Connection, table: str) -> dict[str, str]:
    """Column → type, without what the table works out by itself."""
    query = """SELECT attname, format_type(atttypid, NULL) FROM pg_attribute
               WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum"""
    return {str(name): str(kind) for name, kind in connection.execute(query, (table,)).fetchall()}


def _keys(connection: psycopg.Connection, table: str) -> list[str]:
    """The columns that point at a row of a yearly table."""
    query = """SELECT a.attname FROM pg_constraint k JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[2]
               WHERE k.contype = 'f' AND k.conrelid = %s::regclass AND k.confrelid::regclass::text = ANY(%s)"""
    return [str(name) for (name,) in connection.execute(query, (table, list(YEARLY))).fetchall()]
