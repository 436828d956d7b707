"""JSON-stat 2, as SSB's PxWebApi and FHI's open API really send it, read into a table whose cells come one by one."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from typing import Any, TypeVar

from saas.statistics import periods
from saas.statistics.jsonstat_cells import Flags, Values
from saas.statistics.refusals import N_, BadTable

MOST_CELLS = 800_000
MOST_SIGNS = 64 * 1024 * 1024
# What the two offices call time and place where `role` does not say.
TIME = ("Tid", "AAR", "time", "year")
PLACE = ("Region", "GEO", "Gjerningssted", "KOKkommuneregion0000", "geo")

Read = TypeVar("Read")


@dataclass(frozen=True)
class Dimension:
    """One side of the table: its categories in order, and what each is called and measured in. `role` may be empty."""

    code: str
    label: str
    role: str
    codes: list[str]
    labels: dict[str, str]
    units: dict[str, str]


@dataclass(frozen=True)
class Cell:
    """One cell: the code and label of each dimension, and a value or a flag, exactly one of the two."""

    codes: dict[str, str]
    labels: dict[str, str]
    value: Decimal | None
    flag: str
    unit: str


@dataclass(frozen=True)
class Table:
    """A table without the office's contact person. `notes` has those that must be shown first; `must_show` counts them."""

    title: str
    source: str
    updated: str
    notes: list[str]
    must_show: int
    table_id: str
    dimensions: list[Dimension]
    values: Values
    flags: Flags

    @property
    def size(self) -> int:
        """How many cells there are."""
        return _product([len(dimension.codes) for dimension in self.dimensions])

    def dimension(self, role: str) -> Dimension | None:
        """The dimension of a role: "time", "geo" or "metric"."""
        return next((found for found in self.dimensions if found.role == role), None)

    def cells(self) -> Iterator[Cell]:
        """Every cell, the last dimension fastest; made one at a time, so that a large table is never held twice."""
        names = [dimension.code for dimension in self.dimensions]
        labels = [dimension.labels for dimension in self.dimensions]
        units = [dimension.units for dimension in self.dimensions]
        for at, codes in enumerate(product(*(dimension.codes for dimension in self.dimensions))):
            value, flag = self.values.at(at), self.flags.at(at)
            # A value that is withheld is withheld even where a number was sent along with the sign.
            if flag or value is None:
                value, flag = None, flag or "missing"
            yield Cell(
                dict(zip(names, codes, strict=True)),
                {name: own[code] for name, own, code in zip(names, labels, codes, strict=True)},
                value,
                flag,
                next((own[code] for own, code in zip(units, codes, strict=True) if own.get(code)), ""),
            )

    def period(self, cell: Cell) -> periods.Period:
        """The cell's period. Raises BadTable where the table has no time, or another kind of it."""
        time = self.dimension("time")
        if time is None:
            raise BadTable(N_("Tabellen sier ikke hvilken tid tallene gjelder."))
        return periods.read(cell.codes[time.code])

    def region(self, cell: Cell) -> str:
        """The cell's place as the office codes it; empty where the table has none."""
        place = self.dimension("geo")
        return cell.codes[place.code] if place else ""


def read(content: str | bytes) -> Table:
    """Read a dataset. Raises BadTable with one sentence for what is none, or does not hang together."""
    return _hanging_together(content, _table)


def sides(content: str | bytes) -> list[Dimension]:
    """The dimensions of a table whose cells are not sent: what an office calls metadata. Raises BadTable."""
    return _hanging_together(content, _dimensions)


