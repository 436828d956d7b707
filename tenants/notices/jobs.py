"""The rounds of notices, asked for by the clock in each kommune."""

from saas import jobs
from tenants.notices import digest, gathering, service


@jobs.job("notices.gather")
def gather() -> None:
    """Held letters whose time has come."""
    gathering.leave_due()


@jobs.job("notices.digest")
def digests() -> None:
    """Digests whose period has begun."""
    digest.send_due()


@jobs.job("notices.forget")
def forget() -> None:
    """Old notices are deleted."""
    service.forget()
