"""The verbs of sharing: decide, hand over, and what the numbers were used for."""

from saas import here
from saas.centre import intake
from tenants.sharing import decisions, profile
from tenants.sharing.counting import count
from tenants.sharing.handed import periods_handed_over
from tenants.sharing.models import SharingDecision
from tenants.sharing.span import Span, current

JOB = "sharing.count"


def shares() -> bool:
    """Whether the kommune's numbers may leave it, as its leaders have decided."""
    return decisions.shares()


def decide(share: bool, reason: str, seen: str) -> SharingDecision:
    """The leader's decision; it takes effect at once. Off, every number that lay ready is taken back.

    `seen` is the id of the decision that the page showed. Raises NotAllowed, Guarded, Stale and NotNow.
    """
    made = decisions.record(share, reason, seen)
    hand_over_all()
    return made


def propose(share: bool, reason: str) -> int:
    """The coordinator's proposal, in a letter to each leader; how many letters."""
    return decisions.propose(share, reason)


def hand_over_all() -> None:
    """Hand over the running tertial and the last one; with sharing off, take back whatever lies ready of any."""
    here.lock("sharing")
    periods = current() if shares() else {*current(), *periods_handed_over()}
    for period in sorted(periods):
        hand_over(period)


def hand_over(period: str) -> int:
    """Count a period and hand it over in place of what lay there; how many rows. None at all where sharing is off.

    Raises NotNow where nobody knows which region the kommune lies in.
    """
    share = shares()
    rows = count(period) if share else []
    intake.hand_over(period, profile.facts(Span.of(period), shares=share), rows)
    return len(rows)
