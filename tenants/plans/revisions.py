"""After the vedtak: what has become another is found, and written in the revision table with a reason."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select

from saas import audit, clock, here
from saas.accounts.guard import can
from saas.db import db
from saas.errors import Invalid, NotAllowed, NotNow, Stale
from tenants.goals.questions import adopted
from tenants.groups import guarding
from tenants.measures import service as measures
from tenants.measures.models import DECIDED, Measure
from tenants.meetings.fields import tidy
from tenants.meetings.wording import in_the_kommunes_language
from tenants.plans import contents, differences, wording
from tenants.plans.differences import Difference, Entry
from tenants.plans.models import ActionPlan, PlanRevision
from tenants.plans.questions import revisions
from tenants.plans.service import guard_group

SHORTEST_WHY, LONGEST_WHY = 10, 1000


def unrecorded(plan: ActionPlan) -> list[Difference]:
    """What is another today than the plan and its revisions say; nothing for a draft."""
    if plan.frozen is None:
        return []
    known = known_of(plan)
    return differences.between(known, _today(plan, known))


def known_of(plan: ActionPlan) -> dict[str, list[Entry]]:
    """What the plan says now: as it was adopted, with what is recorded since."""
    return differences.applied(plan.frozen or {}, [row.facts for row in revisions(plan)])


def titles(plan: ActionPlan) -> dict[str, str]:
    """Goal → its title, those of the plan and those of today."""
    then = {goal["id"]: goal["title"] for goal in (plan.frozen or {}).get("goals", [])}
    return then | {str(goal.id): goal.title for goal in adopted()}


def require_recorder() -> None:
    """Raises NotAllowed for others than the coordinator."""
    if not can("coordinate"):
        raise NotAllowed("Koordinatoren fører revisjonstabellen.")


def record(plan: ActionPlan, keys: Sequence[str], why: str, *, kept: guarding.Kept | None = None) -> list[PlanRevision]:
    """«Før i revisjonstabellen»: one row for each difference named, with the reason. What was adopted is not touched.

    Raises NotAllowed, NotNow for a draft, Invalid (fields endring, begrunnelse), Guarded, and Stale when a difference
    is another by now.
    """
    require_recorder()
    here.lock(f"plan:{plan.id}")
    if not plan.adopted:
        raise NotNow("Planen er et utkast. Endre den i stedet; revisjoner føres etter vedtaket.")
    if not keys:
        raise Invalid("Velg minst én endring.", field="endring")
    why = tidy(why)
    if not SHORTEST_WHY <= len(why) <= LONGEST_WHY:
        raise Invalid(
            "Skriv hvorfor, med {least} til {n} tegn.", field="begrunnelse", least=SHORTEST_WHY, n=LONGEST_WHY
        )
    guarding.check(guard_group(), {"begrunnelse": why}, kept)
    found = {difference.key: difference for difference in unrecorded(plan)}
    wanted = list(dict.fromkeys(keys))
    if not set(wanted) <= set(found):
        raise Stale("Endringene er andre nå enn da du åpnet siden. Se på listen som står nå, og prøv igjen.")
    return _written(plan, [found[key] for key in wanted], why)


def _written(plan: ActionPlan, found: Sequence[Difference], why: str) -> list[PlanRevision]:
    last, names = len(revisions(plan)), titles(plan)
    rows = []
    with in_the_kommunes_language():
        for number, difference in enumerate(found, start=last + 1):
            what = wording.of_difference(difference, names)
            row = PlanRevision(plan_id=plan.id, number=number, on_date=clock.today(), what=what, why=why)
            row.by, row.facts = here.actor_name(), difference.facts
            rows.append(row)
    db.session.add_all(rows)
    db.session.flush()
    audit.record("plan.revised", plan, revisions=[row.number for row in rows])
    return rows


def _today(plan: ActionPlan, known: dict[str, list[Entry]]) -> dict[str, list[Entry]]:
    """Goals in force and measures that stand, as values: those of the plan, and those decided since."""
    last_day = date(plan.to_year, 12, 31)
    goals = [
        goal for goal in adopted()
        if str(goal.id) in {entry["id"] for entry in known["goals"]}
        or (goal.from_year <= plan.to_year and goal.to_year >= plan.from_year)
    ]  # fmt: skip
    inside = {UUID(entry["id"]) for entry in known["measures"]}
    elsewhere = _elsewhere(plan)
    later = select(Measure.id).where(
        Measure.state.in_(DECIDED), Measure.decided_on >= plan.adopted_on, Measure.id.not_in([*inside, *elsewhere])
    )
    wanted = [*inside, *db.session.scalars(later)]
    standing = [
        one for one in reversed(measures.of_ids(wanted))
        if one.state in DECIDED and (one.id in inside or one.starts_on is None or one.starts_on <= last_day)
    ]  # fmt: skip
    return {"goals": contents.goal_entries(goals), "measures": contents.measure_entries(standing)}


def _elsewhere(plan: ActionPlan) -> set[UUID]:
    """Measures that are no news to this plan: they ran when it was adopted, or another adopted plan has them."""
    query = select(ActionPlan.frozen).where(ActionPlan.state == "adopted", ActionPlan.id != plan.id)
    others = [frozen["measures"] for frozen in db.session.scalars(query) if frozen]
    return {UUID(entry["id"]) for entries in [(plan.frozen or {})["running"], *others] for entry in entries}
