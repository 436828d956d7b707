"""A made-up country for the bench: the same kommuner and counts that the tools of others were measured on."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

# Fylke → kommuner in it, 2024; in this order, since the draws are made in it.
FYLKER = {
    "Oslo": 1, "Rogaland": 23, "Møre og Romsdal": 27, "Nordland": 41, "Østfold": 12, "Akershus": 21, "Buskerud": 18, "Innlandet": 46,
    "Vestfold": 6, "Telemark": 17, "Agder": 25, "Vestland": 43, "Trøndelag": 38, "Troms": 21, "Finnmark": 18,
}  # fmt: skip
REGION = {"Oslo": "Oslo og Akershus", "Akershus": "Oslo og Akershus", "Vestfold": "Vestfold og Telemark",
          "Telemark": "Vestfold og Telemark", "Troms": "Troms og Finnmark", "Finnmark": "Troms og Finnmark"}  # fmt: skip
THEMES = tuple(f"T{number:02d}" for number in range(1, 13))
STATUSES = {"planned": 0.22, "ongoing": 0.43, "done": 0.29, "stopped": 0.06}
QUARTERS = 4
BANDS = (2_000, 5_000, 10_000, 20_000, 50_000)
OSLO, SMALL = 710_000, 10_000
# How the shares of the kommuner fall on centrality 6 to 1.
CENTRALITY_CUTS = (0.30, 0.55, 0.75, 0.88, 0.975)
YEAR = "quarter"
# Table → the crossings it consists of, all margins with them, linked where they share figures.
SPECS: dict[str, tuple[tuple[str, ...], ...]] = {
    "B2": (("region", "theme"), ("region", "status"), ("theme", "status")),
    "B": (("fylke", "theme"), ("fylke", "status"), ("theme", "status")),
    "C2": (("region", "theme"), ("region", "status"), ("band", "theme"), ("band", "status"), ("centrality", "theme"),
           ("centrality", "status"), ("theme", "status")),
    "D2": (("region", "theme", YEAR), ("region", "status", YEAR)),
    "A2": (("region", "theme", "status"),),
    "A": (("fylke", "theme", "status"),),
}  # fmt: skip


@dataclass
class Kommune:
    """One that takes part: where it lies, how large it is, who coordinates, and its counts by quarter, theme and status."""

    name: str
    fylke: str
    population: float
    codes: dict[str, str]
    coordinator: str
    counts: np.ndarray


def country(tenants: int, seed: int) -> list[Kommune]:
    """So many kommuner of the 357, Oslo always among them. The draws come in a fixed order, so a seed is a country."""
    chance = np.random.default_rng(seed)
    everyone = []
    for fylke, number in FYLKER.items():
        for index in range(number):
            people = OSLO if fylke == "Oslo" else float(np.clip(chance.lognormal(8.6, 1.15), 400, 290_000))
            everyone.append(Kommune(f"{fylke} {index + 1:02d}", fylke, people, {}, "", np.empty(0)))
    chosen = {0, *chance.choice(len(everyone), size=tenants, replace=False).tolist()}
    found = [kommune for index, kommune in enumerate(everyone) if index in chosen]
    _place(found, chance)
    _coordinate(found, chance)
    _count(found, chance)
    return found


def _place(found: Sequence[Kommune], chance: np.random.Generator) -> None:
    near = np.log([kommune.population for kommune in found]) + chance.normal(0, 0.5, len(found))
    cuts = np.quantile(near, CENTRALITY_CUTS)
    for kommune, nearness in zip(found, near, strict=True):
        kommune.codes = {
            "fylke": kommune.fylke,
            "region": REGION.get(kommune.fylke, kommune.fylke),
            "band": str(np.searchsorted(BANDS, kommune.population, side="right")),
            "centrality": str(6 - int(np.searchsorted(cuts, nearness))),
        }


def _coordinate(found: Sequence[Kommune], chance: np.random.Generator) -> None:
    """Some small neighbours share a coordinator, two to six of them; the others have one each."""
    numbers = iter(range(1, len(found) + 1))
    for fylke in FYLKER:
        small = [k for k in found if k.fylke == fylke and k.population < SMALL and chance.random() < 0.30]
        while len(small) >= 2:
            together = min(len(small), int(chance.integers(2, 7)))
            name = f"C{next(numbers):03d}"
            for kommune in small[:together]:
                kommune.coordinator = name
            small = small[together:]
    for kommune in found:
        kommune.coordinator = kommune.coordinator or f"C{next(numbers):03d}"


def _count(found: Sequence[Kommune], chance: np.random.Generator) -> None:
    common, stages = chance.dirichlet(np.full(len(THEMES), 2.0)), np.array(list(STATUSES.values()))
    shape = (len(THEMES), len(STATUSES))
    for kommune in found:
        mean, quarters = 5 + 6 * np.log10(kommune.population / 1000 + 1), []
        for _ in range(QUARTERS):
            total = chance.poisson(mean * chance.gamma(4, 0.25))
            own = chance.dirichlet(common * 25)
            quarters.append(chance.multinomial(total, np.outer(own, stages).ravel()).reshape(shape))
        kommune.counts = np.stack(quarters)


@dataclass(frozen=True)
class System:
    """Linked tables: the make-up of every figure, and every sum, one dimension at a time."""

    figures: Mapping[str, Mapping[str, float]]
    equations: tuple[tuple[str, tuple[str, ...]], ...]
    coordinators: Mapping[str, str]

    @property
    def leaves(self) -> dict[str, Mapping[str, float]]:
        """The figures that are no totals, by kommune."""
        totals = {total for total, _ in self.equations}
        return {name: made for name, made in self.figures.items() if name not in totals}

    @property
    def values(self) -> dict[str, float]:
        """Every figure's true value."""
        return {name: sum(made.values()) for name, made in self.figures.items()}


def system(found: Sequence[Kommune], table: str) -> System:
    """One of SPECS over a country: of the first quarter, or of all four and the year where the table has quarters."""
    figures: dict[str, dict[str, float]] = {}
    parts: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    for spec in SPECS[table]:
        own = _crossed(found, spec, 1 if YEAR not in spec else QUARTERS)
        for codes, made in own.items():
            figures.setdefault(_name(codes), made)
            for dim, _ in codes:
                parts[_name(tuple(pair for pair in codes if pair[0] != dim)), dim][_name(codes)] = None
    equations = tuple((total, tuple(sorted(names))) for (total, _), names in sorted(parts.items()))
    return System(figures, equations, {kommune.name: kommune.coordinator for kommune in found})


Codes = tuple[tuple[str, str], ...]


def _crossed(found: Sequence[Kommune], spec: tuple[str, ...], quarters: int) -> dict[Codes, dict[str, float]]:
    """{codes: {kommune: count}} of one crossing and all its margins; zero is taking part."""
    crossed: dict[Codes, dict[str, float]] = defaultdict(dict)
    for kommune in found:
        for quarter, theme, status in np.ndindex(quarters, *kommune.counts.shape[1:]):
            codes = {**kommune.codes, "theme": THEMES[theme], "status": list(STATUSES)[status], YEAR: f"Q{quarter + 1}"}
            count = int(kommune.counts[quarter, theme, status])
            for size in range(len(spec) + 1):
                for dims in combinations(spec, size):
                    made = crossed[tuple((dim, codes[dim]) for dim in sorted(dims))]
                    made[kommune.name] = made.get(kommune.name, 0) + count
    return crossed


def _name(codes: Codes) -> str:
    return "|".join(f"{dim}={code}" for dim, code in codes) or "all"
