"""A seat that ends takes the links to the group's later meetings with it, also for one who sits in another group."""

from datetime import date, timedelta

from sqlalchemy import select

from saas import clock
from saas.accounts import links
from saas.db import db
from tenants.groups import seats
from tenants.groups.models import Seat
from tenants.meetings.models import Meeting


def end_links(seat: Seat, last_day: date) -> None:
    """Links to what the group does after the last day."""
    after = clock.at(last_day + timedelta(days=1), 0)
    later = db.session.scalars(select(Meeting.id).where(Meeting.group_id == seat.group_id, Meeting.starts_at >= after)).all()
    if later:
        links.end_after(seat.person_id, last_day, *later)


if end_links not in seats.ENDING:
    seats.ENDING.append(end_links)
