"""Walks a kommune's audit chain and says whether it is whole, or where it breaks; the page and the operator ask alike."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from saas import audit, rooms
from saas.audit import AuditEvent, AuditHead
from saas.db import db

BATCH = 5000


@dataclass
class Walk:
    """How far somebody has come along a chain. `born` is what its first link points back at; `sealed` where its seal was made."""

    number: int = 0
    hash: str = ""
    born: str = ""
    sealed: int = 0

    def follows(self, link: Any) -> bool:
        """Take one step, if the link holds and is the next."""
        before = {self.hash} if self.number else {audit.START, audit.BORN_SEALED}
        if link.number != self.number + 1 or link.previous not in before or audit.digest(link) != link.hash:
            return False
        self.born = self.born or link.previous
        if link.action == audit.SEALED:
            # A seal is made late only once, and only in a chain from before there were seals; else somebody took it away.
            if self.sealed or self.born != audit.START:
                return False
            self.sealed = link.number
        self.number, self.hash = link.number, link.hash
        return True


@dataclass(frozen=True)
class Verdict:
    """What a whole walk found. `broken_at` is the number of the first event that cannot be vouched for."""

    links: int
    broken_at: int | None = None
    head: str = ""
    sealed: bool = True

    @property
    def whole(self) -> bool:
        """Every link holds, and the end is under the house's seal."""
        return self.broken_at is None and self.sealed


def links(after: int = 0, most: int | None = None) -> Iterator[Any]:
    """The kommune's links in order of number, a thousand at a time."""
    columns = [getattr(AuditEvent, name) for name in (
        "number", "at", "actor", "actor_name", "action", "subject_kind", "subject_id", "facts", "previous", "hash",
    )]  # fmt: skip
    query = select(*columns).where(AuditEvent.number > after).order_by(AuditEvent.number).limit(most)
    yield from db.session.execute(query.execution_options(yield_per=1000))


def first_break(chain: Iterable[Any], walk: Walk | None = None) -> int | None:
    """The number of the first link that does not hold, or None. `chain` in order of number; `walk` is moved along."""
    walk = walk or Walk()
    return next((walk.number + 1 for link in chain if not walk.follows(link)), None)


def step(walk: Walk, most: int = BATCH) -> Verdict | None:
    """Go on for at most `most` links; the verdict when the end is reached or a link breaks, else None."""
    broken = first_break(links(walk.number, most), walk)
    if broken is not None:
        return Verdict(count(), broken)
    if count() - walk.number > 0:
        return None
    return end(walk)


def verify() -> Verdict:
    """The whole chain of this kommune, however long."""
    walk, verdict = Walk(), None
    while verdict is None:
        verdict = step(walk)
    return verdict


def count() -> int:
    """How many events the log has."""
    return db.session.scalar(select(func.count()).select_from(AuditEvent)) or 0


def end(walk: Walk) -> Verdict:
    """Whether the chain ends where the sealed head says. Writers wait meanwhile, so that the two belong together."""
    rooms.lock("audit")
    if (broken := first_break(links(walk.number), walk)) is not None:
        return Verdict(count(), broken)
    head = db.session.scalars(select(AuditHead).where(AuditHead.id == rooms.kommune().id)).one_or_none()
    if head is None:
        old = walk.born == audit.START and not walk.sealed
        return Verdict(walk.number, None if old or not walk.number else walk.number + 1, sealed=not (old and walk.number))
    return Verdict(walk.number, _where_the_head_differs(head, walk), head=f"{head.number}:{head.hash[:16]}")


def _where_the_head_differs(head: AuditHead, walk: Walk) -> int | None:
    if not audit.is_true(head) or head.number > walk.number:
        return walk.number + 1
    if head.number < walk.number:
        return head.number + 1
    return None if head.hash == walk.hash else walk.number
