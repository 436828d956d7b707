"""What is asked about grants: one or all of them, their measures, and what the rules need to know."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from sqlalchemy import select

from saas import clock
from saas.db import db
from saas.db import find as find_row
from tenants.evaluation.models import Evaluation
from tenants.funding import rules
from tenants.funding.models import SLT, Grant, GrantMeasure
from tenants.measures.models import Measure


def find(grant_id: UUID) -> Grant:
    """A grant with its amounts and ties. Raises NotFound."""
    return find_row(Grant, grant_id)


def grants() -> list[Grant]:
    """All grants, those with the nearest deadline first, then the newest. Three statements however many."""
    found = list(db.session.scalars(select(Grant)))
    return sorted(found, key=lambda grant: (_rank(grant), -grant.first_year, grant.name))


def deadline(grant: Grant) -> tuple[str, date] | None:
    """(«apply» or «report», day) of what must be done next, or None."""
    if grant.state == "considered" and grant.apply_by:
        return "apply", grant.apply_by
    if grant.state == "granted" and grant.report_by:
        return "report", grant.report_by
    return None


def facts(grant: Grant) -> rules.Facts:
    """The grant as the rules see it."""
    return rules.Facts(grant.name, grant.scheme, grant.state, grant.first_year, grant.years, grant.report_by)


def money(grant: Grant) -> list[rules.Money]:
    """Each year of the period, also those that nobody has written anything for."""
    known = {row.year: row for row in grant.amounts}
    return [
        rules.Money(year, row.amount, row.own, row.spent) if (row := known.get(year)) else rules.Money(year, 0)
        for year in grant.period
    ]


def measures(grant: Grant) -> list[Measure]:
    """The measures that the grant pays for, by number."""
    ids = [tie.measure_id for tie in grant.ties]
    query = select(Measure).where(Measure.id.in_(ids)).order_by(Measure.year, Measure.number)
    return list(db.session.scalars(query)) if ids else []


def untied(grant: Grant) -> list[Measure]:
    """Measures that may be tied to the grant: neither rejected nor there already."""
    there = {tie.measure_id for tie in grant.ties}
    query = select(Measure).where(Measure.state != "rejected").order_by(Measure.year.desc(), Measure.number.desc())
    return [measure for measure in db.session.scalars(query) if measure.id not in there]


def checks(grant: Grant) -> list[rules.Check]:
    """What the rules say of a grant today."""
    others = [other for other in db.session.scalars(select(Grant)) if other.id != grant.id]
    efforts = [
        rules.Effort(measure.title, measure.starts_on, tuple(_paying(measure.id, others, grant)))
        for measure in measures(grant)
    ]
    return rules.checks(facts(grant), money(grant), efforts, [facts(other) for other in others], clock.today())


def verdicts(measures: Iterable[Measure]) -> dict[UUID, Evaluation]:
    """The latest evaluation of each measure that has one."""
    ids = [measure.id for measure in measures]
    if not ids:
        return {}
    query = select(Evaluation).where(Evaluation.measure_id.in_(ids))
    found = db.session.scalars(query.order_by(Evaluation.evaluated_on, Evaluation.created_at))
    return {evaluation.measure_id: evaluation for evaluation in found}


def grants_of_measure(measure_id: UUID) -> list[Grant]:
    """The grants that pay for a measure, the oldest first."""
    tied = select(GrantMeasure.grant_id).where(GrantMeasure.measure_id == measure_id)
    return list(db.session.scalars(select(Grant).where(Grant.id.in_(tied)).order_by(Grant.first_year, Grant.name)))


def _paying(measure_id: UUID, others: list[Grant], grant: Grant) -> Iterable[rules.Facts]:
    """The other SLT grants that count for the measure."""
    if grant.scheme != SLT:
        return []
    return [
        facts(other)
        for other in others
        if other.scheme == SLT and other.state in rules.COUNTING and measure_id in {tie.measure_id for tie in other.ties}
    ]


def _rank(grant: Grant) -> tuple[bool, date]:
    """Those with something to do by the day, then the rest."""
    found = deadline(grant)
    return (found is None, found[1] if found else date.max)
