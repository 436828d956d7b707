"""The clock's part of evaluations, asked for in each kommune."""

from saas import jobs
from tenants.selfreview import service


@jobs.job("selfreview.close")
def close() -> None:
    """Evaluations whose last day has passed are closed; each once however often the clock strikes."""
    service.close_due()
