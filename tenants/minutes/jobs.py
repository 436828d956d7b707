"""The clock's rounds: a reminder about minutes that have not been sent, and windows for comments that have closed."""

from saas import jobs
from tenants.minutes import service


@jobs.job("minutes.remind")
def remind() -> None:
    """On the second working day after a meeting whose minutes are unsent, once."""
    service.remind()


@jobs.job("minutes.close_comments")
def close_comments() -> None:
    """The day after the deadline, once."""
    service.close_comments()
