"""The rounds of outreach, asked for by the clock in each kommune."""

from uuid import UUID

from saas import jobs
from tenants.outreach import readers, sending


@jobs.job("outreach.round")
def round_() -> None:
    """Bulletins whose time has come leave, and whoever has stopped is out of every letter that waits."""
    readers.tidy()
    sending.start_due()


@jobs.job("outreach.post")
def post(bulletin_id: str) -> None:
    """The next letters of one bulletin."""
    sending.post_some(UUID(bulletin_id))


@jobs.job("outreach.forget")
def forget() -> None:
    """What is not needed any more is deleted."""
    sending.forget_text()
    readers.forget()
