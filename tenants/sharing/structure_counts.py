"""Counts what carries the work: the plan, the knowledge, the frames, the post, and the levels that are in operation."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from sqlalchemy import ColumnElement, exists, func, or_, select

from saas import here
from saas.centre.intake import Row
from saas.db import db
from tenants.access.members import members
from tenants.frames.models import Anchoring, Mandate, Placement
from tenants.groups.models import LEVELS, Group
from tenants.mapping.models import Assessment
from tenants.plans.models import ActionPlan
from tenants.sharing.group_counts import Counted
from tenants.sharing.span import Span
from tenants.situation.models import SituationReport

# A description of the situation is of use for so long.
FRESH_MONTHS = 24
# The lowest percent of each band of staffing, the highest first; the codes are the catalogue's.
STAFFING_BANDS = ((100, "100"), (50, "50"), (20, "20"), (0, "1"))


def rows(span: Span, groups: list[Counted]) -> Iterator[Row]:
    """One row for each yes or no, and one for the band of staffing; three statements."""
    found = db.session.execute(select(*[question.label(code) for code, question in _questions(span).items()])).one()
    yield Row("plan_adopted", {}, float(found.plan))
    yield Row("situation_described", {}, float(found.assessed or found.reported))
    anchored = found.anchored and _mandated(span.last) and _coordinated(span.last)
    yield Row("structure_in_place", {}, float(anchored))
    yield Row("levels_operating", {}, float(_all_levels(groups)))
    yield Row("staffing", {"staffing": staffing_band(found.percent)}, 1.0)


def staffing_band(percent: Decimal) -> str:
    """The band of a post of so many percent: «0» for none, else by its lowest percent."""
    return "0" if percent <= 0 else next(code for lowest, code in STAFFING_BANDS if percent >= lowest)


def _questions(span: Span) -> dict[str, ColumnElement[bool] | ColumnElement[Decimal]]:
    """All that one look at the tables answers, on the last day of the span."""
    day, year, since = span.last, span.last.year, span.before(months=FRESH_MONTHS)
    posts = select(func.coalesce(func.sum(Placement.fte_percent), 0)).where(
        Placement.from_on <= day, or_(Placement.until_on.is_(None), Placement.until_on >= day)
    )
    return {
        "plan": exists().where(
            ActionPlan.state == "adopted", ActionPlan.adopted_on <= day, ActionPlan.from_year <= year, ActionPlan.to_year >= year
        ),
        "assessed": exists().where(
            Assessment.state == "adopted", Assessment.adopted_on > since, Assessment.adopted_on <= day
        ),
        "reported": exists().where(SituationReport.on_date > since, SituationReport.on_date <= day),
        "anchored": exists().where(Anchoring.party == "municipality", Anchoring.decided_on <= day),
        "percent": posts.scalar_subquery(),
    }  # fmt: skip


def _mandated(day: date) -> bool:
    """Whether the newest mandate that a styringsgruppe had by then was still in force."""
    query = (
        select(Mandate.valid_to)
        .join(Group, Group.id == Mandate.group_id)
        .where(Group.level == "STEERING", Mandate.state.in_(("approved", "replaced")), Mandate.approved_on <= day)
        .order_by(Mandate.approved_on.desc(), Mandate.number.desc())
        .limit(1)
    )
    newest = db.session.execute(query).one_or_none()
    return newest is not None and (newest.valid_to is None or newest.valid_to >= day)


def _coordinated(day: date) -> bool:
    return any(member.role == "coordinator" and not member.disabled and member.holds_on(day) for member in members())


def _all_levels(groups: list[Counted]) -> bool:
    """Each level of the kommune's model, two or three of them, has a group with a leader that has met within the year."""
    wanted = list(LEVELS)[: here.kommune().levels]
    return all(any(one.level == level and one.led and one.met for one in groups) for level in wanted)
