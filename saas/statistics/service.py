"""Public figures: taken in once for everybody, and read beside a kommune's own.

A kommune of the demo (99xx) has none; every reading is then empty, never an error.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from statistics import mean, median

from sqlalchemy import select

from saas import rooms
from saas.db import db
from saas.register import kommuner
from saas.statistics import periods
from saas.statistics.models import OfficialFigure, OfficialSeries
from saas.statistics.official import COUNTRY, RATE_UNIT, Batch, Published, Series

# A rate is shown with one decimal, as the offices do.
TENTH = Decimal("0.1")


@dataclass(frozen=True)
class Taken:
    """What came of taking in a series."""

    code: str
    added: int
    changed: int


@dataclass(frozen=True)
class Figure:
    """One figure as a page shows it: a value, or the flag that says why there is none (saas.charts.FLAG_WORDS)."""

    period: str
    value: Decimal | None
    flag: str = ""


@dataclass(frozen=True)
class Comparison:
    """A kommune beside the country and the kommuner like it, in one period, as rates that can be compared.

    `unit` says what is compared; `computed` is true where the rates are ours, made from counts and populations.
    The group's median and mean are of the `shown_n` that have a value; `hidden_n` have none. `group_n` is their sum.
    """

    code: str
    period: str
    unit: str
    computed: bool
    own: Figure | None
    country: Figure | None
    group: kommuner.Comparison | None
    group_median: Decimal | None
    group_mean: Decimal | None
    group_n: int
    shown_n: int
    hidden_n: int


def take(series: Series, figures: Iterable[Published]) -> Taken:
    """Write a series, all of it or none. Doing it twice changes nothing the second time."""
    return take_all([Batch(series, list(figures))])[0]


def take_all(batches: list[Batch]) -> list[Taken]:
    """Write several series in one transaction, outside any room."""
    answers = rooms.take_official(*(batch.payload() for batch in batches))
    return [
        Taken(batch.series.code, answer["added"], answer["changed"])
        for batch, answer in zip(batches, answers, strict=True)
    ]


def series_list() -> list[OfficialSeries]:
    """Every public series, by code."""
    return list(db.session.scalars(select(OfficialSeries).order_by(OfficialSeries.code)))


def figures_of(region: str, codes: Iterable[str]) -> dict[str, list[Figure]]:
    """The figures of a region («0» is the country) in each series, oldest first; a series with none is left out."""
    query = (
        select(OfficialFigure)
        .where(OfficialFigure.region == region, OfficialFigure.series.in_(list(codes)))
        .order_by(OfficialFigure.series, OfficialFigure.period)
    )
    found: dict[str, list[Figure]] = {}
    for row in db.session.scalars(query):
        found.setdefault(row.series, []).append(Figure(row.period, row.value, row.flag))
    return found


def compare(code: str, period: str, region: str) -> Comparison:
    """A region beside the country and its group. Counts are compared per 1000, where the populations are known."""
    series = db.session.get(OfficialSeries, code)
    group = kommuner.group_of(region)
    members = group.numbers if group else ()
    query = select(OfficialFigure).where(
        OfficialFigure.series == code, OfficialFigure.period == period, OfficialFigure.region.in_([region, COUNTRY, *members])
    )
    computed = series is not None and not _is_rate(series.unit)
    found = {row.region: _comparable(row, computed) for row in db.session.scalars(query)}
    shown = [figure.value for number in members if (figure := found.get(number)) and figure.value is not None]
    return Comparison(
        code=code,
        period=period,
        unit=RATE_UNIT if computed else series.unit if series else "",
        computed=computed,
        own=found.get(region),
        country=found.get(COUNTRY),
        group=group,
        group_median=_tenths(median(shown)) if shown else None,
        group_mean=_tenths(mean(shown)) if shown else None,
        group_n=len(members),
        shown_n=len(shown),
        hidden_n=len(members) - len(shown),
    )


def _is_rate(unit: str) -> bool:
    return unit.startswith(("per ", "%", "prosent", "andel"))


def _comparable(row: OfficialFigure, count: bool) -> Figure:
    """A rate as it is; a count per 1000 of those who lived there on 1 January of the period's last year, as SSB does it."""
    if not count or row.value is None:
        return Figure(row.period, row.value, row.flag)
    people = kommuner.population(row.region, periods.read(row.period).last_year)
    if not people:
        return Figure(row.period, None, "not_computable")
    return Figure(row.period, _tenths(row.value * 1000 / people), "")


def _tenths(value: Decimal) -> Decimal:
    return Decimal(value).quantize(TENTH)
