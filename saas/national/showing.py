"""The national overview as values: the standard questions with their shares and trends. A kommune's own room may ask for it too."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from saas import charts
from saas.centre import published
from saas.centre.catalogue import BY_CODE
from saas.centre.models import Published, PublishedTable
from saas.national import reading, words
from saas.national.reading import Stored
from saas.national.tables import heading
from saas.pages import gettext, number, say

# The questions that the centre must answer (field.md 2.8), then how the work goes on.
QUESTIONS = (
    "plan_adopted", "situation_described", "knows_what_works", "levels_operating", "cadence_steering", "cadence_coordinating",
    "structure_in_place",
)  # fmt: skip
WORK = ("meetings_held", "days_to_minutes", "measures")
# One-dimensional national figures that are drawn: indicator, dimension.
PICTURES = (("measures", "theme"), ("measures_evaluated", "evaluated"), ("staffing", "staffing"))


@dataclass(frozen=True)
class Trend:
    """How a figure has moved since the release before: «up», «down» or «same», with a sentence."""

    direction: str
    words: str

    @property
    def arrow(self) -> str:
        """A sign beside the sentence, never instead of it."""
        return {"up": "↑", "down": "↓", "same": "→"}[self.direction]


@dataclass(frozen=True)
class Figure:
    """One national figure as shown: its words, its share in words, and its trend. Hidden ones say so in `words`."""

    indicator: str
    title: str
    words: str
    hidden: bool
    share: str
    trend: Trend | None
    formula: str
    includes: str
    definition: int
    table: str | None


@dataclass(frozen=True)
class Overview:
    """What a release says nationally. `basis` is a sentence where other kommuner are counted than in the release before."""

    id: UUID
    period: str
    taken_at: datetime
    who: str
    basis: str
    before: str
    questions: tuple[Figure, ...]
    work: tuple[Figure, ...]
    pictures: tuple[charts.Chart, ...]


@dataclass(frozen=True)
class Basis:
    """All that an overview is made from: a release and the one before, with their figures split by at most one dimension."""

    release: Published
    before: Published | None
    tables: tuple[PublishedTable, ...]
    now: dict[str, Stored]
    then: dict[str, Stored]

    def table_of(self, indicator: str, *dims: str) -> PublishedTable | None:
        """The first table of an indicator with these dimensions among its own; medians and whole years are tables of their own."""
        return next(
            (
                table for table in self.tables
                if table.indicator == indicator and table.description["kind"] != "median" and not table.description.get("year")
                and set(dims) <= {dim["code"] for dim in table.description["dims"]}
            ),
            None,
        )  # fmt: skip

    def fullest(self, indicators: Sequence[str]) -> str:
        """The indicator that most regions are shown of, the first of them: a map of blanks is no place to begin."""

        def shown(indicator: str) -> int:
            lead = f"{indicator}|region="
            regions = (cell for name, cell in self.now.items() if name.startswith(lead) and "|" not in name.removeprefix(lead))
            return sum(1 for cell in regions if cell.value is not None)

        return max(indicators, key=shown)


def fetch(release: Published, found: list[Published] | None = None) -> Basis:
    """Two or three statements, however large the release: the tables' descriptions and the figures on their margins."""
    standing = reading.standing(found if found is not None else published.releases())
    before = next((one for one in standing if one.period < release.period), None)
    figures = reading.margins([release.id, *([before.id] if before else [])])
    then = figures[before.id] if before else {}
    return Basis(release, before, tuple(published.tables(release)), figures[release.id], then)


def overview(release: Published) -> Overview:
    """The release in short, in the reader's language; for the centre's room and a kommune's."""
    return of(fetch(release))


def of(basis: Basis) -> Overview:
    """The overview of what is fetched."""
    release = basis.release
    return Overview(
        id=release.id,
        period=words.period(release.period),
        taken_at=release.frozen_at,
        who=words.who_shares(release),
        basis=words.basis(release),
        before=words.period(basis.before.period) if basis.before else "",
        questions=_figures(basis, QUESTIONS),
        work=_figures(basis, WORK),
        pictures=tuple(chart for of in PICTURES if (chart := _picture(basis, *of)) is not None),
    )


def _figures(basis: Basis, codes: tuple[str, ...]) -> tuple[Figure, ...]:
    return tuple(_figure(basis, table, code) for code in codes if (table := basis.table_of(code)) and code in basis.now)


def _figure(basis: Basis, table: PublishedTable, code: str) -> Figure:
    told, cell = table.description, basis.now[code]
    decimals = told.get("decimals") or 0
    unit = say(told["unit"])
    shown = gettext("%(figure)s %(unit)s", figure=number(cell.value, decimals), unit=unit)
    if told["kind"] == "yes_no":
        shown = number(cell.value)
    return Figure(
        indicator=code,
        title=say(told["title"]),
        words=shown if cell.value is not None else words.flag(cell.flag),
        hidden=cell.value is None,
        share=_share(cell, told["kind"]),
        trend=_trend(basis, code, decimals, told["definition"]),
        formula=say(told["formula"]),
        includes=say(told["includes"]),
        definition=told["definition"],
        table=table.code,
    )


def _share(cell: Stored, kind: str) -> str:
    """«79 % av 14 kommuner» for yes and no; how many a kommune for what is counted."""
    if cell.value is None or not cell.units:
        return ""
    if kind == "yes_no":
        return gettext("%(share)s %% av %(count)s kommuner", share=number(100 * cell.value / cell.units), count=number(cell.units))
    if kind == "mean":
        return gettext("fra %(count)s kommuner", count=number(cell.units))
    return gettext("i snitt %(each)s i hver av %(count)s kommuner", each=number(cell.value / cell.units, 1), count=number(cell.units))


def _trend(basis: Basis, code: str, decimals: int, definition: int) -> Trend | None:
    """None where the basis or the definition is another, or either figure is not shown: nobody shall read a kommune out of it."""
    now, then, before = basis.now[code], basis.then.get(code), basis.before
    if before is None or then is None or now.value is None or then.value is None:
        return None
    if (basis.release.basis or {}).get("changed", True) or now.units != then.units or BY_CODE[code].definition != definition:
        return None
    moved, since = round(now.value - then.value, decimals), words.period(before.period)
    if not moved:
        return Trend("same", gettext("uendret siden %(period)s", period=since))
    if moved > 0:
        return Trend("up", gettext("opp %(much)s siden %(period)s", much=number(moved, decimals), period=since))
    return Trend("down", gettext("ned %(much)s siden %(period)s", much=number(-moved, decimals), period=since))


def _picture(basis: Basis, indicator: str, dim: str) -> charts.Chart | None:
    """Bars of a national figure split by one dimension; an open share of the whole stands in the table it leads to."""
    table = basis.table_of(indicator, dim)
    if table is None:
        return None
    told = table.description
    listed = next(one for one in told["dims"] if one["code"] == dim)
    points = [
        charts.Point(say(called), cell.value, words.IN_CHARTS.get(cell.flag, ""))
        for code, called in listed["codes"]
        if (cell := basis.now.get(f"{indicator}|{dim}={code}")) is not None
    ]
    if not points:
        return None
    title = say(told["title"])
    if len(BY_CODE[indicator].dims) > 1:
        title = heading(title, [say(listed["title"])])
    return charts.bars(title, points, unit=say(told["unit"]), decimals=told.get("decimals") or 0, source=say(told["source"]))
