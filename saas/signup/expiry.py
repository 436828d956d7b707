"""Applications that nobody answered run out, and what they tell of people is forgotten."""

from datetime import datetime, timedelta

from sqlalchemy import update

from saas import clock, jobs, rooms
from saas.db import db
from saas.signup.models import Application

KEPT = timedelta(days=90)
# What stands in place of a person who is forgotten; it also tells that the row has been seen to.
NOBODY = "–"


@jobs.house_job("signup.expire")
def expire() -> None:
    """Close what has run out; ninety days later only the kommune, the state and the dates are left."""
    with rooms.enter(rooms.of_house()):
        now = datetime.now(clock.UTC)
        open_still = Application.state.in_(("begun", "sent")) & (Application.expires_at <= now)
        closed = {"state": "expired", "confirm_hash": None, "version": Application.version + 1}
        db.session.execute(update(Application).where(open_still).values(closed))
        settled = Application.state.in_(("expired", "refused", "withdrawn")) & (Application.expires_at <= now - KEPT)
        people = ("applicant_title", "applicant_phone", "chief_name", "chief_email", "refused_reason", "checked_how")
        nothing = dict.fromkeys(people, "") | {"applicant_name": NOBODY, "applicant_email": NOBODY}
        db.session.execute(update(Application).where(settled, Application.applicant_name != NOBODY).values(nothing))
