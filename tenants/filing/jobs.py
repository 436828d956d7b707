"""The clock's rounds of filing: what is approved goes by itself where the kommune wants it, and answers are picked up."""

from uuid import UUID

from saas import jobs
from saas.archive import service as archive
from tenants.filing import service


@jobs.job("filing.gather")
def gather() -> None:
    """File what is approved since the kommune switched it on; the same document again is no new filing."""
    service.send_by_itself()


@jobs.job("filing.reconsider")
def reconsider(item_id: str) -> None:
    """Asked for by whoever chooses what is public of a sak or its papers."""
    service.reconsider(UUID(item_id))


@jobs.job("filing.answers")
def answers() -> None:
    """Read what the case system has laid in the kommune's folder on the server."""
    archive.pick_up_answers()
