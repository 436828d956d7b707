"""What the styringsgruppe does with a measure outside the frame: tie it to a goal, turn it down, or make a new goal."""

from uuid import UUID

from saas import audit, clock
from saas.db import check_version, db
from saas.errors import Invalid, NotNow
from tenants.goals.models import Goal
from tenants.groups.guarding import Kept
from tenants.measures import lifecycle, ties
from tenants.measures.models import Measure


def link(measure: Measure, goal_id: UUID | None, *, seen: int | None = None) -> Measure:
    """«Knytt til mål»: it is inside the frame from now on."""
    _waits(measure)
    goal = ties.goal(goal_id)
    if goal is None:
        raise Invalid("Velg hvilket mål tiltaket hører til.", field="mal")
    check_version(measure, seen)
    measure.goal_id, measure.goal = goal.id, goal
    return _answered(measure, "linked", goal=goal.id)


def turn_down(measure: Measure, why: str, *, seen: int | None = None, kept: Kept | None = None) -> Measure:
    """«Avvis»: a decided measure is turned down; one under way is ended today, since it cannot be undone."""
    _waits(measure)
    if measure.state == "decided":
        lifecycle.reject(measure, why, seen=seen, kept=kept)
    else:
        if len(why.strip()) < lifecycle.SHORTEST_WHY:
            raise Invalid("Skriv hvorfor, med minst {n} tegn.", field="begrunnelse", n=lifecycle.SHORTEST_WHY)
        lifecycle.end(measure, clock.today(), why, seen=seen, kept=kept)
    return _answered(measure, "rejected")


def new_goal(measure: Measure, goal: Goal, *, seen: int | None = None) -> Measure:
    """«Opprett nytt mål»: the measure is tied to the goal (a draft) that is made for it."""
    _waits(measure)
    check_version(measure, seen)
    measure.goal_id, measure.goal = goal.id, goal
    return _answered(measure, "new_goal", goal=goal.id)


def _waits(measure: Measure) -> None:
    lifecycle.hold(measure)
    if not measure.outside_frame:
        raise NotNow("Tiltaket er ikke utenfor rammene lenger.")


def _answered(measure: Measure, outcome: str, **facts: object) -> Measure:
    measure.frame_outcome = outcome
    db.session.flush()
    audit.record("measure.frame_answered", measure, outcome=outcome, **facts)
    return measure
