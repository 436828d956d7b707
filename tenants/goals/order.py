"""The order of priority: what the styringsgruppe has decided in a sak, and nothing else changes it."""

from collections.abc import Sequence
from uuid import UUID

from saas import audit, here
from saas.db import db
from saas.errors import Invalid, Stale
from tenants.goals import rights, saker
from tenants.goals.models import Goal, GoalOrder
from tenants.goals.questions import adopted
from tenants.goals.service import ORDER


def decide(ids: Sequence[UUID], item_id: UUID | None) -> GoalOrder:
    """The adopted goals in a new order, decided in a sak. `ids` is the whole list.

    Raises NotAllowed for others than the leader, Invalid without a sak, Stale when the list is another by now.
    """
    rights.require_leader()
    item = saker.require(item_id)
    here.lock(ORDER)
    goals = arranged(ids)
    for rank, goal in enumerate(goals, start=1):
        goal.rank = rank
    ranking = {"goals": [str(goal.id) for goal in goals]}
    order = GoalOrder(item_id=item.id, ranking=ranking, decided_by=here.actor_name())
    db.session.add(order)
    db.session.flush()
    audit.record("goals.ordered", order, item=item.id, goals=len(goals))
    return order


def arranged(ids: Sequence[UUID]) -> list[Goal]:
    """The adopted goals as `ids` has them, nothing written. Raises Stale when it is not exactly them."""
    goals = {goal.id: goal for goal in adopted()}
    if len(ids) != len(goals) or set(ids) != set(goals):
        raise Stale("Målene er endret siden du åpnet siden. Se på listen som står nå, og prøv igjen.")
    return [goals[goal_id] for goal_id in ids]


def moved(goals: Sequence[Goal], step: str) -> list[Goal]:
    """The list after one press: «opp:<id>» or «ned:<id>»; at the end of the list nothing happens."""
    way, _, wanted = step.partition(":")
    listed = list(goals)
    place = next((n for n, goal in enumerate(listed) if str(goal.id) == wanted), None)
    if place is None or way not in ("opp", "ned"):
        raise Invalid("Velg noe fra listen.")
    other = place + (-1 if way == "opp" else 1)
    if 0 <= other < len(listed):
        listed[place], listed[other] = listed[other], listed[place]
    return listed
