"""What others ask about plans: one, the one in force, the last adopted, its proposals and its revisions."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from saas import clock
from saas.db import db
from saas.db import find as find_row
from tenants.groups.models import Group
from tenants.measures import service as measures
from tenants.measures.models import Measure
from tenants.meetings.models import AgendaItem
from tenants.plans.models import ActionPlan, PlanProposal, PlanRevision

_SAK = joinedload(ActionPlan.item).joinedload(AgendaItem.group).lazyload(Group.seats)
_NEWEST = (ActionPlan.from_year.desc(), ActionPlan.adopted_on.desc().nulls_first(), ActionPlan.created_at.desc())


def find(plan_id: UUID) -> ActionPlan:
    """A plan of the kommune. Raises NotFound."""
    return find_row(ActionPlan, plan_id, _SAK)


def all_plans() -> list[ActionPlan]:
    """Every plan, the newest period first."""
    return list(db.session.scalars(select(ActionPlan).options(_SAK).order_by(*_NEWEST)))


def current() -> ActionPlan | None:
    """The adopted plan whose period this year is in; the last adopted of several."""
    year = clock.today().year
    query = select(ActionPlan).where(
        ActionPlan.state == "adopted", ActionPlan.from_year <= year, ActionPlan.to_year >= year
    )
    return db.session.scalars(query.options(_SAK).order_by(ActionPlan.adopted_on.desc(), *_NEWEST).limit(1)).first()


def latest_adopted() -> ActionPlan | None:
    """The plan that was adopted last, whatever its period."""
    query = select(ActionPlan).where(ActionPlan.state == "adopted").options(_SAK)
    return db.session.scalars(query.order_by(ActionPlan.adopted_on.desc(), *_NEWEST).limit(1)).first()


def proposals(plan: ActionPlan) -> list[PlanProposal]:
    """The plan's proposals in order of priority, with their measures; the same number of statements for all."""
    query = select(PlanProposal).where(PlanProposal.plan_id == plan.id).order_by(PlanProposal.rank, PlanProposal.id)
    measure = joinedload(PlanProposal.measure)
    query = query.options(measure.joinedload(Measure.owner), measure.joinedload(Measure.goal))
    return list(db.session.scalars(query))


def not_in(plan: ActionPlan) -> list[Measure]:
    """Proposed and assessed measures that the plan does not have yet."""
    taken = set(db.session.scalars(select(PlanProposal.measure_id).where(PlanProposal.plan_id == plan.id)))
    return [measure for measure in measures.proposals() if measure.id not in taken]


def revisions(plan: ActionPlan) -> list[PlanRevision]:
    """What has been changed after the plan was adopted, the first first."""
    query = select(PlanRevision).where(PlanRevision.plan_id == plan.id).order_by(PlanRevision.number)
    return list(db.session.scalars(query))
