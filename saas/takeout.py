"""Everything of one kommune as JSON and files, and back into an empty one; told by the tables themselves.

A new table is part of the takeout the day it is made. The form is described in the file `skjema.json` of each takeout:
one object a row, keys as the columns are called, dates and times in ISO 8601, numbers as text where they are exact,
and bytes as `{"file": "files/<table>/<id>"}`.
"""

from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Column, LargeBinary, Table, func, insert, select, update

from saas.db import Base, InTenant, db
from saas.errors import NotNow

# Keys to doors, marks of presses, what a person agreed to here, the copy on the public page, and the takeouts themselves:
# worth nothing elsewhere, and not to be spread. What can be found is written anew from the rows. Anonymous answers that are not
# counted yet are nobody's to read.
LEFT_OUT = frozenset({"guest_links", "feeds", "role_invitations", "audit_heads", "deeds", "exports", "departures",
                      "face_consents", "public_faces", "search_entries", "self_review_answers"})
# Written when the kommune was founded, so an empty kommune has it already.
FOUNDING = frozenset({"dpa_acceptances"})
OWNER = "tenant_id"


def tables() -> list[Table]:
    """The kommune's tables that are taken out, parents before children."""
    ours = {str(m.local_table.description) for m in Base.registry.mappers if issubclass(m.class_, InTenant)}
    return [table for table in Base.metadata.sorted_tables if table.name in ours - LEFT_OUT]


def columns(table: Table) -> list[Column[Any]]:
    """What is taken of a table: all of it but the key of the house's own room."""
    return [column for column in table.columns if column.name != OWNER]


def schema() -> dict[str, Any]:
    """Table → column → type, whether it may be empty, and what it points at."""
    return {table.name: {c.name: _described(table, c) for c in columns(table)} for table in tables()}


def rows(table: Table) -> Iterator[tuple[dict[str, Any], dict[str, bytes]]]:
    """Each row as JSON-ready values, and the files that belong to it by their name in the takeout."""
    found = columns(table)
    order = table.c.number if "number" in table.c and table.name == "audit_events" else table.c.id
    for row in db.session.execute(select(*found).order_by(order).execution_options(yield_per=500)).mappings():
        files: dict[str, bytes] = {}
        yield {c.name: _out(table, c, row, files) for c in found}, files


def is_empty() -> bool:
    """Whether this kommune has nothing of its own yet."""
    return not any(db.session.scalar(select(table.c.id).limit(1)) for table in tables() if table.name not in FOUNDING)


def read_in(content: dict[str, list[dict[str, Any]]], file_of: Any, users: dict[str, str]) -> dict[str, int]:
    """Write the rows of a takeout into this empty kommune; how many in each table. Raises NotNow when it is not empty.

    `file_of(name)` gives a file's bytes. `users` maps the log-ins of the takeout to those who are here; a person
    whose log-in is not here stands without one.
    """
    if not is_empty():
        raise NotNow("{n} er ikke tom. Et uttrekk kan bare legges inn i en kommune uten innhold.", n="Kommunen")
    written: dict[str, int] = {}
    later: list[tuple[Table, Any, dict[str, Any]]] = []
    for table in tables():
        given = content.get(table.name, [])
        if table.name in FOUNDING:
            continue
        done = set(written) | {table.name}
        values = [_in(table, row, file_of, users) for row in given]
        for row in values:
            if held := _held_back(table, row, done):
                later.append((table, row["id"], held))
        for start in range(0, len(values), 500):
            db.session.execute(insert(table), values[start : start + 500])
        written[table.name] = len(values)
    for table, row_id, held in later:
        db.session.execute(update(table).where(table.c.id == row_id).values(**held))
    return written


def counts() -> dict[str, int]:
    """How many rows each table has now."""
    return {table.name: db.session.scalar(select(func.count()).select_from(table)) or 0 for table in tables()}


def _held_back(table: Table, row: dict[str, Any], done: set[str]) -> dict[str, Any]:
    """Keys to rows that are not there yet (later tables, or the same one): left empty now, and filled in at the end."""
    held = {}
    for column in columns(table):
        target = _target(table, column)
        if target and row.get(column.name) is not None and (target == table.name or target not in done):
            held[column.name], row[column.name] = row[column.name], None
    return held


def _described(table: Table, column: Column[Any]) -> dict[str, Any]:
    told: dict[str, Any] = {"type": str(column.type).lower(), "empty": bool(column.nullable)}
    if target := _target(table, column):
        told["points_at"] = target
    return told


def _target(table: Table, column: Column[Any]) -> str | None:
    for key in table.foreign_key_constraints:
        if column.name in key.column_keys and column.name != OWNER:
            return str(key.referred_table.name)
    return None


def _out(table: Table, column: Column[Any], row: Any, files: dict[str, bytes]) -> Any:
    value = row[column.name]
    if isinstance(value, (bytes, memoryview)):
        name = f"files/{table.name}/{row['id']}"
        files[name] = bytes(value)
        return {"file": name}
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    if isinstance(value, (UUID, Decimal)):
        return str(value)
    if isinstance(value, list):
        return [str(each) if isinstance(each, UUID) else each for each in value]
    return value


def _in(table: Table, row: dict[str, Any], file_of: Any, users: dict[str, str]) -> dict[str, Any]:
    return {c.name: _value(c, row.get(c.name), file_of, users) for c in columns(table) if c.name in row}


def _value(column: Column[Any], value: Any, file_of: Any, users: dict[str, str]) -> Any:
    if value is None:
        return None
    if column.name == "user_id":
        return UUID(users[value]) if value in users else (None if column.nullable else UUID(value))
    if isinstance(column.type, LargeBinary) and isinstance(value, dict):
        return file_of(value["file"])
    kind = column.type.python_type if not hasattr(column.type, "item_type") else list
    if kind is list:
        item = column.type.item_type.python_type  # type: ignore[attr-defined]
        return [UUID(each) if item is UUID else each for each in value]
    if kind in (datetime, date, time):
        return kind.fromisoformat(value)
    if kind in (UUID, Decimal):
        return kind(value)
    return value
