"""The clock's part of rounds, asked for in each kommune."""

from saas import jobs
from tenants.rounds import landing, notices


@jobs.job("rounds.remind")
def remind() -> None:
    """Reminders whose day has come; each leaves once however often the clock strikes."""
    notices.remind_due()


@jobs.job("rounds.land")
def land() -> None:
    """Rounds whose deadline has come, or that all have answered, go onto the next agenda."""
    landing.land_due()
