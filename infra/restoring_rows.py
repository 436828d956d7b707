"""One kommune's rows, moved from a copy that lies aside into the running database, table by table, and nothing else.

Whoever runs this passes every wall, so every statement here names the kommune itself, and at the end each is held
against the database: no key of the kommune points at nothing, and no other kommune's row was written.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql
from psycopg.sql import SQL, Identifier

from infra.ground import CannotGoOn
from infra.restoring_rules import BOTH, CHAIN, COUNTERS, DERIVED, ENDED, NEVER, PRESENT

Connection = psycopg.Connection[Any]
WALLED = """
select c.relname, array_agg(a.attname::text order by a.attnum) from pg_class c
join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public'
join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
where c.relkind in ('r', 'p') and not c.relispartition and c.relforcerowsecurity and c.relname <> 'tenants'
group by c.relname order by c.relname
"""
KEYS = """
select c.relname, f.relname, array(select a.attname::text from unnest(k.conkey) with ordinality u(n, o)
  join pg_attribute a on a.attrelid = k.conrelid and a.attnum = u.n order by u.o), array(select a.attname::text
  from unnest(k.confkey) with ordinality u(n, o) join pg_attribute a on a.attrelid = k.confrelid and a.attnum = u.n order by u.o),
  (select bool_and(not a.attnotnull) from pg_attribute a where a.attrelid = k.conrelid and a.attnum = any (k.conkey)
   and a.attname <> 'tenant_id')
