"""The proposals of a draft: which measures there are to choose among, in which order, and how many are adopted."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import select

from saas import audit, here
from saas.db import check_version, db
from saas.errors import Invalid, NotAllowed, NotFound, NotNow, Stale
from tenants.goals import rights
from tenants.measures import service as measures
from tenants.plans.models import ActionPlan, PlanProposal
from tenants.plans.questions import not_in, proposals


def may_order() -> bool:
    """Those who steer put the proposals in order."""
    return rights.steers()


def require_order() -> None:
    """Raises NotAllowed for others than those who steer, with a sentence why."""
    if not may_order():
        raise NotAllowed(
            "Styringsgruppen prioriterer. Bare lederen og kommunedirektøren setter rekkefølgen på forslagene."
        )


def gather(plan: ActionPlan) -> int:
    """Every proposed and assessed measure that the plan lacks, last in the list. Returns how many."""
    hold(plan)
    return _append(plan, [measure.id for measure in not_in(plan)])


def add(plan: ActionPlan, measure_ids: Iterable[UUID]) -> int:
    """Some more proposals. Raises Invalid for one that is no proposal, or is there already."""
    hold(plan)
    free = {measure.id for measure in not_in(plan)}
    wanted = list(dict.fromkeys(measure_ids))
    if not wanted or not set(wanted) <= free:
        raise Invalid("Velg et forslag fra listen.", field="tiltak")
    check_version(plan, None)
    return _append(plan, wanted)


def remove(plan: ActionPlan, measure_id: UUID) -> None:
    """The measure is no part of this plan; it goes on as a proposal. Raises NotFound when it was not there."""
    found = find(plan, measure_id)
    hold(plan)
    check_version(plan, None)
    audit.record("plan.proposal_removed", plan, measure=measure_id)
    db.session.delete(found)
    db.session.flush()
    for rank, proposal in enumerate(proposals(plan), start=1):
        proposal.rank = rank


def find(plan: ActionPlan, measure_id: UUID) -> PlanProposal:
    """A proposal of this plan. Raises NotFound."""
    query = select(PlanProposal).where(PlanProposal.plan_id == plan.id, PlanProposal.measure_id == measure_id)
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise NotFound()
    return found


def arrange(plan: ActionPlan, ids: Sequence[UUID], count: int | None = None) -> list[PlanProposal]:
    """The whole list in a new order; the first `count` are to be adopted (None: as many as before).

    Raises NotAllowed, Invalid, and Stale when the list is another by now.
    """
    require_order()
    hold(plan)
    listed = {proposal.measure_id: proposal for proposal in proposals(plan)}
    if len(ids) != len(listed) or set(ids) != set(listed):
        raise Stale("Forslagene er endret siden du åpnet siden. Se på listen som står nå, og prøv igjen.")
    chosen = sum(proposal.chosen for proposal in listed.values()) if count is None else count
    if not 0 <= chosen <= len(listed):
        raise Invalid("Skriv et tall fra 0 til {n}.", field="antall", n=len(listed))
    check_version(plan, None)
    for rank, measure_id in enumerate(ids, start=1):
        listed[measure_id].rank, listed[measure_id].chosen = rank, rank <= chosen
    audit.record("plan.ordered", plan, proposals=len(listed), chosen=chosen)
    db.session.flush()
    return [listed[measure_id] for measure_id in ids]


def move(plan: ActionPlan, step: str) -> None:
    """One press on an arrow: «opp:<measure>» or «ned:<measure>»; at the end of the list nothing happens."""
    require_order()
    hold(plan)
    ids = [proposal.measure_id for proposal in proposals(plan)]
    way, _, wanted = step.partition(":")
    place = next((n for n, measure_id in enumerate(ids) if str(measure_id) == wanted), None)
    if place is None or way not in ("opp", "ned"):
        raise Invalid("Velg noe fra listen.")
    other = place + (-1 if way == "opp" else 1)
    if 0 <= other < len(ids):
        ids[place], ids[other] = ids[other], ids[place]
        arrange(plan, ids)


def hold(plan: ActionPlan) -> None:
    """One at a time on a plan, and only while it is a draft. Raises NotNow for an adopted one."""
    here.lock(f"plan:{plan.id}")
    db.session.refresh(plan, ["state", "version"])
    if plan.adopted:
        raise NotNow("Planen er vedtatt og frosset. Endringer føres i revisjonstabellen.")


def _append(plan: ActionPlan, ids: Sequence[UUID]) -> int:
    start = len(proposals(plan))
    known = {measure.id for measure in measures.of_ids(ids)}
    for rank, measure_id in enumerate((one for one in ids if one in known), start=start + 1):
        db.session.add(PlanProposal(plan_id=plan.id, measure_id=measure_id, rank=rank))
    db.session.flush()
    audit.record("plan.proposals_added", plan, count=len(known))
    return len(known)
