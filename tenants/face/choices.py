"""What a kommune may choose among for its public page: goals in force, measures under way, groups that meet."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from saas import clock
from saas.db import db
from tenants.goals.models import Goal
from tenants.groups.models import Group
from tenants.measures.models import RUNNING, Measure
from tenants.meetings.models import Meeting
from tenants.meetings.shielding import is_shielded

# How many of each a page shows; more is no longer plain language.
MOST = 40


def goals() -> list[Goal]:
    """Adopted goals, in their order, but those whose sak is kept from the public."""
    query = select(Goal).options(joinedload(Goal.item)).where(Goal.state == "adopted")
    found = db.session.scalars(query.order_by(Goal.rank.nulls_last(), Goal.from_year, Goal.title, Goal.id))
    # A goal or a measure has a title of its own, so it is chosen by itself; but never past a sak that is shielded.
    return [goal for goal in found if not is_shielded(goal.item)][:MOST]


def measures() -> list[Measure]:
    """Measures that are decided or started, but those whose sak is kept from the public."""
    query = select(Measure).options(joinedload(Measure.item)).where(Measure.state.in_(RUNNING))
    found = db.session.scalars(query.order_by(Measure.year, Measure.number, Measure.id))
    return [measure for measure in found if not is_shielded(measure.item)][:MOST]


def groups() -> list[Group]:
    """The groups that meet."""
    query = select(Group).where(or_(Group.closed_on.is_(None), Group.closed_on >= clock.today()))
    return list(db.session.scalars(query.order_by(Group.level.desc(), Group.name, Group.id)))


def meetings(group_ids: Iterable[UUID]) -> list[Meeting]:
    """Meetings ahead of the chosen groups that people have been called to; called off ones too, so that calendars strike them."""
    query = select(Meeting).where(
        Meeting.group_id.in_(list(group_ids)), Meeting.called_at.is_not(None), Meeting.ends_at > clock.now(),
        Meeting.state.in_(("called", "under_way", "cancelled")),
    )  # fmt: skip
    return list(db.session.scalars(query.order_by(Meeting.starts_at, Meeting.id).limit(MOST)))
