"""Who comes in with a kommune that is fetched back: its own row, its numbers, and log-ins without any key to them."""

from typing import Any
from uuid import UUID

import psycopg
from psycopg.sql import SQL, Identifier

from infra.ground import CannotGoOn
from infra.restoring_rows import Moving

Connection = psycopg.Connection[Any]
# Neither password nor passkey, code or session: whoever was let in once chooses a new password by a letter.
NEEDED = """
select u.id, u.email, u.name, u.language, u.demo, u.disabled_at, u.created_at from users u
where exists (select 1 from memberships m where m.user_id = u.id and m.tenant_id = %s) order by u.email
"""


def found_again(source: Connection, move: Moving) -> int:
    """Put a kommune that is gone, and whoever belonged to it, back into the lobby. How many log-ins had to be made anew."""
    _kommune(source, move)
    made = 0
    for user in source.execute(NEEDED, (move.kommune,)).fetchall():
        here = move.goal.execute("select id from users where id = %s or email = %s order by id = %s desc", (user[0], user[1], user[0]))
        row = here.fetchone()
        if row is None:
            columns = "id, email, name, language, demo, disabled_at, created_at"
            move.goal.execute(f"insert into users ({columns}) values (%s, %s, %s, %s, %s, %s, %s)", user)
            made += 1
        elif row[0] != user[0]:
            _same_person(move, user[0], row[0])
    return made


def not_remembered(move: Moving, forgotten: list[UUID]) -> None:
    """Whoever was forgotten since the copy stays forgotten: their row as it is now, and no letters to them."""
    if not forgotten:
        return
    known = {"forgotten": forgotten}
    move.goal.execute(
        "delete from pg_temp.kopi_letters l using pg_temp.kopi_people p "
        "where p.id = any (%(forgotten)s) and p.email <> '' and lower(l.to_address) = lower(p.email)", known,
    )  # fmt: skip
    names = [name for name in move.tables["people"] if name not in ("tenant_id", "id")]
    change = SQL(", ").join(SQL("{0} = p.{0}").format(Identifier(name)) for name in names)
    move.goal.execute(
        SQL("update pg_temp.kopi_people k set {} from public.people p where p.tenant_id = k.tenant_id and p.id = k.id "
            "and p.id = any (%(forgotten)s)").format(change), known,
    )  # fmt: skip


def _kommune(source: Connection, move: Moving) -> None:
    for table, own in (("tenants", "id"), ("tenant_numbers", "tenant_id")):
        columns = [row[0] for row in move.goal.execute(
            "select attname::text from pg_attribute where attrelid = to_regclass(%s) and attnum > 0 and not attisdropped "
            "and attgenerated = '' order by attnum", (f"public.{table}",)).fetchall()]  # fmt: skip
        names = SQL(", ").join(map(Identifier, columns))
        read = SQL("select {} from public.{} where {} = %s").format(names, Identifier(table), Identifier(own))
        marks = SQL(", ").join([SQL("%s")] * len(columns))
        write = SQL("insert into public.{} ({}) values ({})").format(Identifier(table), names, marks)
        for row in source.execute(read, (move.kommune,)).fetchall():
            try:
                move.goal.execute(write, row)
            except psycopg.errors.UniqueViolation:
                raise CannotGoOn("En annen kommune i drift bruker det samme navnet i adressen nå. Ingenting er endret.") from None


def _same_person(move: Moving, then: UUID, now: UUID) -> None:
    """The same address logs in under a new key: what the copy says of the old key is meant for the new one."""
    for table, columns in move.tables.items():
        for column in columns:
            if column.endswith("user_id"):
                change = SQL("update {} set {} = %s where {} = %s")
                kopi, name = Identifier("pg_temp", f"kopi_{table}"), Identifier(column)
                move.goal.execute(change.format(kopi, name, name), (now, then))
