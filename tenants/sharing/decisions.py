"""Whether the kommune shares: the leaders decide, the coordinator may propose, and every decision stays on record."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from saas import audit, clock, here, outbox
from saas.accounts.guard import can
from saas.db import db
from saas.errors import NotAllowed, NotNow, Stale
from saas.pages import letter
from tenants.access.members import Member, members
from tenants.groups import guarding
from tenants.sharing.models import SharingDecision

TEMPLATE = "sharing/proposed.txt"
LEADERS = ("chair", "chief_executive")


def history() -> Sequence[SharingDecision]:
    """Every decision, the newest first."""
    return db.session.scalars(select(SharingDecision).order_by(SharingDecision.decided_at.desc())).all()


def standing() -> SharingDecision | None:
    """The decision that holds now; None where nobody has decided, and nothing is shared."""
    return db.session.scalars(select(SharingDecision).order_by(SharingDecision.decided_at.desc()).limit(1)).one_or_none()


def shares() -> bool:
    """Whether the kommune's numbers may leave it."""
    found = standing()
    return found is not None and found.shares


def record(share: bool, reason: str, seen: str) -> SharingDecision:
    """A new decision, by a leader. `seen` is the id of the decision that the page showed, empty for none.

    Raises NotAllowed, Guarded at «grunn», Stale where another decision has come since, NotNow where it says the same.
    """
    require_leader()
    guarding.check(None, {"grunn": reason})
    here.lock("sharing")
    before = standing()
    if seen != (str(before.id) if before else ""):
        raise Stale("Noen har tatt en ny beslutning siden du åpnet siden. Se gjennom den først.")
    if share == (before is not None and before.shares):
        raise _already(share)
    made = SharingDecision(
        shares=share, decided_by=here.actor_name() or "–", role=here.role(), reason=reason, decided_at=clock.now()
    )
    db.session.add(made)
    db.session.flush()
    audit.record("sharing.decided", made, shares=share, role=made.role)
    return made


def propose(share: bool, reason: str) -> int:
    """A letter to each leader that the coordinator proposes this; how many. Raises Guarded at «grunn», NotNow."""
    guarding.check(None, {"grunn": reason})
    if share == shares():
        raise _already(share)
    leaders = {one.email: one for one in members() if one.role in LEADERS and one.live and one.email}
    if not leaders:
        raise NotNow("Ingen er registrert som leder av styringsgruppen eller kommunedirektør. Inviter dem først.")
    for one in leaders.values():
        _tell(one, share, reason)
    audit.record("sharing.proposed", shares=share, letters=len(leaders))
    return len(leaders)


def require_leader() -> None:
    """Raises NotAllowed for others than the leaders, with a sentence why."""
    if can("approve"):
        return
    if can("coordinate"):
        raise NotAllowed(
            "Bare lederen av styringsgruppen og kommunedirektøren bestemmer om kommunen deler tall. Koordinatoren kan foreslå det."
        )
    raise NotAllowed("Bare lederen av styringsgruppen og kommunedirektøren bestemmer om kommunen deler tall.")


def _tell(leader: Member, share: bool, reason: str) -> None:
    facts: dict[str, Any] = {"name": leader.name, "share": share, "reason": reason, "proposer": here.actor_name()}
    subject, body = letter(TEMPLATE, here.kommune().language, **facts)
    outbox.post((leader.name, leader.email), subject, body, template=TEMPLATE)


def _already(share: bool) -> NotNow:
    """It says the same as what is wanted."""
    return NotNow("Kommunen deler allerede tall.") if share else NotNow("Kommunen deler ikke tall.")
