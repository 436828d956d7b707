"""Made-up kommuner, coordinators and counts, laid out in linked tables of any size."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from saas.suppressor import Case, Equation

REGION_SIZES = (22, 23, 27, 41, 12, 18, 46, 23, 25, 43, 38, 39)
BANDS = (2000, 5000, 10000, 20000, 50000)


@dataclass(frozen=True)
class Row:
    """One count of one kommune, with the codes it is counted under."""

    kommune: str
    codes: Mapping[str, str]
    value: float


def world(tenants: int, seed: int, themes: int = 12, quarters: int = 1) -> tuple[list[Row], dict[str, str]]:
    """Rows with region, band, centrality, quarter, theme and status; and who coordinates which kommune."""
    chance = np.random.default_rng(seed)
    places = [(f"R{number:02d}", f"K{number:02d}{index:02d}") for number, size in enumerate(REGION_SIZES) for index in range(size)]
    chosen = [places[index] for index in sorted(chance.choice(len(places), tenants, replace=False))]
    people = _coordinators(chosen, chance)
    size = np.clip(chance.lognormal(8.6, 1.15, tenants), 400, 290000)
    centrality = np.searchsorted(np.quantile(size * chance.lognormal(0, 0.5, tenants), [0.3, 0.55, 0.75, 0.88, 0.975]), size)
    wanted, stages = chance.dirichlet(np.full(themes, 2.0)), np.array([0.22, 0.43, 0.29, 0.06])
    rows = []
    for number, (region, kommune) in enumerate(chosen):
        place = {"region": region, "band": f"B{np.searchsorted(BANDS, size[number])}", "central": f"C{centrality[number]}"}
        mean = 5 + 6 * np.log10(size[number] / 1000 + 1)
        for quarter in range(1, quarters + 1):
            total = chance.poisson(mean * chance.gamma(4, 0.25))
            counts = chance.multinomial(total, np.outer(chance.dirichlet(wanted * 25), stages).ravel()).reshape(themes, 4)
            for theme, status in product(range(themes), range(4)):
                codes = {**place, "quarter": f"Q{quarter}", "theme": f"T{theme:02d}", "status": f"S{status}"}
                rows.append(Row(kommune, codes, int(counts[theme, status])))
    return rows, people


def _coordinators(chosen: Sequence[tuple[str, str]], chance: np.random.Generator) -> dict[str, str]:
    """Some neighbours share one coordinator, two to six of them."""
    people, number = {}, 0
    for region in sorted({region for region, _ in chosen}):
        shared = [kommune for place, kommune in chosen if place == region and chance.random() < 0.18]
        while len(shared) >= 2:
            together = int(chance.integers(2, 7))
            people.update(dict.fromkeys(shared[:together], f"P{number}"))
            shared, number = shared[together:], number + 1
    return people


def name(codes: Mapping[str, str]) -> str:
    """The id of a cell: the same codes are the same figure in every table."""
    return "|".join(f"{dimension}={codes[dimension]}" for dimension in sorted(codes)) or "ALL"


def tables(rows: Iterable[Row], specs: Sequence[Sequence[str]]) -> tuple[list[Equation], dict[str, dict[str, float]]]:
    """All margins of crossed tables as sums, and the contributions to the cells that are no sums."""
    inner: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    parts: dict[tuple[str, str], set[str]] = defaultdict(set)
    kept = list(rows)
    for spec in specs:
        for row in kept:
            full = {dimension: row.codes[dimension] for dimension in spec}
            inner[name(full)][row.kommune] += row.value
            for used in product((False, True), repeat=len(spec)):
                codes = {dimension: full[dimension] for dimension, keep in zip(spec, used, strict=True) if keep}
                for dimension in codes:
                    rest = {one: code for one, code in codes.items() if one != dimension}
                    parts[(name(rest), dimension)].add(name(codes))
    equations = [Equation(total, tuple(sorted(found))) for (total, _), found in sorted(parts.items())]
    totals = {equation.total for equation in equations}
    return equations, {leaf: dict(amounts) for leaf, amounts in inner.items() if leaf not in totals}


SPECS: dict[str, list[tuple[str, ...]]] = {
    "B2": [("region", "theme"), ("region", "status"), ("theme", "status")],
    "C2": [
        ("region", "theme"), ("region", "status"), ("band", "theme"), ("band", "status"),
        ("central", "theme"), ("central", "status"), ("theme", "status"),
    ],
    "D2": [("region", "theme", "quarter"), ("region", "status", "quarter")],
    "A2": [("region", "theme", "status")],
}


def case(kind: str, tenants: int = 250, seed: int = 1, **settings: object) -> Case:
    """One of the tables of anonymity.md §2.2 over a made-up world."""
    rows, people = world(tenants, seed, quarters=4 if kind == "D2" else 1)
    equations, contributions = tables(rows, SPECS[kind])
    return Case(equations, contributions, people, **settings)  # type: ignore[arg-type]
