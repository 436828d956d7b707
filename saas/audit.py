"""Who did what to which thing; insert-only, chained per kommune, in the same transaction as the deed."""

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Mapped

from saas import clock, rooms
from saas.db import Base, InTenant, db

START = "0" * 64


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


def record(action: str, subject: Any = None, **facts: Any) -> None:
    """Remember a deed. Facts are ids, counts and states; never free text, never what a person wrote."""
    room = rooms.current()
    pending = room.extra.setdefault("audit", [])
    if not pending:
        room.before_commit.append(_write)
    kind = getattr(subject, "__tablename__", "") if subject is not None else ""
    pending.append((action, kind, getattr(subject, "id", None), facts))


def _write() -> None:
    """The chain is locked only now, at the end, so that nobody waits for a slow page."""
    room = rooms.current()
    db.session.flush()
    rooms.lock("audit")
    last = db.session.execute(
        select(AuditEvent.number, AuditEvent.hash).order_by(AuditEvent.number.desc()).limit(1)
    ).one_or_none()
    number, previous = last if last else (0, START)
    for action, kind, subject_id, facts in room.extra.pop("audit"):
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
    db.session.flush()


def digest(link: AuditEvent) -> str:
    """The hash of one link, over everything in it and the hash before."""
    at = link.at.astimezone(clock.UTC).isoformat()
    parts = [link.number, at, link.actor, link.actor_name, link.action, link.subject_kind, link.subject_id]
    text = json.dumps([*map(str, parts), link.facts, link.previous], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def first_break(links: Iterable[AuditEvent]) -> int | None:
    """The number of the first link that does not hold, or None for a whole chain. `links` in order of number."""
    previous, expected = START, 1
    for link in links:
        if link.number != expected or link.previous != previous or digest(link) != link.hash:
            return expected
        previous, expected = link.hash, expected + 1
    return None


def chain() -> Iterable[AuditEvent]:
    """This kommune's whole chain, in order, a thousand links at a time."""
    return db.session.scalars(select(AuditEvent).order_by(AuditEvent.number).execution_options(yield_per=1000))
