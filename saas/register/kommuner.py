"""The 357 kommuner, and which of them a kommune may fairly be held up against."""

import csv
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "data"
# A group smaller than this says more about its members than about the likeness; it is widened, and says so.
SMALLEST_GROUP = 10
# The lowest population of each band and how the band is written, the same in bokmål and nynorsk.
BANDS = (
    (50_000, "minst 50 000"),
    (20_000, "20 000–49 999"),
    (10_000, "10 000–19 999"),
    (5_000, "5 000–9 999"),
    (2_000, "2 000–4 999"),
    (0, "under 2 000"),
)
MOST_CENTRAL, LEAST_CENTRAL = 1, 6


@dataclass(frozen=True)
class Kommune:
    """An official kommune. `population` is the newest; `centrality` runs from 1 (most) to 6; no `language` is neutral."""

    number: str
    name: str
    county: str
    population: int
    centrality: int
    language: str
    populations: dict[int, int] = field(compare=False, repr=False)
    org_number: str = ""
    names: tuple[tuple[str, str], ...] = ()
    police_district: str = ""
    web_domain: str = ""
    post_address: str = ""
    post_confirmed: str = ""

    @property
    def official_address(self) -> str:
        """Where the kommune takes its post, when somebody has confirmed it; never made up after a pattern."""
        return self.post_address if self.post_confirmed else ""

    @property
    def full_name(self) -> str:
        """The name, with the county in brackets where two kommuner share it."""
        return f"{self.name} ({self.county})" if _names()[self.name] > 1 else self.name


@dataclass(frozen=True)
class Comparison:
    """The kommuner that are alike in size and centrality, the kommune itself left out; say it with say(name, **params)."""

    name: str
    params: dict[str, Any]
    numbers: tuple[str, ...]


def N_(sentence: str) -> str:
    """Mark a sentence as a text for the catalogues."""
    return sentence


def all() -> tuple[Kommune, ...]:
    """Every kommune, by number."""
    return tuple(_register().values())


def find(number: str) -> Kommune | None:
    """The kommune of this number; None for the demo's kommuner (99xx) and for numbers that are none."""
    return _register().get(number)


def in_demo() -> tuple[Kommune, ...]:
    """The demo's fictional kommuner, which are in no register; never counted among the others."""
    return tuple(_file("demo.csv").values())


def look_up(number: str, *, demo: bool) -> Kommune | None:
    """The kommune of this number; in the demo also a fictional one."""
    return find(number) or (_file("demo.csv").get(number) if demo else None)


def official_names(kommune: Kommune) -> list[tuple[str, str]]:
    """(BCP 47 language tag, name) in the official order, so that pages write `<span lang="se">`."""
    return list(kommune.names) or [("no", kommune.name)]


@cache
def fylker() -> tuple[tuple[str, str, str], ...]:
    """(number, name, official name) of the 15 fylker."""
    with (FOLDER / "fylker.csv").open(encoding="utf-8", newline="") as file:
        return tuple((row["number"], row["name"], row["official_name"]) for row in csv.DictReader(file))


def population(number: str, year: int) -> int | None:
    """How many lived in a kommune on 1 January of a year, where it is known; «0» is the whole country."""
    if number == "0":
        return sum(kommune.populations[year] for kommune in all()) if year in all()[0].populations else None
    found = find(number)
    return found.populations.get(year) if found else None


@cache
def group_of(number: str) -> Comparison | None:
    """The kommuner in the same population band and of the same or the next centrality; widened until there are enough."""
    own = find(number)
    if own is None:
        return None
    floor, band = _band(own.population)
    for reach in range(1, LEAST_CENTRAL):
        first, last = max(own.centrality - reach, MOST_CENTRAL), min(own.centrality + reach, LEAST_CENTRAL)
        alike = [
            other.number
            for other in all()
            if other is not own and _band(other.population)[0] == floor and first <= other.centrality <= last
        ]
        if len(alike) >= SMALLEST_GROUP:
            break
    params = {"population": band, "first": first, "last": last}
    if (first, last) == (MOST_CENTRAL, LEAST_CENTRAL):
        return Comparison(N_("Kommuner med {population} innbyggere"), params, tuple(alike))
    return Comparison(N_("Kommuner med {population} innbyggere og sentralitet {first}–{last}"), params, tuple(alike))


def _band(people: int) -> tuple[int, str]:
    return next(band for band in BANDS if people >= band[0])


def _register() -> dict[str, Kommune]:
    return _file("kommuner.csv")


@cache
def _file(name: str) -> dict[str, Kommune]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return {row["number"]: _kommune(row) for row in csv.DictReader(file)}


def _kommune(row: dict[str, str]) -> Kommune:
    populations = {int(name[-4:]): int(count) for name, count in row.items() if name.startswith("population_")}
    newest = populations[max(populations)]
    names = tuple(tuple(pair.split(":", 1)) for pair in row["official_names"].split("|") if pair)
    facts = {key: row[key] for key in ("org_number", "police_district", "web_domain", "post_address", "post_confirmed")}
    return Kommune(
        row["number"],
        row["name"],
        row["county"],
        newest,
        int(row["centrality"]),
        row["language"],
        populations,
        names=names,  # type: ignore[arg-type]
        **facts,
    )


@cache
def _names() -> Counter[str]:
    return Counter(kommune.name for kommune in all())
