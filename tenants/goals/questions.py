"""What others ask about goals: one, those in force, those that answer a finding, and what is known of each."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from saas.db import db
from saas.db import find as find_row
from tenants.findings.models import Finding
from tenants.goals.models import Goal, GoalFinding, GoalOrder, GoalPlan, GoalReading
from tenants.groups.models import Group
from tenants.meetings.models import AgendaItem

_OPTIONS = (
    joinedload(Goal.group).lazyload(Group.seats),
    joinedload(Goal.item).joinedload(AgendaItem.group).lazyload(Group.seats),
)


def find(goal_id: UUID) -> Goal:
    """A goal of the kommune, with its group and sak. Raises NotFound."""
    return find_row(Goal, goal_id, *_OPTIONS)


def listed(*states: str) -> list[Goal]:
    """Goals in order of priority, then the newest; all of them, or those in `states`."""
    query = select(Goal).options(*_OPTIONS).order_by(Goal.rank.asc().nulls_last(), Goal.created_at.desc(), Goal.id)
    return list(db.session.scalars(query.where(Goal.state.in_(states)) if states else query))


def adopted() -> list[Goal]:
    """The goals in force, in the order that the styringsgruppe has given them."""
    return listed("adopted")


def of_ids(ids: Iterable[UUID | None]) -> dict[UUID, Goal]:
    """Id → goal, for those that there are."""
    wanted = {goal_id for goal_id in ids if goal_id is not None}
    if not wanted:
        return {}
    return {goal.id: goal for goal in db.session.scalars(select(Goal).where(Goal.id.in_(wanted)).options(*_OPTIONS))}


def of_finding(finding_id: UUID) -> list[Goal]:
    """The goals that answer a finding."""
    tied = select(GoalFinding.goal_id).where(GoalFinding.finding_id == finding_id)
    query = select(Goal).where(Goal.id.in_(tied)).options(*_OPTIONS)
    return list(db.session.scalars(query.order_by(Goal.rank.asc().nulls_last(), Goal.created_at)))


def findings_of(goal: Goal) -> list[Finding]:
    """The findings that a goal answers, by title."""
    tied = select(GoalFinding.finding_id).where(GoalFinding.goal_id == goal.id)
    return list(db.session.scalars(select(Finding).where(Finding.id.in_(tied)).order_by(Finding.title, Finding.id)))


def findings_to_tie(goal: Goal | None = None) -> list[Finding]:
    """Open findings that the goal is not tied to yet; all open ones for a goal not written."""
    query = select(Finding).where(Finding.closed_on.is_(None))
    if goal is not None:
        query = query.where(Finding.id.not_in(select(GoalFinding.finding_id).where(GoalFinding.goal_id == goal.id)))
    return list(db.session.scalars(query.order_by(Finding.title, Finding.id)))


def finding_counts() -> dict[UUID, int]:
    """Goal → how many findings it answers; goals without any are left out."""
    query = select(GoalFinding.goal_id, func.count()).group_by(GoalFinding.goal_id)
    return {goal_id: number for goal_id, number in db.session.execute(query)}


def readings(goals: Sequence[Goal]) -> dict[UUID, list[GoalReading]]:
    """Goal → its readings, oldest first; one statement for all."""
    found: dict[UUID, list[GoalReading]] = {goal.id: [] for goal in goals}
    if found:
        query = select(GoalReading).where(GoalReading.goal_id.in_(found)).order_by(GoalReading.on_date)
        for reading in db.session.scalars(query):
            found[reading.goal_id].append(reading)
    return found


def plan_links(goals: Sequence[Goal]) -> dict[UUID, list[GoalPlan]]:
    """Goal → where in the planverk it is or should be; one statement for all."""
    found: dict[UUID, list[GoalPlan]] = {goal.id: [] for goal in goals}
    if found:
        query = select(GoalPlan).where(GoalPlan.goal_id.in_(found)).order_by(GoalPlan.document, GoalPlan.id)
        for link in db.session.scalars(query):
            found[link.goal_id].append(link)
    return found


def included(goals: Sequence[Goal]) -> set[UUID]:
    """Those of the goals that are innarbeidet somewhere in the planverk."""
    return {goal_id for goal_id, links in plan_links(goals).items() if any(link.status == "included" for link in links)}


def orders() -> list[GoalOrder]:
    """The orders of priority that have been decided, newest first, with their saker."""
    query = select(GoalOrder).order_by(GoalOrder.decided_at.desc(), GoalOrder.id)
    item = joinedload(GoalOrder.item).joinedload(AgendaItem.group).lazyload(Group.seats)
    return list(db.session.scalars(query.options(item).limit(20)))
