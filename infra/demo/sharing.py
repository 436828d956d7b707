"""Whether each of the told kommuner shares its numbers, and what they have handed over: counted from their own rooms."""

from datetime import timedelta

from infra.demo.country import told
from infra.demo.frames import chief
from infra.demo.story import Story
from saas import clock
from saas.centre import periods
from saas.db import db
from tenants.sharing import service
from tenants.sharing.models import SharingDecision

# So that «n av N kommuner» says something, one of the five of Fjordvest has said no.
NOT_SHARING = "granlia"


def write(story: Story) -> None:
    """The decision, and then the same counting as the clock asks for, of every tertial that a release is made of."""
    shares = story.slug != NOT_SHARING
    decided = clock.at(periods.first_day(told()[0]) + timedelta(days=20), 13)
    db.session.add(SharingDecision(
        id=story.new_id("sharing", "decision"), shares=shares, decided_by=chief()[0], role="chief_executive", decided_at=decided,
    ))  # fmt: skip
    db.session.flush()
    for period in (*told(), periods.of(story.today)):
        service.hand_over(period)
