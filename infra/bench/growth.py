"""(c) What growth costs: the same pages of the same kommune, in a house with few kommuner and in houses with many."""

from functools import partial
from statistics import median
from typing import Any

from infra.bench.asked import opened, pages
from infra.bench.houses import Ground, enter, leave, tell
from infra.bench.measuring import Cost, backends, interleaved
from infra.house import build

ROUNDS = 30


def measure(ground: Ground) -> dict[str, Any]:
    """Per page and number of kommuner: milliseconds by the clock and of work; and the median of the pages' ratios to the fewest."""
    houses = {}
    try:
        for kommuner in ground.sizes:
            name = ground.sized(kommuner)
            houses[kommuner] = (name, build(ground.settings(name), check=False))
        return {**_told(ground, _rounds(ground, houses)), "sizes": _facts(ground)}
    finally:
        for _, app in houses.values():
            leave(app)


def _rounds(ground: Ground, houses: dict[int, tuple[str, Any]]) -> dict[str, dict[int, Cost]]:
    """One page at a time, in one house after the other within the same moment."""
    browsers = {kommuner: enter(app) for kommuner, (_, app) in houses.items()}
    addresses = {kommuner: pages(ground, name) for kommuner, (name, _) in houses.items()}
    found = {}
    for page in next(iter(addresses.values())):
        ways = {str(kommuner): partial(opened, browsers[kommuner], addresses[kommuner][page]) for kommuner in houses}
        for way in ways.values():
            way()
        meters = [backends(ground.admin_url(name), name) for name, _ in houses.values()]
        costs = interleaved(ways, ground.rounds(ROUNDS), lambda meters=meters: sum(meter() for meter in meters))  # type: ignore[misc]
        found[page] = {kommuner: costs[str(kommuner)] for kommuner in houses}
        tell(f"{page}: " + ", ".join(f"{cost.clock:.1f} ms i {kommuner}" for kommuner, cost in found[page].items()))
    return found


def _told(ground: Ground, found: dict[str, dict[int, Cost]]) -> dict[str, Any]:
    few, some, many = ground.sizes
    clock = {size: median(costs[size].clock for costs in found.values()) for size in ground.sizes}
    work = {size: median(costs[size].work for costs in found.values()) for size in ground.sizes}
    for size in (some, many):
        tell(f"{few} → {size} kommuner: {clock[size] / clock[few]:.2f} × i median sidetid ({work[size] / work[few]:.2f} × i arbeid)")
    return {
        "pages": {page: {str(size): [cost.clock, cost.work] for size, cost in costs.items()} for page, costs in found.items()},
        "clock": {str(size): clock[size] / clock[few] for size in ground.sizes},
        "work": {str(size): work[size] / work[few] for size in ground.sizes},
        "each": {str(size): median(costs[size].clock / costs[few].clock for costs in found.values()) for size in ground.sizes},
    }


def _facts(ground: Ground) -> dict[str, float]:
    """Bytes of each database, and the rows that one kommune of the crowd has."""
    return {**{str(size): ground.size_of(ground.sized(size)) for size in ground.sizes}, "rows": ground.rows}