def _hanging_together(content: str | bytes, take: Callable[[dict[str, Any]], Read]) -> Read:
    if len(content) > MOST_SIGNS:
        raise BadTable(N_("Tabellen er for stor. Velg færre kommuner, år eller grupper."))
    try:
        found = json.loads(content, parse_float=Decimal)
    except (ValueError, RecursionError):
        raise BadTable(N_("Filen er ikke hel JSON. Last den ned på nytt.")) from None
    if not isinstance(found, dict) or found.get("class") != "dataset":
        raise BadTable(N_("Dette er ikke en tabell i JSON-stat. Velg formatet json-stat2 når du laster ned."))
    if not str(found.get("version", "")).startswith("2"):
        raise BadTable(N_("Tabellen er i en annen utgave av JSON-stat enn 2. Velg formatet json-stat2."))
    try:
        return take(found)
    except (KeyError, TypeError, AttributeError, IndexError, ValueError):
        raise BadTable(N_("Tabellen henger ikke sammen. Last den ned på nytt.")) from None


def _table(found: dict[str, Any]) -> Table:
    if (count := _product([int(size) for size in found["size"]])) > MOST_CELLS:
        raise BadTable(N_("Tabellen har mer enn {most} celler. Velg færre kommuner, år eller grupper."), most="800 000")
    notes, must_show = _notes(found)
    extension = found.get("extension") or {}
    return Table(
        title=str(found.get("label") or ""),
        source=str(found.get("source") or ""),
        updated=str(found.get("updated") or ""),
        notes=notes,
        must_show=must_show,
        table_id=str((extension.get("px") or {}).get("tableid") or ""),
        dimensions=_dimensions(found),
        values=Values(found["value"], count),
        flags=Flags(found.get("status"), count),
    )


def _dimensions(found: dict[str, Any]) -> list[Dimension]:
    sizes = [int(size) for size in found["size"]]
    if not sizes or len(sizes) != len(found["id"]) or min(sizes) < 0 or len(set(found["id"])) != len(sizes):
        raise ValueError
    return [_dimension(found, str(code), size) for code, size in zip(found["id"], sizes, strict=True)]


def _dimension(found: dict[str, Any], code: str, size: int) -> Dimension:
    category = found["dimension"][code]["category"]
    labels = {str(key): str(text) for key, text in (category.get("label") or {}).items()}
    codes = _in_order(category.get("index"), labels)
    if len(codes) != size or len(set(codes)) != size:
        raise BadTable(N_("Tabellen henger ikke sammen: «{name}» har et annet antall verdier enn den sier."), name=code)
    return Dimension(
        code,
        str(found["dimension"][code].get("label") or code),
        _role(found, code),
        codes,
        {key: labels.get(key, key) for key in codes},
        {key: _unit(one) for key, one in (category.get("unit") or {}).items()},
    )


def _in_order(index: Any, labels: dict[str, str]) -> list[str]:
    """SSB sends {code: place}, FHI sends [code, …], and a single category may have a label only."""
    if index is None:
        if len(labels) != 1:
            raise ValueError
        return list(labels)
    if isinstance(index, dict):
        if sorted(index.values()) != list(range(len(index))):
            raise ValueError
        return [str(code) for code, _ in sorted(index.items(), key=lambda pair: pair[1])]
    return [str(code) for code in index]


def _unit(unit: Any) -> str:
    """SSB calls it `base`, FHI `symbol` or `label`."""
    return str(next((unit[key] for key in ("base", "symbol", "label") if unit.get(key)), "")) if isinstance(unit, dict) else ""


def _role(found: dict[str, Any], code: str) -> str:
    """What the office says the dimension is; FHI leaves time and place empty, so the names tell."""
    roles = found.get("role") or {}
    said = next((role for role, codes in roles.items() if code in (codes or [])), "")
    if said:
        return str(said)
    for role, names in (("time", TIME), ("geo", PLACE)):
        if code in names and not roles.get(role):
            return role
    return ""


def _notes(found: dict[str, Any]) -> tuple[list[str], int]:
    """The table's notes, those that must be shown first."""
    notes = [str(note) for note in found.get("note") or []]
    marked = (found.get("extension") or {}).get("noteMandatory") or {}
    first = [at for at in range(len(notes)) if marked.get(str(at))]
    return [notes[at] for at in first] + [note for at, note in enumerate(notes) if at not in first], len(first)


def _product(sizes: list[int]) -> int:
    count = 1
    for size in sizes:
        count *= size
    return count
