"""What a database holds, in numbers that two of them can be compared by: rows by table and kommune, and the audit chains."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql
from psycopg.rows import namedtuple_row

TABLES = """
select n.nspname, c.relname, a.attnum is not null from pg_class c join pg_namespace n on n.oid = c.relnamespace
left join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped
where c.relkind in ('r', 'p') and not c.relispartition and n.nspname !~ '^pg_' and n.nspname <> 'information_schema' order by 1, 2
"""
LINKS = """
select number, at, actor, actor_name, action, subject_kind, subject_id, facts, previous, hash
from audit_events where tenant_id = %s order by number
"""
Connection = psycopg.Connection[Any]


def counted(connection: Connection) -> dict[str, Any]:
    """`rows` by table; `kommuner` by slug and table, where a table has rows of kommuner. Nothing in an empty database."""
    rows: dict[str, int] = {}
    slugs = _slugs(connection)
    kommuner: dict[str, dict[str, int]] = {slug: {} for slug in slugs.values()}
    for schema, table, is_kommunes in connection.execute(TABLES).fetchall():
        name = f"{schema}.{table}"
        group = sql.SQL("tenant_id::text" if is_kommunes else "null::text")
        query = sql.SQL("select {}, count(*) from {} group by 1").format(group, sql.Identifier(schema, table))
        found = dict(connection.execute(query).fetchall())
        rows[name] = sum(found.values())
        for tenant, number in found.items():
            if tenant is not None:
                kommuner[slugs[tenant]][name] = number
    return {"rows": rows, "kommuner": kommuner}


def differing(wanted: dict[str, Any], found: dict[str, Any]) -> list[str]:
    """What is not the same, in words; empty when all numbers are equal. A copy of the old form tells no kommuner."""
    told = _unequal("", {name.replace('"', ""): number for name, number in wanted["rows"].items()}, found["rows"])
    if "kommuner" in wanted:
        for slug in sorted({*wanted["kommuner"], *found["kommuner"]}):
            told += _unequal(f"{slug}: ", wanted["kommuner"].get(slug, {}), found["kommuner"].get(slug, {}))
    return told


@dataclass(frozen=True)
class Chain:
    """A kommune's audit chain: its end, whether its links hold, and whether the head over it is the house's own and fits."""

    number: int
    hash: str
    broken_at: int | None
    headed: bool
    sealed: bool

    @property
    def whole(self) -> bool:
        """Links and seal hold; a chain from before there were seals has none to hold."""
        return self.broken_at is None and (self.sealed or not self.headed)


def chain_of(connection: Connection, kommune: UUID, secret_key: str) -> Chain:
    """Walk one kommune's chain, in a connection that the walls do not stop."""
    from saas import audit
    from saas.chain import Walk, first_break

    walk = Walk()
    with connection.cursor(name="links", row_factory=namedtuple_row) as links:
        links.execute(LINKS, (kommune,))
        broken = first_break(links, walk)
    head = connection.execute("select number, hash, seal from audit_heads where tenant_id = %s", (kommune,)).fetchone()
    fits = head is not None and (head[0], head[1]) == (walk.number, walk.hash)
    true = fits and head is not None and audit.seal_under(secret_key, kommune, head[0], head[1]) == head[2]
    # A head that is gone from a chain born with one, or sealed once, was taken away.
    lost = head is None and walk.number and (walk.born == audit.BORN_SEALED or walk.sealed)
    return Chain(walk.number, walk.hash, broken, headed=head is not None or bool(lost), sealed=true)


def troubled_chains(connection: Connection, secret_key: str) -> list[str]:
    """The slugs of kommuner whose chain does not hold; every kommune is asked, in operation or not."""
    return [slug for tenant, slug in _slugs(connection).items() if not chain_of(connection, UUID(tenant), secret_key).whole]


def _slugs(connection: Connection) -> dict[str, str]:
    """Every kommune's key and slug; none where there are no tables yet."""
    if connection.execute("select to_regclass('public.tenants')").fetchone() == (None,):
        return {}
    return dict(connection.execute("select id::text, slug from tenants order by slug").fetchall())


def _unequal(lead: str, wanted: dict[str, int], found: dict[str, int]) -> list[str]:
    names = sorted(name for name in {*wanted, *found} if wanted.get(name, 0) != found.get(name, 0))
    return [f"{lead}{name} ({wanted.get(name, 0)} i kopien, {found.get(name, 0)} lagt inn)" for name in names]
