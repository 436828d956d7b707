"""What every cell is made of: its value, and each kommune's share of it, carried up through the sums."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from saas.suppressor.case import Case, Contributions, Equation, check_equations, check_number, check_numbers
from saas.suppressor.refusals import BadCase

TOLERANCE = 1e-6
Amounts = dict[str, float]


@dataclass(frozen=True)
class Cell:
    """A figure: its value, each participating kommune's amount (None: unknown make-up), and the largest amounts possible."""

    id: str
    value: float
    by_kommune: Amounts | None = None
    caps: Amounts | None = None


def close(left: float, right: float) -> bool:
    """Whether two sums are the same number but for the noise of adding."""
    return abs(left - right) <= TOLERANCE * max(1.0, abs(left), abs(right))


def of_case(case: Case) -> dict[str, Cell]:
    """Every cell of the case by id. Raises BadCase in words."""
    check_equations(case.equations, "Tabellene")
    check_numbers(case.contributions, "Bidragene")
    for name, value in case.figures.items():
        check_number(value, f"Tallet {name!r}")
    for name, cap in case.bounds.items():
        check_number(cap, f"Grensen for {name!r}")
    cells = build(case.equations, case.contributions, case.figures, case.bounds)
    for total in _totals(case.equations) & set(case.contributions):
        _compare(total, cells[total], _leaf(total, case.contributions, {}), "bidragene til den selv")
    _check_names(case, cells)
    return cells


def build(
    equations: Sequence[Equation],
    contributions: Contributions,
    figures: Mapping[str, float],
    bounds: Mapping[str, float],
    lenient: bool = False,
) -> dict[str, Cell]:
    """Cells from leaves upwards; when lenient, leaves without contributions and what rests on them are left out."""
    sums: dict[str, list[Equation]] = defaultdict(list)
    for equation in sorted(set(equations), key=lambda one: (one.total, one.parts)):
        sums[equation.total].append(equation)
    cells: dict[str, Cell] = {}
    for name in _from_leaves_up(sums, set(contributions) | set(figures)):
        if name in sums:
            _add_up(name, sums[name], figures, cells, lenient)
        elif name in contributions:
            cells[name] = _leaf(name, contributions, bounds)
        elif name in figures:
            cells[name] = Cell(name, float(figures[name]))
        elif not lenient:
            raise BadCase(f"Cellen {name!r} er ingen sum og har ingen bidrag.")
    return cells


def _from_leaves_up(sums: Mapping[str, list[Equation]], names: Iterable[str]) -> list[str]:
    """All ids so that every part comes before its total."""
    sorter: TopologicalSorter[str] = TopologicalSorter({name: () for name in sorted(names)})
    for total in sorted(sums):
        sorter.add(total, *(part for equation in sums[total] for part in equation.parts))
    try:
        return list(sorter.static_order())
    except CycleError as found:
        raise BadCase(f"Summene går i ring: {' < '.join(found.args[1])}.") from found


def _leaf(name: str, contributions: Contributions, bounds: Mapping[str, float]) -> Cell:
    """A leaf from its contributions, in the order of the kommuner's names."""
    amounts = {kommune: float(value) for kommune, value in sorted(contributions[name].items())}
    caps = dict.fromkeys(amounts, float(bounds[name])) if name in bounds else None
    for kommune, value in amounts.items():
        if caps and value > caps[kommune] + TOLERANCE:
            raise BadCase(f"Cellen {name!r}: kommune {kommune!r} ligger over grensen.")
    return Cell(name, sum(amounts.values()), amounts, caps)


def _add_up(
    name: str, sums: Sequence[Equation], figures: Mapping[str, float], cells: dict[str, Cell], lenient: bool
) -> None:
    """Put a total into `cells`; every way of adding it up must give the same."""
    found: Cell | None = Cell(name, float(figures[name])) if name in figures else None
    for equation in sums:
        if not all(part in cells for part in equation.parts):
            continue
        other = _sum(name, [cells[part] for part in equation.parts])
        if found is None:
            found = other
        elif not lenient:
            _compare(name, found, other, "en annen inndeling")
        if found.by_kommune is None and other.by_kommune is not None:
            found = other
        elif found.by_kommune is not None and other.by_kommune is not None:
            found = Cell(name, found.value, {**dict.fromkeys(other.by_kommune, 0.0), **found.by_kommune}, found.caps)
    if found is not None:
        cells[name] = found


def _sum(name: str, parts: Sequence[Cell]) -> Cell:
    """The total of parts; the make-up is unknown where one part's is."""
    value = sum(part.value for part in parts)
    if any(part.by_kommune is None for part in parts):
        return Cell(name, value)
    amounts, caps = defaultdict[str, float](float), defaultdict[str, float](float)
    for part in parts:
        for kommune, amount in (part.by_kommune or {}).items():
            amounts[kommune] += amount
        for kommune, cap in (part.caps or {}).items():
            caps[kommune] += cap
    capped = all(part.caps is not None for part in parts)
    return Cell(name, value, dict(amounts), dict(caps) if capped else None)


def _compare(name: str, one: Cell, other: Cell, way: str) -> None:
    """Raise BadCase where one total is two different numbers, for all or for one kommune."""
    if not close(one.value, other.value):
        raise BadCase(f"Summen {name!r} går ikke opp: {way} gir noe annet.")
    if one.by_kommune is None or other.by_kommune is None:
        return
    for kommune in sorted(one.by_kommune.keys() | other.by_kommune.keys()):
        if not close(one.by_kommune.get(kommune, 0.0), other.by_kommune.get(kommune, 0.0)):
            raise BadCase(f"Summen {name!r} går ikke opp for kommune {kommune!r}: {way} gir noe annet.")


def _totals(equations: Sequence[Equation]) -> set[str]:
    return {equation.total for equation in equations}


def _check_names(case: Case, cells: Mapping[str, Cell]) -> None:
    """Raise BadCase where a setting names a cell that is not there, or a structural zero that is none."""
    named = {"bounds": case.bounds, "withheld": case.withheld, "structural": case.structural, "primaries": case.primaries}
    for setting, names in {**named, "shares": [*case.shares, *case.shares.values()]}.items():
        for name in sorted(names):
            if name not in cells:
                raise BadCase(f"{setting} nevner {name!r}, som ikke er en celle i saken.")
    for name in sorted(case.structural):
        if cells[name].value > TOLERANCE:
            raise BadCase(f"Cellen {name!r} skal være null etter definisjonen, men er det ikke.")
