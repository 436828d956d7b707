"""Who answers for an entry: by its ring where nobody is named, and whether a named one is still there."""

from datetime import date

from sqlalchemy import select

from saas import clock
from saas.db import db
from tenants.groups.models import Group
from tenants.meetings import service as meetings
from tenants.network import service as network
from tenants.network.models import Person


def usual(ring: str, group: Group | None) -> Person | None:
    """The styringsgruppe's own are its leader's; all else is the secretary's, or the coordinator's who sets the wheel up."""
    if ring == "STEERING" and group is not None:
        return group.leader_on(clock.today())
    me = network.me()
    if me is not None and me.active:
        return me
    return meetings.secretary_of(group) if group is not None else None


def group_of(ring: str, own: Group | None) -> Group | None:
    """The group that an entry belongs to: its own, or the first open one on its level; the coordinator works with the KG."""
    if own is not None:
        return own if own.closed_on is None else None
    level = "COORDINATING" if ring == "COORDINATOR" else ring
    query = select(Group).where(Group.level == level, Group.closed_on.is_(None)).order_by(Group.created_at, Group.id)
    return db.session.scalars(query.limit(1)).one_or_none()


def still_there(person: Person, group: Group | None, day: date) -> bool:
    """In the network on that day; and in the group, where the person has ever had a seat in it."""
    if person.left_on is not None and person.left_on < day:
        return False
    held = [seat for seat in group.seats if seat.person_id == person.id] if group is not None else []
    return not held or any(seat.held_on(day) for seat in held)
