"""The numbers that a Gevinstark chooses among: only what has been measured, each with where it comes from."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from saas.db import db
from saas.pages import gettext, number
from tenants.evaluation.models import Evaluation
from tenants.goals import questions as goals
from tenants.goals.numbers import amount
from tenants.measures import sight
from tenants.measures.models import Measure
from tenants.meetings.shielding import is_shielded
from tenants.minutes import reading
from tenants.minutes import service as minutes
from tenants.visits import service as visits

LONGEST_LABEL = 140


@dataclass(frozen=True)
class Figure:
    """A number as it is printed: «38», «per åpen kveld, mot 0 før», «Evaluering av Åpen hall, 2026»."""

    key: str
    value: str
    label: str
    source: str

    def plain(self) -> dict[str, Any]:
        """As a sheet keeps it."""
        return asdict(self)


def candidates(year: int) -> list[Figure]:
    """What the year measured: results of evaluations and goals first, then what was done. Nothing that is zero."""
    return [*_evaluations(year), *_goals(year), *_counts(year)]


def _evaluations(year: int) -> list[Figure]:
    query = select(Evaluation).join(Evaluation.measure).where(Evaluation.result.is_not(None), sight.visible())
    query = query.where(Evaluation.evaluated_on.between(date(year, 1, 1), date(year, 12, 31)))
    query = query.options(joinedload(Evaluation.measure).joinedload(Measure.item))
    found = db.session.scalars(query.order_by(Evaluation.evaluated_on.desc(), Evaluation.id)).unique()
    # A sheet is handed out: what was decided in a sak that is shielded is not named on it.
    return [_evaluation(one) for one in found if not is_shielded(one.measure.item)]


def _evaluation(one: Evaluation) -> Figure:
    title = one.measure.title
    what = one.indicator or title
    source = gettext("Evaluering av %(title)s, %(year)s", title=title, year=one.evaluated_on.year)
    return Figure(f"evaluation:{one.id}", amount(one.result, one.unit), _against(what, amount(one.baseline, one.unit)), source)


def _goals(year: int) -> list[Figure]:
    found = [goal for goal in goals.listed("adopted", "ended") if goal.measurable and not is_shielded(goal.item)]
    measured = goals.readings(found)
    figures = []
    for goal in found:
        rows = [row for row in measured.get(goal.id, []) if row.on_date.year == year]
        if rows:
            newest = max(rows, key=lambda row: row.on_date)
            label = _against(goal.indicator or goal.title, amount(goal.baseline, goal.unit))
            source = gettext("Målt %(year)s: %(title)s", year=year, title=goal.title)
            figures.append(Figure(f"goal:{goal.id}", amount(newest.value, goal.unit), label, source))
    return figures


def _counts(year: int) -> list[Figure]:
    held = reading.held(year=year)
    told = visits.visits(year)
    working = _working(year)
    counted = [
        ("meetings", len(held), gettext("møter i gruppene")),
        ("decisions", len(minutes.decisions(year=year)), gettext("vedtak i gruppene")),
        ("working", working, gettext("tiltak som virker, helt eller delvis")),
        ("visits", len(told), gettext("besøk hos virksomheter")),
    ]
    source = gettext("Ført i Bindeledd, %(year)s", year=year)
    return [Figure(key, number(count), label, source) for key, count, label in counted if count]


def _working(year: int) -> int:
    query = select(Evaluation.measure_id).join(Evaluation.measure).where(Evaluation.verdict.in_(("works", "partly")), sight.visible())
    query = query.where(Evaluation.evaluated_on.between(date(year, 1, 1), date(year, 12, 31)))
    return len(set(db.session.scalars(query)))


def _against(what: str, before: str) -> str:
    words = gettext("%(what)s, mot %(before)s før", what=what, before=before) if before else what
    return words if len(words) <= LONGEST_LABEL else words[: LONGEST_LABEL - 1].rstrip() + "…"
