"""The rounds of measures, asked for by the clock in each kommune."""

from saas import jobs
from tenants.measures import frame, status


@jobs.job("measures.ask_status")
def ask_status() -> None:
    """Letters to those who have not told how it goes for a month; each leaves once a month."""
    status.ask_monthly()


@jobs.job("measures.frame")
def bring_up() -> None:
    """What is decided outside the frame lands on the styringsgruppe's next agenda, once."""
    frame.bring_up()
