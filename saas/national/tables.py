"""A released table in words: its dimensions with their codes, and its cells. It can be narrowed, and never added up."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product
from uuid import UUID

from saas.centre.models import Published
from saas.errors import NotFound
from saas.national import words
from saas.national.reading import Opened, Stored
from saas.pages import gettext, say

# The code of the sum over a dimension in addresses and files, as in SDMX. No dimension has a code of its own like it.
TOTAL = "_T"


@dataclass(frozen=True)
class Dimension:
    """One side of a table: its name, and its codes with words, the total first where it is released."""

    code: str
    title: str
    codes: tuple[tuple[str, str], ...]

    def says(self, code: str) -> str:
        """The words of a code. Raises KeyError."""
        return dict(self.codes)[code]


@dataclass(frozen=True)
class Cell:
    """A released cell. `keys` names a code for every dimension; without a value, `flag` says why."""

    figure: str
    keys: Mapping[str, str]
    value: float | None
    flag: str
    units: int | None

    @property
    def share(self) -> float | None:
        """How many per cent of the kommuner behind the figure it is. None where either is not released."""
        return 100 * self.value / self.units if self.value is not None and self.units else None

    @property
    def each(self) -> float | None:
        """How many a kommune on average. None where either is not released."""
        return self.value / self.units if self.value is not None and self.units else None


@dataclass(frozen=True)
class Table:
    """A table of one release. Texts are in the reader's language; `decimals` is how many the values are shown with.

    `year` is there when the table is of the whole year that the release ends.
    """

    release: Published
    code: str
    indicator: str
    kind: str
    title: str
    unit: str
    definition: int
    formula: str
    includes: str
    source: str
    decimals: int
    rounded_to: int | None
    dims: tuple[Dimension, ...]
    cells: tuple[Cell, ...]
    corrected_by: UUID | None = None
    year: str = ""

    @cached_property
    def _places(self) -> dict[tuple[str, ...], Cell]:
        return {tuple(cell.keys[dim.code] for dim in self.dims): cell for cell in self.cells}

    def at(self, *codes: str) -> Cell | None:
        """The cell of one code for each dimension, in their order; None where none was released."""
        return self._places.get(codes)

    def combinations(self) -> Iterator[tuple[str, ...]]:
        """Every combination of the codes, the last dimension fastest."""
        return product(*([code for code, _ in dim.codes] for dim in self.dims))

    @property
    def period(self) -> str:
        """What time the figures are of: «2026T2», or «2026» for a whole year."""
        return self.year or self.release.period

    @property
    def heading(self) -> str:
        """«Tiltak etter region og tema»"""
        return heading(self.title, [dim.title for dim in self.dims])

    @property
    def shares(self) -> bool:
        """Whether the figures are kommuner with «yes» out of those that were counted."""
        return self.kind == "yes_no"

    @property
    def hidden(self) -> int:
        """How many cells are shown without a value, to protect somebody."""
        return sum(1 for cell in self.cells if cell.flag == words.HIDDEN)

    def narrowed(self, wanted: Mapping[str, Sequence[str]]) -> "Table":
        """The same table with some of its codes only. Raises NotFound where that leaves no released cell."""
        dims = tuple(
            replace(dim, codes=tuple(pair for pair in dim.codes if pair[0] in wanted[dim.code])) if dim.code in wanted else dim
            for dim in self.dims
        )
        kept = tuple(cell for cell in self.cells if all(cell.keys[dim] in codes for dim, codes in wanted.items()))
        if not kept:
            raise NotFound()
        return replace(self, dims=dims, cells=kept)


def of(opened: Opened) -> Table:
    """The table as it was opened, with its words in the reader's language."""
    told = opened.description
    dims = tuple(_dimension(one, opened.cells) for one in told["dims"])
    return Table(
        release=opened.release,
        code=opened.code,
        indicator=opened.indicator,
        kind=told["kind"],
        title=say(told["title"]),
        unit=say(told["unit"]),
        definition=told["definition"],
        formula=say(told["formula"]),
        includes=say(told["includes"]),
        source=say(told["source"]),
        decimals=told.get("decimals") or 0,
        rounded_to=told.get("rounded_to"),
        dims=dims,
        cells=tuple(_cell(stored, dims) for stored in opened.cells),
        corrected_by=opened.corrected_by,
        year=str(told.get("year") or ""),
    )


def heading(title: str, sides: Sequence[str]) -> str:
    """A table's name from its figure's and its sides', all in the reader's language."""
    if not sides:
        return title
    *first, last = (side[:1].lower() + side[1:] for side in sides)
    listed = gettext("%(first)s og %(last)s", first=", ".join(first), last=last) if first else last
    return gettext("%(title)s etter %(sides)s", title=title, sides=listed)


def _dimension(told: Mapping[str, object], cells: Sequence[Stored]) -> Dimension:
    code, listed = str(told["code"]), told["codes"]
    used = {cell.keys.get(code, TOTAL) for cell in cells}
    named = [(str(one), say(str(called))) for one, called in listed]  # type: ignore[attr-defined]
    total = [(TOTAL, words.total(code))]
    return Dimension(code, say(str(told["title"])), tuple(pair for pair in total + named if pair[0] in used))


def _cell(stored: Stored, dims: Sequence[Dimension]) -> Cell:
    keys = {dim.code: stored.keys.get(dim.code, TOTAL) for dim in dims}
    return Cell(stored.cell, keys, stored.value, stored.flag, stored.units)
