"""What others ask about measures: one, those of a goal or a finding, how many are where, which are silent or outside."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import joinedload

from saas import clock
from saas.db import db
from saas.errors import NotFound
from tenants.goals.models import Goal
from tenants.groups.models import Group
from tenants.measures import sight
from tenants.measures.models import DECIDED, RUNNING, STATES, Measure, MeasureFinding, MeasureStep
from tenants.measures.status import MONTH
from tenants.meetings.models import AgendaItem
from tenants.network.models import Organisation, Person

NEWEST = (Measure.year.desc(), Measure.number.desc())


def find(measure_id: UUID) -> Measure:
    """The measure if the visitor may see it; else NotFound."""
    query = _whole().where(Measure.id == measure_id, sight.visible())
    found = db.session.scalars(query).unique().one_or_none()
    if found is None:
        raise NotFound()
    return found


def of_ids(ids: Iterable[UUID]) -> list[Measure]:
    """Those of the ids that are measures the visitor may see, the newest first."""
    return _all(Measure.id.in_(list(ids)))


def of_goal(goal_id: UUID) -> list[Measure]:
    """The measures towards a goal, the newest first."""
    return _all(Measure.goal_id == goal_id)


def of_finding(finding_id: UUID) -> list[Measure]:
    """The measures that answer a finding, the newest first."""
    return _all(Measure.id.in_(select(MeasureFinding.measure_id).where(MeasureFinding.finding_id == finding_id)))


def of_round(round_id: UUID) -> list[Measure]:
    """The measures that came of a round, the newest first."""
    return _all(Measure.round_id == round_id)


def of_item(item_id: UUID) -> list[Measure]:
    """The measures decided in a sak, the newest first."""
    return _all(Measure.item_id == item_id)


def by_state() -> dict[str, int]:
    """How many measures the visitor may see in each state; every state is named."""
    query = select(Measure.state, func.count()).where(sight.visible()).group_by(Measure.state)
    found = {state: number for state, number in db.session.execute(query)}
    return {state: found.get(state, 0) for state in STATES}


def running() -> list[Measure]:
    """Decided and under way, the newest first."""
    return _all(Measure.state.in_(RUNNING))


def proposals() -> list[Measure]:
    """Proposed and assessed: what is chosen among, the oldest first."""
    return list(reversed(_all(Measure.state.in_(("proposed", "assessed")))))


def on_the_line() -> list[Measure]:
    """What a timeline shows: everything but what was turned down, by start."""
    return _all(Measure.state != "rejected", order=(Measure.starts_on.asc().nulls_last(), Measure.year, Measure.number))


def stale() -> list[Measure]:
    """Under way, and not a word for over a month; the most silent first."""
    silent = or_(Measure.status_at.is_(None), Measure.status_at < clock.now() - MONTH)
    return _all(Measure.state == "started", silent, order=(Measure.status_at.asc().nulls_first(), *NEWEST))


def coordinator_owned() -> int:
    """How many measures, decided or under way, somebody with the coordinator's title answers for."""
    query = select(func.count()).select_from(Measure).join(Person, Person.id == Measure.responsible_id)
    query = query.where(Measure.state.in_(RUNNING), Person.title.ilike("%koordinator%"))
    return db.session.scalar(query) or 0


def youth_share() -> tuple[int, int]:
    """(how many measures that young people have had a say in, how many there are), from the decision on."""
    query = select(func.count().filter(Measure.youth_input.is_(True)), func.count()).where(Measure.state.in_(DECIDED))
    with_input, total = db.session.execute(query).one()
    return with_input, total


def without_finding_ids(ids: Iterable[UUID]) -> set[UUID]:
    """Those of the measures that are tied to no finding: «uten kunnskapsgrunnlag»."""
    tied = exists().where(MeasureFinding.measure_id == Measure.id)
    return set(db.session.scalars(select(Measure.id).where(Measure.id.in_(list(ids)), ~tied)))


def steps_of(measure: Measure) -> list[MeasureStep]:
    """The measure's history, the first step first."""
    query = select(MeasureStep).where(MeasureStep.measure_id == measure.id).order_by(MeasureStep.at, MeasureStep.id)
    return list(db.session.scalars(query))


def _all(*criteria: Any, order: tuple[Any, ...] = NEWEST) -> list[Measure]:
    query = _whole().where(sight.visible(), *criteria).order_by(*order)
    return list(db.session.scalars(query).unique())


def _whole() -> Any:
    """A measure with what every page shows of it, in one statement."""
    return select(Measure).options(
        joinedload(Measure.group).lazyload(Group.seats),
        joinedload(Measure.goal).load_only(Goal.title, Goal.state),
        joinedload(Measure.owner).load_only(Organisation.name),
        joinedload(Measure.responsible).joinedload(Person.organisation),
        joinedload(Measure.item).joinedload(AgendaItem.group).lazyload(Group.seats),
    )
