"""Which groups the visitor sees, and what can be read off them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import selectinload

from saas import clock, here
from saas.accounts import guard
from saas.db import db
from saas.errors import NotFound
from tenants.groups.models import LEVELS, Group, Seat
from tenants.network.models import Person


def visible(include_closed: bool = False) -> list[Group]:
    """The groups that the visitor may see, by level and name: all, or those where they hold a seat today.

    Two statements however many groups and seats there are, and asked once for a page.
    """
    found = here.remembered("groups.visible", _visible)
    return [group for group in found if include_closed or group.closed_on is None]


def find(group_id: UUID) -> Group:
    """A group within the visitor's sight, closed ones too. Raises NotFound, the same as for one that never was."""
    group = db.session.scalars(select(Group).where(Group.id == group_id, _within_sight())).one_or_none()
    if group is None:
        raise NotFound()
    return group


def find_then(group_id: UUID, at: datetime) -> Group:
    """A group that the visitor may see, or held a seat in on the day of `at`: what was theirs then is theirs to read."""
    in_sight = or_(_within_sight(), theirs_then(Group.id, at))
    group = db.session.scalars(select(Group).where(Group.id == group_id, in_sight)).one_or_none()
    if group is None:
        raise NotFound()
    return group


def theirs_then(group_id: Any, at: Any) -> ColumnElement[bool]:
    """As a condition on what a group did at a time: the visitor held a seat in it on that day. A coming seat opens nothing."""
    day = func.date(func.timezone(clock.OSLO.key, at))
    own = (
        select(Seat.id)
        .join(Person, Person.id == Seat.person_id)
        .where(
            Seat.group_id == group_id,
            Person.user_id == here.actor_id(),
            Seat.starts_on <= clock.today(),
            Seat.starts_on <= day,
            or_(Seat.ends_on.is_(None), Seat.ends_on >= day),
            or_(Person.left_on.is_(None), Person.left_on >= day),
        )
    )
    return exists(own)


def mine(group: Group) -> Seat | None:
    """The visitor's own seat in the group today; a seat of one's own before one as vara."""
    held = [seat for seat in group.seats if seat.person.user_id == here.actor_id() and seat.held_on(clock.today())]
    return min(held, key=lambda seat: seat.deputy_for is not None) if held and here.actor_id() else None


def seats_of(person: Person) -> list[tuple[Group, Seat]]:
    """A person's seats in groups that the visitor sees, newest first."""
    groups = visible(include_closed=True)
    pairs = [(group, seat) for group in groups for seat in group.seats if seat.person_id == person.id]
    return sorted(pairs, key=lambda pair: (pair[1].starts_on, pair[0].name), reverse=True)


def sharing_addresses() -> set[UUID]:
    """People whose e-mail and phone the visitor may see, because a group that both belong to shares them."""
    today = clock.today()
    return {
        seat.person_id for group in visible() if group.share_addresses for seat in group.seats if seat.held_on(today)
    }


def levels_in_use() -> list[str]:
    """The levels that this kommune works on: three, or two where the kommune is small."""
    return list(LEVELS) if here.kommune().levels >= 3 else ["STEERING", "COORDINATING"]


def missing_levels(groups: list[Group]) -> list[str]:
    """Levels in use without an open group; a two-level kommune never lacks the third."""
    present = {group.level for group in groups if group.closed_on is None}
    return [level for level in levels_in_use() if level not in present]


def _visible() -> list[Group]:
    rank = list(LEVELS)
    query = select(Group).where(_within_sight()).options(selectinload(Group.seats))
    return sorted(db.session.scalars(query), key=lambda group: (rank.index(group.level), group.name))


def _within_sight() -> ColumnElement[bool]:
    if guard.can("see_all"):
        return Group.id.is_not(None)
    today = clock.today()
    own_seats = (
        select(Seat.group_id)
        .join(Person, Person.id == Seat.person_id)
        .where(
            Person.user_id == here.actor_id(),
            or_(Person.left_on.is_(None), Person.left_on >= today),
            and_(Seat.starts_on <= today, or_(Seat.ends_on.is_(None), Seat.ends_on >= today)),
        )
    )
    return Group.id.in_(own_seats)
