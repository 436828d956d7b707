"""The whole state of each kommune as the superuser sees it past every wall: one print a kommune, and whose words stand with whom."""

from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql

# Every table that holds a kommune's rows, asked of the catalogue, so that a new one is there the day it is made.
WALLED = """
    SELECT n.nspname, c.relname, a.attname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname IN ('tenant_id', 'kommune_id') AND NOT a.attisdropped
    WHERE c.relkind IN ('r', 'p') AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema' ORDER BY 1, 2
"""
# The rest: what lies outside every kommune.
OUTSIDE = """
    SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p') AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema' AND NOT EXISTS
      (SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname IN ('tenant_id', 'kommune_id')) ORDER BY 1, 2
"""


class State:
    """Asks one database, over one connection. `words` is kommune's id → the word that is only its own."""

    def __init__(self, admin_url: str, words: dict[UUID, str]) -> None:
        self.connection = psycopg.connect(admin_url, autocommit=True)
        self.words = words
        self.tables = self.connection.execute(WALLED).fetchall()
        self.query = sql.SQL(" UNION ALL ").join(self._ask(*table) for table in self.tables)

    def _ask(self, schema: str, table: str, owner: str) -> sql.Composed:
        foreign = [
            sql.SQL("({} = {} AND ({}))").format(sql.Identifier(owner), sql.Literal(place), _holds(word))
            for place in self.words for other, word in self.words.items() if other != place
        ]  # fmt: skip
        return sql.SQL(
            "SELECT {name}, {owner}::text, count(*), md5(string_agg(md5(t::text), '' ORDER BY md5(t::text))), bool_or({foreign}) "
            "FROM {table} t WHERE {owner} = ANY({places}) GROUP BY {owner}"
        ).format(
            name=sql.Literal(f"{schema}.{table}"), owner=sql.Identifier(owner), table=sql.Identifier(schema, table),
            foreign=sql.SQL(" OR ").join(foreign) if foreign else sql.SQL("false"), places=sql.Literal(list(self.words)),
        )  # fmt: skip

    def look(self) -> tuple[dict[UUID, dict[str, tuple[int, str]]], list[str]]:
        """Kommune → table → (rows, print); and the tables where one kommune's rows hold another's word."""
        prints: dict[UUID, dict[str, tuple[int, str]]] = {place: {} for place in self.words}
        mixed = []
        for table, place, count, fingerprint, foreign in self.connection.execute(self.query).fetchall():
            prints[UUID(place)][table] = (count, fingerprint)
            if foreign:
                mixed.append(f"{table}: rows of {self.words[UUID(place)]} hold another's word")
        return prints, mixed

    def holding(self, place: UUID, words: tuple[str, ...]) -> list[str]:
        """The tables where rows of a kommune hold one of the words (an id, for instance)."""
        found = []
        for schema, table, owner in self.tables:
            holds = sql.SQL(" OR ").join(_holds(word) for word in words)
            ask = sql.SQL("SELECT 1 FROM {} t WHERE {} = %s AND ({}) LIMIT 1").format(
                sql.Identifier(schema, table), sql.Identifier(owner), holds
            )
            if self.connection.execute(ask, (place,)).fetchone():
                found.append(f"{schema}.{table}")
        return found

    def holding_anywhere(self, words: tuple[str, ...]) -> list[str]:
        """Every table of the database, inside or outside, where one of the words stands."""
        tables = [(schema, table) for schema, table, _ in self.tables] + self.connection.execute(OUTSIDE).fetchall()
        holds, found = sql.SQL(" OR ").join(_holds(word) for word in words), []
        for schema, table in tables:
            ask = sql.SQL("SELECT 1 FROM {} t WHERE {} LIMIT 1").format(sql.Identifier(schema, table), holds)
            if self.connection.execute(ask).fetchone():
                found.append(f"{schema}.{table}")
        return found

    def rows_of(self, place: UUID) -> dict[str, int]:
        """Table → how many rows a kommune has there, for those where it has any."""
        return {
            f"{schema}.{table}": number for schema, table, owner in self.tables
            if (number := self._count(schema, table, owner, place))
        }  # fmt: skip

    def _count(self, schema: str, table: str, owner: str, place: UUID) -> int:
        count = sql.SQL("SELECT count(*) FROM {} WHERE {} = %s").format(sql.Identifier(schema, table), sql.Identifier(owner))
        return self.connection.execute(count, (place,)).fetchone()[0]  # type: ignore[index]

    def outside(self, words: tuple[str, ...]) -> dict[str, list[str]]:
        """Table outside every kommune → which of the words stand in it."""
        found: dict[str, list[str]] = {}
        for schema, table in self.connection.execute(OUTSIDE).fetchall():
            holds = sql.SQL(", ").join(sql.SQL("bool_or({})").format(_holds(word)) for word in words)
            ask = sql.SQL("SELECT {} FROM {} t").format(holds, sql.Identifier(schema, table))
            row: Any = self.connection.execute(ask).fetchone()
            if any(row):
                found[f"{schema}.{table}"] = [word for word, there in zip(words, row, strict=True) if there]
        return found

    def close(self) -> None:
        """Let go of the database, so that it can be thrown away."""
        self.connection.close()


def changed(before: dict[str, tuple[int, str]], after: dict[str, tuple[int, str]]) -> list[str]:
    """The tables whose rows are not what they were."""
    return sorted(table for table in before.keys() | after.keys() if before.get(table) != after.get(table))


def _holds(word: str) -> sql.Composed:
    parts = [sql.Literal(word), sql.Literal(word.encode().hex())]
    return sql.SQL(" OR ").join(sql.SQL("strpos(t::text, {}) > 0").format(part) for part in parts)
