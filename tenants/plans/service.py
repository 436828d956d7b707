"""The verbs of plans: a draft is made, written and adopted; and what others ask about plans."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from saas import audit, clock, here
from saas.db import check_version, db
from saas.errors import Invalid, NotNow
from tenants.goals import rights, saker
from tenants.groups import guarding
from tenants.groups import service as groups
from tenants.groups.models import Group
from tenants.measures import service as measures
from tenants.measures.models import Measure
from tenants.meetings.fields import one_line, tidy
from tenants.plans import contents, drafting, ranking
from tenants.plans.models import ActionPlan, PlanProposal
from tenants.plans.questions import all_plans, current, find, latest_adopted, proposals, revisions

__all__ = [
    "PlanFacts", "adopt", "all_plans", "change", "current", "delete_draft", "draft", "find", "latest_adopted",
    "proposals", "revisions",
]  # fmt: skip


LONGEST_RESOLUTION, SHORTEST_RESOLUTION = 4000, 10
LONGEST_PERIOD, FIRST_YEAR, LAST_YEAR = 4, 2015, 2060
# What happens to a proposal that is adopted is told by the plan's own resolution.
_OPEN = ("proposed", "assessed")


@dataclass(frozen=True)
class PlanFacts:
    """The words of a plan and whom it is for."""

    title: str
    age_from: int
    age_to: int
    overall: str = ""
    situation: str = ""
    offers: str = ""
    process: str = ""
    partners: str = ""


# Field of the form, column, and how long it may be; as the table says.
_TEXTS = (
    ("tittel", "title", 200), ("overordnet", "overall", 2000), ("situasjon", "situation", 8000),
    ("tilbud", "offers", 8000), ("prosess", "process", 8000), ("partnere", "partners", 8000),
)  # fmt: skip


def draft(from_year: int, to_year: int) -> ActionPlan:
    """A new draft with its first words, and every proposal there is. Raises Invalid or NotNow."""
    for field, year in (("fra_ar", from_year), ("til_ar", to_year)):
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise Invalid("Skriv et årstall fra {first} til {last}.", field=field, first=FIRST_YEAR, last=LAST_YEAR)
    if not from_year <= to_year < from_year + LONGEST_PERIOD:
        raise Invalid("En plan gjelder ett til {n} år.", field="til_ar", n=LONGEST_PERIOD)
    here.lock("plan.draft")
    meets = (ActionPlan.from_year <= to_year, ActionPlan.to_year >= from_year)
    if db.session.scalar(select(ActionPlan.id).where(ActionPlan.state == "draft", *meets).limit(1)) is not None:
        raise NotNow("Det finnes et utkast for denne perioden. Skriv videre på det.")
    plan = drafting.prefill(ActionPlan(from_year=from_year, to_year=to_year))
    db.session.add(plan)
    db.session.flush()
    audit.record("plan.drafted", plan, from_year=from_year, to_year=to_year)
    ranking.gather(plan)
    return plan


def change(plan: ActionPlan, seen: int | None, facts: PlanFacts, *, kept: guarding.Kept | None = None) -> ActionPlan:
    """Other words in a draft. Raises NotNow when it is adopted, Invalid or Guarded with the form's fields."""
    ranking.hold(plan)
    given = {}
    for field, column, longest in _TEXTS:
        text = getattr(facts, column)
        given[column] = one_line(text) if column == "title" else tidy(text)
        if len(given[column]) > longest:
            raise Invalid("Teksten kan ha høyst {n} tegn.", field=field, n=longest)
    if not given["title"]:
        raise Invalid("Skriv hva planen heter.", field="tittel")
    if not 0 <= facts.age_from <= facts.age_to <= 99:
        raise Invalid("Målgruppen går fra yngste til eldste alder.", field="alder_til")
    guarding.check(guard_group(), {field: given[column] for field, column, _ in _TEXTS}, kept)
    check_version(plan, seen)
    for column, value in given.items():
        setattr(plan, column, value)
    plan.age_from, plan.age_to = facts.age_from, facts.age_to
    audit.record("plan.changed", plan)
    return plan


def delete_draft(plan: ActionPlan) -> None:
    """Take away a draft that was begun by mistake; its proposals go on as proposals."""
    ranking.hold(plan)
    for proposal in proposals(plan):
        db.session.delete(proposal)
    db.session.flush()
    audit.record("plan.deleted", plan)
    db.session.delete(plan)
    db.session.flush()


def adopt(
    plan: ActionPlan, item_id: UUID | None, resolution: str, *, on: date | None = None, seen: int | None = None,
    kept: guarding.Kept | None = None,
) -> ActionPlan:  # fmt: skip
    """The leader adopts the plan in a sak: its chosen measures are decided, and the whole plan is frozen.

    Raises NotAllowed, Invalid (fields sak, vedtak, dato), Guarded, NotNow and Stale.
    """
    rights.require_leader()
    ranking.hold(plan)
    item = saker.require(item_id)
    resolution, on = _resolution(resolution), on or clock.today()
    if not date(FIRST_YEAR, 1, 1) <= on <= clock.today():
        raise Invalid("Vedtaket er gjort i dag eller tidligere.", field="dato")
    guarding.check(item.group, {"vedtak": resolution}, kept)
    chosen = [proposal.measure for proposal in proposals(plan) if proposal.chosen]
    ready(chosen)
    check_version(plan, seen)
    for measure in chosen:
        if measure.state in _OPEN:
            measures.decide(measure, item, on)
    plan.item, plan.item_id, plan.resolution = item, item.id, resolution
    plan.adopted_on, plan.adopted_by = on, here.actor_name()
    db.session.flush()
    _freeze(plan, proposals(plan))
    audit.record("plan.adopted", plan, item=item.id, measures=len(chosen), sha256=plan.sha256)
    return plan


def ready(chosen: list[Measure]) -> None:
    """Whether the chosen measures can be decided. Raises NotNow with what is in the way."""
    if not chosen:
        raise NotNow("Ingen forslag er valgt. Prioriter forslagene, og marker hvor mange som vedtas.")
    if turned_down := [measure.label for measure in chosen if measure.state == "rejected"]:
        raise NotNow(
            "Disse er avvist siden de ble prioritert: {which}. Ta dem ut av planen.", which=", ".join(turned_down)
        )
    if homeless := [measure.label for measure in chosen if measure.state in _OPEN and measure.owner_id is None]:
        raise NotNow(
            "Disse tiltakene mangler en tjeneste som eier dem: {which}. Velg eier på tiltaket først.",
            which=", ".join(homeless),
        )


def guard_group() -> Group | None:
    """The group that remembers what is kept in a plan: the koordineringsgruppe before the styringsgruppe."""
    order = ("COORDINATING", "STEERING")
    found = [group for group in groups.visible() if group.level in order]
    return min(found, key=lambda group: order.index(group.level), default=None)


def _resolution(text: str) -> str:
    text = tidy(text)
    if len(text) < SHORTEST_RESOLUTION:
        raise Invalid("Skriv vedtaket slik det lyder i saken.", field="vedtak")
    if len(text) > LONGEST_RESOLUTION:
        raise Invalid("Teksten kan ha høyst {n} tegn.", field="vedtak", n=LONGEST_RESOLUTION)
    return text


def _freeze(plan: ActionPlan, listed: list[PlanProposal]) -> None:
    plan.frozen = contents.compose(plan, listed)
    plan.sha256 = contents.fingerprint(plan.frozen)
    plan.state = "adopted"
    db.session.flush()
