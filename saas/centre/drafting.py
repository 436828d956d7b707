"""From protected figures to the rows of a release: tables in order, cells with value or flag, and the sums that hold."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from saas.centre.catalogue import BY_CODE
from saas.centre.cells import Sum
from saas.centre.medians import DIM, MEDIANS, Median, medians, rounded
from saas.centre.past import Past
from saas.centre.periods import year_of
from saas.centre.protecting import BASIS, Protected
from saas.centre.quantities import YEAR, year_figure
from saas.centre.snapshot import Snapshot
from saas.centre.tables import MEDIAN_TITLES, YEAR_TITLES, Keys, Layout, codes_of, description
from saas.suppressor import Parameters

HIDDEN, NOT_COUNTED = ":", ".."


@dataclass(frozen=True)
class Row:
    """One cell as it will be stored: the truth stays behind, value or flag goes out."""

    cell: str
    keys: Keys
    truth: float | None
    value: float | None
    flag: str
    units: int | None
    status: str
    why: list[str]
    need: dict[str, Any] | None


@dataclass(frozen=True)
class Table:
    """One table as it will be stored."""

    code: str
    indicator: str
    description: dict[str, Any]
    rows: list[Row]


@dataclass
class Draft:
    """A whole release: its tables in order, and the sums by indicator."""

    tables: list[Table] = field(default_factory=list)
    equations: list[tuple[str, Sum]] = field(default_factory=list)


def draft(groups: Sequence[Protected], snapshot: Snapshot, pasts: Sequence[Past], rules: Parameters) -> Draft:
    """Every table of every group, the usual ones first, then years and medians."""
    made = Draft()
    for one in (draft_of_group(protected, snapshot.period) for protected in groups):
        made.tables += one.tables
        made.equations += one.equations
    for indicator in MEDIANS:
        made.tables.append(_median_table(indicator, snapshot, pasts, rules))
    return made


def draft_of_group(protected: Protected, period: str) -> Draft:
    """The tables of one group, the usual ones first, then years; its sums go by its first indicator's name."""
    made = Draft([*_usual(protected), *_years(protected, year_of(period))])
    if not protected.system.part:
        first = protected.group[0].code
        made.equations += [(first, one) for one in protected.system.equations if "@" not in one[0]]
    return made


def _usual(protected: Protected) -> Iterator[Table]:
    for layout in protected.system.layouts:
        rows = [_row(protected, figure, figure, keys) for figure, keys in layout.cells]
        yield Table(layout.code, layout.indicator.code, description(layout), rows)


def _years(protected: Protected, year: str) -> Iterator[Table]:
    """The same tables over the whole year, where the year is complete."""
    for layout in protected.system.layouts:
        cells = [(year_figure(figure, year), keys) for figure, keys in layout.cells]
        if any(figure not in protected.system.keys for figure, _ in cells):
            continue
        code, rest = layout.indicator.code, "-".join(layout.dims)
        told = description(layout, title=YEAR_TITLES[code], year=year)
        rows = [_row(protected, figure, figure, keys) for figure, keys in cells]
        yield Table(f"{code}-{YEAR}-{rest}", code, told, rows)


def _row(protected: Protected, figure: str, cell: str, keys: Keys) -> Row:
    """A figure's row in one table."""
    truth, units = _truth(protected, figure), len(protected.system.made[figure])
    status, why = protected.status[figure], protected.why.get(figure, [])
    shown = status == "open" and truth is not None
    flag = "" if shown else NOT_COUNTED if not units or BASIS in why else HIDDEN
    value = None if not shown or truth is None else rounded(truth, 1) if protected.system.part else truth
    return Row(
        cell, keys, truth, value, flag, units if shown else None, status if shown or status != "open" else "withheld",
        sorted(set(why)), protected.needs.get(figure),
    )  # fmt: skip


def _truth(protected: Protected, figure: str) -> float | None:
    """The figure itself; for a mean its sum divided by its n."""
    values = [laid.now.values[figure] for laid in protected.laid]
    if len(values) == 1:
        return values[0]
    total, n = values
    return total / n if n else None


def _median_table(code: str, snapshot: Snapshot, pasts: Sequence[Past], rules: Parameters) -> Table:
    indicator = BY_CODE[code]
    codes = codes_of(DIM, snapshot.participants(indicator))
    layout = Layout(f"{code}-median-{DIM}", indicator, (DIM,), (codes,))
    told = description(layout, title=MEDIAN_TITLES[code], kind="median", rounded_to=MEDIANS[code])
    found = medians(indicator, snapshot, codes, pasts, rules)
    return Table(layout.code, code, told, [_median_row(one) for one in found])


def _median_row(median: Median) -> Row:
    shown = median.value is not None
    flag = "" if shown else NOT_COUNTED if not median.units or BASIS in median.why else HIDDEN
    status = "open" if shown else "withheld" if BASIS in median.why else "primary"
    units = median.units if shown else None
    return Row(median.figure, median.keys, median.truth, median.value, flag, units, status, list(median.why), None)
