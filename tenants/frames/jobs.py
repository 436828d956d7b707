"""The rounds of frames, asked for by the clock in each kommune."""

from saas import jobs
from tenants.frames import notices


@jobs.job("frames.warn")
def warn() -> None:
    """What runs out is told of."""
    notices.warn()
