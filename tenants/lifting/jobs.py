"""The clock's round: answers to saker that were lifted go back to those they came from."""

from saas import jobs
from tenants.lifting import service


@jobs.job("lifting.tell")
def tell() -> None:
    """Each answer leaves once."""
    service.tell_outcomes()
