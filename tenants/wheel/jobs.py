"""The clock's round of the wheel, asked for in each kommune."""

from saas import jobs
from tenants.wheel import preparing


@jobs.job("wheel.prepare")
def prepare() -> None:
    """Each entry's preparation is told of once, however often the clock strikes."""
    preparing.prepare()
