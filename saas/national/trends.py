"""A figure through the releases: a line that breaks where the basis or the definition is another, or the figure is hidden."""

from collections.abc import Sequence
from dataclasses import dataclass

from saas import charts
from saas.centre import periods
from saas.national import words
from saas.national.tables import Cell, Table
from saas.pages import gettext, number


@dataclass(frozen=True)
class Step:
    """One release's place in a development: its table, and the figure's cell in it (None: the release does not have it)."""

    table: Table
    cell: Cell | None

    @property
    def period(self) -> str:
        """«2026T2», or «2026» for a table of whole years."""
        return self.table.period

    @property
    def at_year(self) -> float:
        """Where the period begins along the years."""
        part = 0 if self.table.year else periods.number_of(self.period) - 1
        return int(periods.year_of(self.period)) + part / 3

    @property
    def before(self) -> str:
        """The period just before this one."""
        return str(int(self.table.year) - 1) if self.table.year else periods.before(self.period)

    @property
    def value(self) -> float | None:
        """The figure, or None."""
        return self.cell.value if self.cell else None

    @property
    def flag(self) -> str:
        """Why there is no figure; nothing where there is one."""
        return self.cell.flag if self.cell else words.NOT_COUNTED


@dataclass(frozen=True)
class Line:
    """One release in the table: what was shown, how many kommuner were behind, and why it may not be compared backwards."""

    period: str
    release_id: str
    value: str
    units: str
    share: str
    remark: str


def steps(found: Sequence[Table], codes: Sequence[str]) -> list[Step]:
    """One figure through tables of the same code, the oldest first; `codes` has one for each dimension of the newest."""
    return [Step(table, table.at(*codes)) for table in found]


def breaks(step: Step, before: Step | None) -> str:
    """Why a figure must not be compared with the release before; nothing where it may be."""
    if before is None:
        return ""
    if step.table.definition != before.table.definition:
        return gettext("Definisjonen er endret.")
    if step.before != before.period:
        return gettext("Det mangler en utgivelse mellom.")
    if said := words.basis(step.table.release):
        return said
    units = [one.cell.units for one in (step, before) if one.cell is not None and one.value is not None]
    return gettext("Grunnlaget er endret.") if len(set(units)) > 1 else ""


def lines(found: Sequence[Step]) -> list[Line]:
    """A line for each release, the newest first."""
    made = [_line(step, before) for step, before in zip(found, [None, *found[:-1]], strict=True)]
    return made[::-1]


def _line(step: Step, before: Step | None) -> Line:
    cell, share = step.cell, step.cell.share if step.cell and step.table.shares else None
    return Line(
        period=words.period(step.period),
        release_id=str(step.table.release.id),
        value=number(step.value, step.table.decimals) if step.value is not None else words.flag(step.flag),
        units=number(cell.units) if cell and cell.units is not None else "",
        share=f"{number(share)}\u00a0%" if share is not None else "",
        remark=breaks(step, before),
    )


def drawing(title: str, name: str, found: Sequence[Step]) -> charts.Chart:
    """The development as a line with gaps, called `name`. Needs one step at least."""
    newest = found[-1].table
    points = [
        charts.Point(
            words.period(step.period), step.value, words.IN_CHARTS.get(step.flag, ""),
            year=step.at_year, breaks=bool(breaks(step, before)),
        )
        for step, before in zip(found, [None, *found[:-1]], strict=True)
    ]  # fmt: skip
    return charts.lines(
        title, [charts.Line(name, points, emphasis=True)], unit=newest.unit, decimals=newest.decimals, source=newest.source
    )
