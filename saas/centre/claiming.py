"""Who builds a release: one at a time, heard from on the way, and taken over when nothing has been heard for a while."""

import time
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, and_, or_, select, update

from saas import clock, rooms
from saas.centre.models import Release
from saas.db import db

# A builder that has not been heard from for so long is gone.
SILENT_FOR = timedelta(minutes=10)
# Seconds between two signs of life; a page asks about as often.
BEAT = 1.0
Listener = Callable[[str, float], None]


class Superseded(RuntimeError):
    """Somebody else has taken over the building, or the release was discarded meanwhile."""


class Claim:
    """The right to build one release; every step is told in a short transaction of its own, so that a page can show it."""

    def __init__(self, release_id: UUID, token: UUID, listen: Listener | None = None) -> None:
        self.release_id, self.token, self.listen = release_id, token, listen
        self.told, self.said = 0.0, ""

    def tell(self, step: str, progress: float) -> None:
        """Say how far it has come: a step's code («protect:measures») and a share from 0 to 1. Raises Superseded."""
        now = time.monotonic()
        if now - self.told < BEAT and step == self.said:
            return
        with rooms.enter(rooms.statistics()):
            self.change(step=step, progress=round(100 * progress))
        self.told, self.said = time.monotonic(), step
        if self.listen:
            self.listen(step, progress)

    def change(self, **facts: object) -> None:
        """Write facts about the release in the room we stand in, if it is still ours. Raises Superseded."""
        mine = and_(Release.id == self.release_id, Release.claim == self.token, Release.state == "building")
        changed = db.session.execute(update(Release).where(mine).values(beat_at=clock.now(), **facts))
        if not changed.rowcount:  # type: ignore[attr-defined]
            raise Superseded(str(self.release_id))

    def let_go(self, state: str, failure: str = "") -> None:
        """End the building in another state: «asked» to be built anew, «failed» with the reason."""
        with rooms.enter(rooms.statistics()):
            self.change(state=state, failure=failure[:2000], claim=None, step="", progress=0)


def claim(release_id: UUID, listen: Listener | None = None) -> Claim | None:
    """Take a release that nobody builds; None when there is nothing to build in it."""
    token = uuid4()
    with rooms.enter(rooms.statistics()):
        values = {"state": "building", "claim": token, "beat_at": clock.now(), "step": "", "progress": 0, "failure": ""}
        taken = db.session.execute(update(Release).where(Release.id == release_id, _free()).values(**values))
        return Claim(release_id, token, listen) if taken.rowcount else None  # type: ignore[attr-defined]


def next_to_build() -> UUID | None:
    """The release that was asked for first and that nobody builds."""
    with rooms.enter(rooms.statistics()):
        return db.session.scalars(select(Release.id).where(_free()).order_by(Release.asked_at).limit(1)).first()


def _free() -> ColumnElement[bool]:
    silent = and_(Release.state == "building", or_(Release.beat_at.is_(None), Release.beat_at < clock.now() - SILENT_FOR))
    return or_(Release.state == "asked", silent)
