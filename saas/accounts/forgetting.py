"""What the door remembers is forgotten in time: log-ins after a year, ceremonies and sent letters after a month."""

from datetime import datetime, timedelta

from sqlalchemy import delete

from saas import clock, house_post, jobs, rooms
from saas.accounts.credentials import Ceremony, LoginEvent
from saas.db import db

LOG_INS = timedelta(days=365)
CEREMONIES = timedelta(days=30)
LETTERS = timedelta(days=30)


@jobs.house_job("accounts.forget")
def forget() -> None:
    """One round; run again it finds nothing."""
    now = datetime.now(clock.UTC)
    letter = house_post.HouseLetter
    with rooms.enter(rooms.of_house()):
        db.session.execute(delete(LoginEvent).where(LoginEvent.at < now - LOG_INS))
        db.session.execute(delete(Ceremony).where(Ceremony.expires_at < now - CEREMONIES))
        db.session.execute(delete(letter).where(letter.state != "waiting", letter.created_at < now - LETTERS))
