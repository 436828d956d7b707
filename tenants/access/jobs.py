"""The rounds of access, asked for by the clock in each kommune; the first is asked for at once after an acceptance too."""

from saas import jobs
from tenants.access import guest_links, tying, warning


@jobs.job("access.tie")
def tie() -> None:
    """Those who accepted get their place; those who invite hear of new wishes; links of those who left are dead."""
    tying.tie()
    tying.tell_of_requests()
    guest_links.sweep()


@jobs.job("access.warn")
def warn() -> None:
    """Letters about roles that run out."""
    warning.warn()
