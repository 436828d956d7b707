"""The clock's rounds: answers go back to those a sak came from, and those who have not answered are reminded."""

from saas import jobs
from tenants.lifting import service


@jobs.job("lifting.tell")
def tell() -> None:
    """Each answer leaves once."""
    service.tell_outcomes()


@jobs.job("lifting.remind")
def remind() -> None:
    """Each reminder leaves once."""
    service.remind()
