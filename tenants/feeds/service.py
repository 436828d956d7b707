"""One calendar address a person and kommune: made, renewed, taken back; and what may be read by it."""

import hashlib
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select

from saas import audit, calendars, clock, here
from saas.db import db
from saas.errors import NotFound, NotNow
from saas.pages import say
from tenants.access.models import Feed
from tenants.meetings import service as meetings
from tenants.meetings.models import Meeting
from tenants.meetings.wording import meeting_title

# How far back and ahead a calendar reads, in days.
BACK, AHEAD = timedelta(days=90), timedelta(days=400)
# Later features (the annual wheel) append what they have in a calendar: (first day, last day) → events for saas.calendars.
MORE: list[Callable[[date, date], list[dict[str, Any]]]] = []


def mine() -> Feed | None:
    """The visitor's own address in this kommune, while it is alive."""
    return db.session.scalars(_living()).first()


def make() -> Feed:
    """A new address; the one before it opens nothing any more."""
    me = here.actor_id()
    assert me is not None
    here.lock(f"feed:{me}")
    renewed = _end_all()
    feed = Feed(id=uuid4(), user_id=me, token_hash="")
    feed.token_hash = _hash(token(feed))
    db.session.add(feed)
    db.session.flush()
    audit.record("feed.renewed" if renewed else "feed.made", feed)
    return feed


def revoke(feed_id: UUID) -> None:
    """Take one's own address back. Raises NotFound for anybody else's, NotNow when it is dead already."""
    query = select(Feed).where(Feed.id == feed_id, Feed.user_id == here.actor_id()).with_for_update()
    feed = db.session.scalars(query).one_or_none()
    if feed is None:
        raise NotFound()
    if feed.revoked_at is not None:
        raise NotNow("Adressen virker ikke lenger.")
    feed.revoked_at = clock.now()
    audit.record("feed.revoked", feed)


def token(feed: Feed) -> str:
    """The secret part of the address: made anew from the house's key each time it is shown, and kept nowhere."""
    return here.seal(f"feed:{feed.id}")[:40]


def still_ours(feed: Feed) -> bool:
    """Whether the address can be shown: a house that has changed its key cannot make it any more."""
    return feed.token_hash == _hash(token(feed))


def calendar(address_of: Callable[[Meeting], str]) -> bytes:
    """The meetings that the owner may see, as iCalendar; `address_of` is where a meeting's page lies."""
    today = clock.today()
    found = [_event(meeting, address_of(meeting)) for meeting in meetings.between(today - BACK, today + AHEAD)]
    found += [event for more in MORE for event in more(today - BACK, today + AHEAD)]
    return calendars.feed(found, name=f"Bindeledd – {here.kommune().name}")


def _event(meeting: Meeting, address: str) -> dict[str, Any]:
    title = meeting_title(meeting)
    return {
        "uid": meeting.calendar_uid,
        "sequence": meeting.sequence,
        "stamp": clock.now(),
        "starts": meeting.starts,
        "ends": meeting.ends,
        "summary": say("{title} (ikke innkalt ennå)", title=title) if meeting.state == "draft" else title,
        "location": meeting.place,
        "url": address,
        "cancelled": meeting.state == "cancelled",
    }


def _living() -> Any:
    return select(Feed).where(Feed.user_id == here.actor_id(), Feed.revoked_at.is_(None)).order_by(Feed.created_at.desc())


def _end_all() -> int:
    living = list(db.session.scalars(_living()))
    for feed in living:
        feed.revoked_at = clock.now()
    return len(living)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
