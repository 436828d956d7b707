"""The audit chain of a kommune that is fetched back: it is never rolled back, goes on, and says what happened."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import psycopg
from psycopg.types.json import Jsonb

from infra import backup_numbers
from infra.ground import CannotGoOn

Connection = psycopg.Connection[Any]
ACTION, ACTOR = "kommune.restored", "Driften"
COLUMNS = "tenant_id, id, number, at, actor, actor_name, action, subject_kind, subject_id, facts, previous, hash"


class Chain:
    """The chain in the running database, and the one that came with the copy (whose rows lie in kopi_audit_events)."""

    def __init__(self, source: Connection, goal: Connection, kommune: UUID, secret_key: str) -> None:
        self.goal, self.kommune, self.secret_key = goal, kommune, secret_key
        self.copied = backup_numbers.chain_of(source, kommune, secret_key)
        if not self.copied.whole:
            raise CannotGoOn("Loggkjeden i kopien henger ikke sammen med denne SECRET_KEY. Ingenting er endret.")
        self.was_whole = backup_numbers.chain_of(goal, kommune, secret_key).whole

    def since(self) -> int:
        """How many events the running chain has beyond the copy's; negative when it has fewer."""
        return self._last()[0] - self.copied.number

    def forgotten(self) -> list[UUID]:
        """People whose details were erased after the copy was taken: a copy must not undo that."""
        query = "select subject_id from audit_events where tenant_id = %s and action = 'subject.forgotten' and number > %s"
        return [row[0] for row in self.goal.execute(query, (self.kommune, self.copied.number)).fetchall() if row[0]]

    def settle(self) -> None:
        """Keep the longer of the two, when the one is the beginning of the other. Raises CannotGoOn when neither is."""
        number, last = self._last()
        if number >= self.copied.number:
            if self.copied.number and self._hash("audit_events", self.copied.number) != self.copied.hash:
                raise CannotGoOn("Loggen i kopien og loggen i drift er to forskjellige. Ingenting er endret.")
            return
        if number and self._hash("pg_temp.kopi_audit_events", number) != last:
            raise CannotGoOn("Loggen i drift er kortere enn i kopien, og en annen. Ingenting er endret.")
        for table in ("audit_events", "audit_heads"):
            self.goal.execute(f"delete from public.{table} where tenant_id = %s", (self.kommune,))
            self.goal.execute(f"insert into public.{table} select * from pg_temp.kopi_{table}")
        self.was_whole = True

    def tell(self, facts: dict[str, Any]) -> None:
        """One more link: the kommune was fetched back. Raises CannotGoOn if a chain that was whole would not be."""
        from saas import audit

        number, previous, headed = self._end()
        link = SimpleNamespace(
            number=number + 1, at=datetime.now(UTC), actor=self._service(), actor_name=ACTOR, action=ACTION,
            subject_kind="", subject_id=None, facts=facts, previous=previous,
        )  # fmt: skip
        last = audit.digest(link)
        values = (self.kommune, uuid4(), link.number, link.at, link.actor, ACTOR, ACTION, "", None, Jsonb(facts), previous, last)
        self.goal.execute(f"insert into audit_events ({COLUMNS}) values ({', '.join(['%s'] * 12)})", values)
        if headed:
            self._head(link.number, last, link.at)
        if self.was_whole and not backup_numbers.chain_of(self.goal, self.kommune, self.secret_key).whole:
            raise CannotGoOn("Loggkjeden ville ikke hengt sammen etterpå. Ingenting er endret.")

    def _end(self) -> tuple[int, str, bool]:
        """What the next link builds on, as the house itself does it: a true head, else the last link without a head."""
        from saas import audit

        number, last = self._last()
        head = self.goal.execute("select number, hash, seal from audit_heads where tenant_id = %s", (self.kommune,)).fetchone()
        if head and head[0] >= number and audit.seal_under(self.secret_key, self.kommune, head[0], head[1]) == head[2]:
            return head[0], head[1], True
        return (number, last, False) if number else (0, audit.BORN_SEALED, head is None)

    def _head(self, number: int, last: str, at: datetime) -> None:
        from saas import audit

        seal = audit.seal_under(self.secret_key, self.kommune, number, last)
        self.goal.execute(
            "insert into audit_heads (tenant_id, id, number, hash, seal, at) values (%s, %s, %s, %s, %s, %s) "
            "on conflict (tenant_id, id) do update set number = excluded.number, hash = excluded.hash, seal = excluded.seal, "
            "at = excluded.at",
            (self.kommune, self.kommune, number, last, seal, at),
        )

    def _last(self) -> tuple[int, str]:
        query = "select number, hash from audit_events where tenant_id = %s order by number desc limit 1"
        row = self.goal.execute(query, (self.kommune,)).fetchone()
        return (row[0], row[1]) if row else (0, "")

    def _hash(self, table: str, number: int) -> str | None:
        query = f"select hash from {table} where tenant_id = %s and number = %s"
        row = self.goal.execute(query, (self.kommune, number)).fetchone()  # type: ignore[arg-type]
        return row[0] if row else None

    def _service(self) -> UUID:
        """The kommune's service user, in whose name the house works; none of the people."""
        query = "select user_id from memberships where tenant_id = %s and role = 'service' limit 1"
        row = self.goal.execute(query, (self.kommune,)).fetchone()
        return row[0] if row else UUID(int=0)
