"""A released table as a page lays it out: rows and columns, the order they stand in, and a drawing of one side of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from saas import charts
from saas.centre.geography import WAITING_CODES
from saas.national import words
from saas.national.tables import TOTAL, Cell, Dimension, Table, heading
from saas.pages import gettext

# How a page may be asked to order the rows; the first is what it does unasked.
ORDERS = ("rekkefolge", "verdi")


@dataclass(frozen=True)
class Row:
    """A line of the sheet: the words of its codes, whether it is the total, and a cell for each column (None: not released)."""

    names: tuple[str, ...]
    total: bool
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True)
class Sheet:
    """Rows by all dimensions but the last of several, columns by that last; a table of one dimension has a single column."""

    sides: tuple[str, ...]
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def sheet(table: Table, order: str = ORDERS[0]) -> Sheet:
    """Lay the table out. Ordered by value, the totals stay on top, and what is hidden stands last in the table's own order."""
    down, across = (table.dims[:-1], table.dims[-1:]) if len(table.dims) > 1 else (table.dims, ())
    columns = list(product(*([code for code, _ in dim.codes] for dim in across)))
    rows = [
        Row(
            tuple(dim.says(code) for dim, code in zip(down, codes, strict=True)),
            all(code == TOTAL for code in codes),
            tuple(table.at(*codes, *column) for column in columns),
        )
        for codes in product(*([code for code, _ in dim.codes] for dim in down))
    ]
    if order == "verdi":
        # Python's sort is stable: rows without a first value keep the order of their codes, whatever is behind them.
        rows.sort(key=_by_first_value)
    names = tuple(dict(across[0].codes)[column[0]] if across else "" for column in columns)
    return Sheet(tuple(dim.title for dim in down), names, tuple(rows))


def _by_first_value(row: Row) -> tuple[int, float]:
    first = row.cells[0]
    if row.total:
        return (0, 0.0)
    if first is None or first.value is None:
        return (2, 0.0)
    return (1, -first.value)


def drawing(table: Table) -> charts.Chart | None:
    """Bars along the first side with more than one code; each other side stands at its total, or at its first code.

    None where there is nothing to compare. The scale is made from the cells that are shown. Joiners that wait for their
    group are no group to compare with: they stand in the table alone.
    """
    along = next((dim for dim in table.dims if len(_parts(dim)) > 1), None)
    if along is None:
        return None
    still = {dim.code: dim.codes[0][0] for dim in table.dims if dim is not along}
    points = [
        _point(called, table.at(*(still.get(dim.code, code) for dim in table.dims)), shares=table.shares)
        for code, called in _parts(along)
    ]
    fixed = [dim.says(still[dim.code]) for dim in table.dims if dim.code in still and still[dim.code] != TOTAL]
    measured = [gettext("andel av kommunene")] if table.shares else []
    return charts.bars(
        ", ".join([heading(table.title, [along.title]), *fixed, *measured]), points,
        unit="%" if table.shares else table.unit, decimals=0 if table.shares else table.decimals, source=table.source,
    )  # fmt: skip


def _parts(dim: Dimension) -> Sequence[tuple[str, str]]:
    return [pair for pair in dim.codes if pair[0] not in (TOTAL, WAITING_CODES.get(dim.code))]


def _point(name: str, cell: Cell | None, *, shares: bool) -> charts.Point:
    if cell is None:
        return charts.Point(name, None, words.IN_CHARTS[words.IMPOSSIBLE])
    return charts.Point(name, cell.share if shares else cell.value, words.IN_CHARTS.get(cell.flag, ""))
