"""The overlap finder: same theme, age and arena, at the same time, so that two services do not do the same twice."""

from datetime import date

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import joinedload

from saas.db import db
from tenants.measures.models import Measure

# «Alle aldre» and «Flere arenaer» meet everything.
EVERY = "all"


def like(measure: Measure) -> list[Measure]:
    """Other measures that this one may double, the newest first. A day that is not set is open to that side."""
    query = select(Measure).where(
        Measure.id != measure.id,
        Measure.theme == measure.theme,
        Measure.state != "rejected",
        _same(Measure.age_group, measure.age_group),
        _same(Measure.arena, measure.arena),
        _meets(measure.starts_on, measure.ends_on),
    )
    query = query.options(joinedload(Measure.owner)).order_by(Measure.year.desc(), Measure.number.desc())
    return list(db.session.scalars(query)) if measure.state != "rejected" else []


def _same(column: object, code: str) -> ColumnElement[bool]:
    return column.in_((code, EVERY)) if code != EVERY else column.is_not(None)  # type: ignore[attr-defined]


def _meets(starts: date | None, ends: date | None) -> ColumnElement[bool]:
    begins_in_time = or_(Measure.starts_on.is_(None), Measure.starts_on <= (ends or date.max))
    lasts = or_(Measure.ends_on.is_(None), Measure.ends_on >= (starts or date.min))
    return begins_in_time & lasts
