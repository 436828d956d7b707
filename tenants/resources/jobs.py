"""The rounds of resources, asked for by the clock in each kommune."""

from saas import jobs
from tenants.resources import needs


@jobs.job("resources.match")
def match() -> None:
    """Needs follow what leaders have confirmed by link since the last stroke."""
    needs.match()