from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_class f on f.oid = k.confrelid
where k.contype = 'f' and c.relname = any (%s) order by k.conname
"""


@dataclass(frozen=True)
class Key:
    """A foreign key. `may_be_empty` when the row can stand without what it points at."""

    table: str
    target: str
    columns: list[str]
    target_columns: list[str]
    may_be_empty: bool

    def dangling(self) -> sql.Composed:
        """The condition under which a row of %(kommune)s points at nothing."""
        same = SQL(" and ").join(
            SQL("f.{} = t.{}").format(Identifier(there), Identifier(here))
            for here, there in zip(self.columns, self.target_columns, strict=True)
        )
        filled = SQL(" and ").join(SQL("t.{} is not null").format(Identifier(name)) for name in self.columns)
        there = SQL("not exists (select 1 from public.{} f where {})").format(Identifier(self.target), same)
        return SQL("t.tenant_id = %(kommune)s and {} and {}").format(filled, there)


class Moving:
    """One transaction's move of one kommune. `gone` when the running database does not have it any more."""

    def __init__(self, goal: Connection, kommune: UUID, gone: bool) -> None:
        self.goal, self.kommune, self.gone = goal, kommune, gone
        self.tables: dict[str, list[str]] = dict(goal.execute(WALLED).fetchall())
        self.keys = [Key(*row) for row in goal.execute(KEYS, (list(self.tables),)).fetchall()]

    def fetch(self, source: Connection) -> int:
        """Bring the kommune's rows into tables that only this transaction sees, and that it leaves nothing of."""
        total = 0
        for table, columns in self.tables.items():
            own = SQL(", ").join(map(Identifier, columns))
            make = SQL("create temp table {} on commit drop as select {} from public.{} with no data")
            self.goal.execute(make.format(_kopi(table), own, Identifier(table)))
            reading = SQL("copy (select {} from public.{} where tenant_id = {}) to stdout")
            writing = SQL("copy {} ({}) from stdin").format(_kopi(table), own)
            with self.goal.cursor() as writer:
                with (
                    source.cursor().copy(reading.format(own, Identifier(table), sql.Literal(self.kommune))) as out,
                    writer.copy(writing) as into,
                ):
                    for block in out:
                        into.write(block)
                total += writer.rowcount
        return total

    def newer(self) -> dict[str, int]:
        """Table → rows that the copy does not have as they are now, and that would be lost."""
        found = {}
        for table, columns in self.tables.items():
            if table in (*PRESENT, *BOTH, *CHAIN, *DERIVED):
                continue
            here, there = (SQL(", ").join(SQL("{}.{}").format(Identifier(x), Identifier(name)) for name in columns) for x in "tk")
            query = SQL(
                "select count(*) from public.{} t where t.tenant_id = %(kommune)s and not exists "
                "(select 1 from {} k where k.id = t.id and row({})::text = row({})::text)"
            ).format(Identifier(table), _kopi(table), there, here)
            if number := self._one(query):
                found[table] = number
        return found

    def put(self) -> dict[str, int]:
        """Lay the rows in, by the rule of each table. Table → rows that came from the copy."""
        # Neither keys nor the search's triggers are minded row by row; `hold_to_account` minds the keys when all is there.
        self.goal.execute("set local session_replication_role = replica")
        self._end_what_is_open()
        put = {table: self._put(table, columns) for table, columns in self.tables.items() if table not in CHAIN}
        for table, columns in COUNTERS.items():
            self._highest(table, columns)
        self._tidy()
        return put

    def hold_to_account(self) -> None:
        """Raises CannotGoOn if a key points at nothing, or a row of any other kommune carries this transaction's mark."""
        for key in self.keys:
            if number := self._one(SQL("select count(*) from public.{} t where {}").format(Identifier(key.table), key.dangling())):
                raise CannotGoOn(f"{number} rader i {key.table} ville pekt på noe i {key.target} som ikke finnes. Ingenting er endret.")
        for table in self.tables:
            query = "select count(*) from public.{} t where t.tenant_id <> %(kommune)s and t.xmin = pg_current_xact_id()::xid"
            if self._one(SQL(query).format(Identifier(table))):
                raise CannotGoOn(f"En annen kommunes rader i {table} ville blitt rørt. Ingenting er endret.")

    def _put(self, table: str, columns: list[str]) -> int:
        if (table in PRESENT and not self.gone) or table in NEVER:
            return 0
        names, twice = SQL(", ").join(map(Identifier, columns)), SQL("")
        if table in BOTH:
            twice = SQL(" on conflict do nothing")
        else:
            self._do(SQL("delete from public.{} where tenant_id = %(kommune)s").format(Identifier(table)))
        insert = SQL("insert into public.{} ({}) select {} from {} where tenant_id = %(kommune)s{}")
        return self._do(insert.format(Identifier(table), names, names, _kopi(table), twice))

    def _end_what_is_open(self) -> None:
        for table, change in ENDED.items():
            self._do(SQL("update {} set ").format(_kopi(table)) + SQL(change))  # type: ignore[arg-type]

    def _highest(self, table: str, columns: tuple[str, ...]) -> None:
        same = SQL(" and ").join(SQL("t.{0} = k.{0}").format(Identifier(name)) for name in columns)
        raise_ = "update public.{} t set last = k.last from {} k where t.tenant_id = %(kommune)s and k.last > t.last and {}"
        self._do(SQL(raise_).format(Identifier(table), _kopi(table), same))

    def _tidy(self) -> None:
        """What stood may point at rows that are newer than the copy: it lets go of them, or goes with them."""
        mine = [key for key in self.keys if key.table in PRESENT or key.table in BOTH]
        while sum(self._let_go(key) for key in mine):
            pass
        for table, columns in self.tables.items():
            for column in columns:
                if column.endswith("user_id"):
                    self._forget_log_in(table, column)

    def _let_go(self, key: Key) -> int:
        if key.may_be_empty:
            own = [name for name in key.columns if name != "tenant_id"]
            empty = SQL(", ").join(SQL("{} = null").format(Identifier(name)) for name in own)
            return self._do(SQL("update public.{} t set {} where {}").format(Identifier(key.table), empty, key.dangling()))
        return self._do(SQL("delete from public.{} t where {}").format(Identifier(key.table), key.dangling()))

    def _forget_log_in(self, table: str, column: str) -> None:
        """A log-in that is not here any more is no log-in; a column that must hold one is left, and opens nothing."""
        optional = "select not attnotnull from pg_attribute where attrelid = to_regclass(%(table)s) and attname = %(column)s"
        row = self.goal.execute(optional, {"table": f"public.{table}", "column": column}).fetchone()
        if row and row[0]:
            query = "update public.{0} t set {1} = null where t.tenant_id = %(kommune)s and {1} is not null and not exists " \
                "(select 1 from public.users u where u.id = t.{1})"
            self._do(SQL(query).format(Identifier(table), Identifier(column)))

    def _do(self, query: sql.Composed) -> int:
        return self.goal.execute(query, {"kommune": self.kommune}).rowcount

    def _one(self, query: sql.Composed) -> int:
        row = self.goal.execute(query, {"kommune": self.kommune}).fetchone()
        return int(row[0]) if row else 0


def _kopi(table: str) -> Identifier:
    """The table that holds the copy's rows for as long as the transaction lasts."""
    return Identifier("pg_temp", f"kopi_{table}")
