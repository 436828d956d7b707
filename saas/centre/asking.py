"""The house's own part: it asks for a release twenty days after a tertial, and builds what is asked for."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from saas import clock, jobs, rooms
from saas.centre import claiming, periods
from saas.centre.models import Release
from saas.db import db

# Late entries still count until then.
WAITS = timedelta(days=20)
CLOCK = "Klokka"
OVER = ("failed", "discarded")
# A release of a whole country takes minutes, and a job that is stopped begins anew.
SECONDS_AT_MOST = 3600


@jobs.house_job("centre.build", seconds=SECONDS_AT_MOST)
def build_next() -> None:
    """Build the release that was asked for first. The solvers are brought in here: no page needs to carry them."""
    from saas.centre import building

    if (release_id := claiming.next_to_build()) is not None:
        building.build(release_id)


@jobs.house_job("centre.ask")
def ask_by_the_clock() -> None:
    """Twenty days after a tertial, ask for its release, once: whatever became of it is for people to go on with."""
    period = periods.ended(clock.today())
    if clock.today() < periods.last_day(period) + WAITS:
        return
    with rooms.enter(rooms.statistics()):
        if db.session.scalars(select(Release.id).where(Release.period == period).limit(1)).first() is None:
            _ask(period, CLOCK)


def ask(period: str, by: str) -> UUID:
    """The ordinary release of a period, asked for unless there is one that is neither failed nor discarded. Raises Invalid."""
    periods.check(period)
    with rooms.enter(rooms.statistics()):
        return _ordinary(period) or _ask(period, by) or _ordinary(period)  # type: ignore[return-value]


def find(release_id: UUID) -> Release:
    """A release on its way as it stands now, loose from the room it was read in."""
    with rooms.enter(rooms.statistics()):
        release = db.session.get_one(Release, release_id)
        db.session.expunge(release)
    return release


def _ordinary(period: str) -> UUID | None:
    query = select(Release.id).where(Release.period == period, Release.corrects.is_(None), Release.state.not_in(OVER))
    return db.session.scalars(query).first()


def _ask(period: str, by: str) -> UUID | None:
    """Of two who ask at once, one finds that it is done."""
    asked = insert(Release).values(period=period, asked_by=by).on_conflict_do_nothing().returning(Release.id)
    return db.session.scalars(asked).first()
