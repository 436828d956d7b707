"""What the clock asks of meetings."""

from saas import jobs
from tenants.meetings import deputies as letters


@jobs.job("meetings.deputies")
def deputies() -> None:
    """Call the deputies that members send, and release those who are no longer needed."""
    letters.write_letters()
