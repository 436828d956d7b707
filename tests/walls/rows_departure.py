"""Departure's rows for the crawler."""

from datetime import timedelta
from uuid import uuid4

from saas import clock


def rows(word, ids):
    """A takeout that can be fetched, and a wish to leave."""
    from tenants.departure.models import Departure, Export

    yield Export(state="ready", asked_by=word, filename=f"{word}.zip", content=word.encode(), ready_at=clock.now(),
                 expires_at=clock.now() + timedelta(days=1))
    yield Departure(reason=f"{word} grunn", asked_by=uuid4(), asked_name=word, state="cancelled")
