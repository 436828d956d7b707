"""How the tables of an indicator are laid out: dimensions, codes, every cell with its margins, in a fixed order."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from saas.centre import periods
from saas.centre.catalogue import DIMENSIONS, GROUPINGS, N_, Indicator
from saas.centre.geography import WAITING_CODES, WAITING_NAME
from saas.centre.panel import Member

Keys = dict[str, str]
# Tables that are made beside the usual ones are called something of their own.
MEDIAN_TITLES = {
    "meetings_held": N_("Holdte møter: kommunen i midten"),
    "measures": N_("Tiltak: kommunen i midten"),
    "days_to_minutes": N_("Dager fra møte til referat: kommunen i midten"),
}
YEAR_TITLES = {"meetings_held": N_("Holdte møter i hele året")}


@dataclass(frozen=True)
class Layout:
    """One table: its cells in row-major order with the total of each dimension first."""

    code: str
    indicator: Indicator
    dims: tuple[str, ...]
    codes: tuple[tuple[str, ...], ...]

    @property
    def cells(self) -> list[tuple[str, Keys]]:
        """(figure's id, keys) of every cell; a dimension missing from the keys is the total over it."""
        found = []
        for chosen in product(*(("", *codes) for codes in self.codes)):
            keys = {dim: code for dim, code in zip(self.dims, chosen, strict=True) if code}
            found.append((figure_id(self.indicator.code, keys), keys))
        return found

    @property
    def sums(self) -> list[tuple[str, tuple[str, ...]]]:
        """Every sum in the table, one dimension at a time: (total's id, parts' ids)."""
        found = []
        for position, (dim, codes) in enumerate(zip(self.dims, self.codes, strict=True)):
            others = [("", *other) for number, other in enumerate(self.codes) if number != position]
            names = [name for number, name in enumerate(self.dims) if number != position]
            for chosen in product(*others):
                keys = {name: code for name, code in zip(names, chosen, strict=True) if code}
                parts = tuple(figure_id(self.indicator.code, {**keys, dim: code}) for code in codes)
                found.append((figure_id(self.indicator.code, keys), parts))
        return found


def figure_id(indicator: str, keys: Mapping[str, str]) -> str:
    """«measures|region=R08|theme=places», dimensions in the catalogue's order; the same figure has one id everywhere."""
    return "|".join([indicator, *(f"{dim}={keys[dim]}" for dim in DIMENSIONS if dim in keys)])


def layouts(indicator: Indicator, members: Sequence[Member], period: str) -> list[Layout]:
    """Every table of an indicator in the release of a period, for those who are counted in it."""
    tables = indicator.tables + (indicator.yearly if periods.ends_year(period) else indicator.between)
    return [
        Layout("-".join([indicator.code, *dims]), indicator, dims, tuple(codes_of(dim, members) for dim in dims))
        for dims in tables
    ]


def codes_of(dim: str, members: Iterable[Member]) -> tuple[str, ...]:
    """The codes of a dimension; «ufordelt» only where somebody waits."""
    codes = tuple(DIMENSIONS[dim][1])
    if dim in GROUPINGS and any(one.code(dim) == WAITING_CODES[dim] for one in members):
        return (*codes, WAITING_CODES[dim])
    return codes


def words_of(dim: str, code: str) -> str:
    """A code in bokmål, as source text."""
    return DIMENSIONS[dim][1].get(code, WAITING_NAME)


def description(layout: Layout, **changed: Any) -> dict[str, Any]:
    """What a reader must know about a table, as it is released; `changed` takes the place of the usual."""
    indicator = layout.indicator
    return {
        "title": indicator.title,
        "unit": indicator.unit,
        "kind": indicator.kind,
        "definition": indicator.definition,
        "formula": indicator.formula,
        "includes": indicator.includes,
        "source": indicator.source,
        "decimals": 0,
        "rounded_to": 1 if indicator.kind == "mean" else None,
        "dims": [
            {"code": dim, "title": DIMENSIONS[dim][0], "codes": [[code, words_of(dim, code)] for code in codes]}
            for dim, codes in zip(layout.dims, layout.codes, strict=True)
        ],
        **changed,
    }
