"""The clock's round: a published page follows what happens in the kommune."""

from saas import jobs
from tenants.face import service

# Others may ask for it by this name, jobs.later(«face.refresh»), when something that may be public has changed.
REFRESH = "face.refresh"


@jobs.job(REFRESH)
def refresh() -> None:
    """Writes only where something has changed, so a lost or doubled round does no harm."""
    service.refresh()
