"""The rounds of tasks, asked for by the clock in each kommune."""

from saas import jobs
from tenants.tasks import notices


@jobs.job("tasks.remind")
def remind() -> None:
    """Reminders whose day has come; each leaves once however often the clock strikes."""
    notices.remind_due()
