"""Who did what to which thing; insert-only, chained per kommune, and sealed at its end, in the deed's own transaction."""

import hashlib
import hmac
import json
from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from flask import current_app
from sqlalchemy import BigInteger, select
from sqlalchemy.orm import Mapped, mapped_column

from saas import clock, rooms
from saas.db import Base, InTenant, db

# What the first link points back at: the first in a chain from before there were seals, the second in one born with a seal.
START, BORN_SEALED = "0" * 64, "f" * 64
# The event that tells that a seal was made for a chain that had none. It is only right once, in a chain from before.
SEALED = "audit.sealed"


class AuditEvent(InTenant, Base):
    """One link of the chain. `hash` covers the link before it, so a changed or missing link shows."""

    __tablename__ = "audit_events"

    number: Mapped[int]
    at: Mapped[datetime]
    actor: Mapped[UUID]
    actor_name: Mapped[str]
    action: Mapped[str]
    subject_kind: Mapped[str]
    subject_id: Mapped[UUID | None]
    facts: Mapped[dict[str, Any]]
    previous: Mapped[str]
    hash: Mapped[str]


class AuditHead(InTenant, Base):
    """The end of the chain under the house's own seal, one row per kommune, so that a chain cut short or rewritten shows.

    Whoever owns the database can write the row, but not its seal: the key is the house's and lies in no table. An older
    head put back together with the older end of the chain is the one thing that only a copy outside can tell, and
    `verify-audit` prints each head for that.
    """

    __tablename__ = "audit_heads"

    number: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[str]
    seal: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=clock.now)


def record(action: str, subject: Any = None, **facts: Any) -> None:
    """Remember a deed. Facts are ids, counts and states; never free text, never what a person wrote."""
    room = rooms.current()
    pending = room.extra.setdefault("audit", [])
    if not pending:
        room.before_commit.append(_write)
    kind = getattr(subject, "__tablename__", "") if subject is not None else ""
    pending.append((action, kind, getattr(subject, "id", None), facts))


def record_read(action: str, table: str, row_id: UUID, **facts: Any) -> None:
    """Remember that a row was shown, when the row itself is no longer at hand."""
    record(action, SimpleNamespace(__tablename__=table, id=row_id), **facts)


def record_guarded(noted: dict[Any, tuple[str, str]], *, by_itself: bool) -> None:
    """Count what the person-data guard stopped: the rule's code and how many, never a word of the text.

    A form that saves itself is refused again and again while somebody writes; there one rule counts once in ten minutes.
    """
    for (rule, level), number in sorted(Counter(noted.values()).items()):
        action = "guard.blocked" if level == "block" else "guard.warned"
        if not (by_itself and _lately(action, rule)):
            record(action, rule=rule, number=number)


def _lately(action: str, rule: str) -> bool:
    since = clock.now() - timedelta(minutes=10)
    query = select(AuditEvent.id).where(
        AuditEvent.actor == rooms.current().actor_id,
        AuditEvent.action == action,
        AuditEvent.at > since,
        AuditEvent.facts["rule"].astext == rule,
    )
    return db.session.scalar(query.limit(1)) is not None


def _write() -> None:
    """The chain is locked only now, at the end, so that nobody waits for a slow page."""
    room = rooms.current()
    db.session.flush()
    rooms.lock("audit")
    head, pending = _head(), room.extra.pop("audit")
    number, previous, unsealed = _end(head)
    if unsealed:
        pending.insert(0, (SEALED, "", None, {"after": number}))
    for action, kind, subject_id, facts in pending:
        number += 1
        link = AuditEvent(
            number=number,
            at=clock.now(),
            actor=room.actor_id,
            actor_name=room.actor_name,
            action=action,
            subject_kind=kind,
            subject_id=subject_id,
            facts=json.loads(json.dumps(facts, default=str)),
            previous=previous,
        )
        link.hash = previous = digest(link)
        db.session.add(link)
    if head is None:
        head = AuditHead(id=rooms.kommune().id)
        db.session.add(head)
    head.number, head.hash, head.seal, head.at = number, previous, seal(number, previous), clock.now()
    db.session.flush()


def _end(head: AuditHead | None) -> tuple[int, str, bool]:
    """(number, hash) that the next link builds on, and whether the chain stands without a true seal.

    Where links were cut from the end, the chain goes on from the head and not from what is left, so that the gap stays
    open for ever. Where the head is gone or false, the chain itself tells so in its next link.
    """
    query = select(AuditEvent.number, AuditEvent.hash).order_by(AuditEvent.number.desc()).limit(1)
    last = db.session.execute(query).one_or_none()
    if head is not None and is_true(head) and (last is None or head.number >= last.number):
        return head.number, head.hash, False
    if last is None:
        return 0, BORN_SEALED, head is not None
    return last.number, last.hash, True


def _head() -> AuditHead | None:
    query = select(AuditHead).where(AuditHead.id == rooms.kommune().id).execution_options(populate_existing=True)
    return db.session.scalars(query).one_or_none()


def seal(number: int, last: str) -> str:
    """The house's seal on a chain that ends with this link; nobody makes it without the house's key."""
    return seal_under(current_app.config["SECRET_KEY"], rooms.kommune().id, number, last)


def seal_under(secret_key: str, kommune: UUID, number: int, last: str) -> str:
    """The same seal for whoever stands outside every room: the operator's copies, which hold all kommuner's chains."""
    key = f"audit-head:{secret_key}:{kommune}".encode()
    return hmac.new(key, f"{number}:{last}".encode(), hashlib.sha256).hexdigest()


def is_true(head: AuditHead) -> bool:
    """Whether the head's seal is the house's own."""
    return hmac.compare_digest(head.seal, seal(head.number, head.hash))


def digest(link: Any) -> str:
    """The hash of one link, over everything in it and the hash before."""
    at = link.at.astimezone(clock.UTC).isoformat()
    parts = [link.number, at, link.actor, link.actor_name, link.action, link.subject_kind, link.subject_id]
    text = json.dumps([*map(str, parts), link.facts, link.previous], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def chain() -> Iterable[AuditEvent]:
    """This kommune's whole chain, in order, a thousand links at a time."""
    return db.session.scalars(select(AuditEvent).order_by(AuditEvent.number).execution_options(yield_per=1000))


def seal_taken_in() -> None:
    """A chain that came whole with a takeout ends under this house's seal too. Only where no head stands yet."""
    last = db.session.execute(select(AuditEvent.number, AuditEvent.hash).order_by(AuditEvent.number.desc()).limit(1)).one_or_none()
    if last is not None and _head() is None:
        db.session.add(AuditHead(id=rooms.kommune().id, number=last.number, hash=last.hash, seal=seal(last.number, last.hash)))
        db.session.flush()
