"""What one family can be lent of a figure by others, who take another figure of the same facts for it."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np

from saas.auditor.shrinking import Column, Family
from saas.auditor.system import Array

Place = tuple[int, int]  # A family, and one of its figures.
# What is lent, by any of the first; and what is lent as the least of several, by any of each.
Way = tuple[int, list[Place], list[list[Place]]]


class Lending:
    """Which figures of which families stand alike in the facts about many.

    Some kommuner's stock stood still between two releases, so that it is one figure in both; others' is two. These two
    together can be lent for the one.
    """

    def __init__(self, families: Sequence[Family]) -> None:
        self.found: dict[tuple[Column, Column], list[Place]] = defaultdict(list)
        for number, family in enumerate(families):
            for one, column in enumerate(family.columns):
                for other in family.columns:
                    if other != column:
                        self.found[column, other].append((number, one))
        self.ways = [
            [list(self._ways(number, family, one)) for one in range(len(family.columns))] for number, family in enumerate(families)
        ]

    def _ways(self, number: int, family: Family, one: int) -> Iterator[Way]:
        column = family.columns[one]
        for other, taken in enumerate(family.columns):
            if other == one:
                continue
            alike = [place for place in self.found[column, taken] if place[0] != number]
            halves = self._in_halves(column, taken) if len(column) > 1 else []
            if alike or halves:
                yield other, alike, halves

    def _in_halves(self, column: Column, taken: Column) -> list[list[Place]]:
        """For each fact that the figure stands in, who has a figure in that fact alone and one in a fact of the other's."""
        halves, free = [], list(taken)
        for entry in column:
            match = next((other for other in free if self.found.get(((entry,), (other,)))), None)
            if match is None or len(column) != len(taken):
                return []
            free.remove(match)
            halves.append(self.found[(entry,), (match,)])
        return halves

    def more(self, number: int, one: int, loose: Sequence[Array]) -> Array:
        """How much more of its figure `one` a family can have, for each coordinator; `loose` is what of each is not her own."""
        most = np.zeros(len(loose[number]))
        for other, alike, halves in self.ways[number][one]:
            lent = _sum(alike, loose, most)
            if halves:
                lent = lent + np.min([_sum(half, loose, most) for half in halves], axis=0)
            most = np.maximum(most, np.minimum(lent, loose[number][:, other]))
        return most


def _sum(places: Sequence[Place], loose: Sequence[Array], like: Array) -> Array:
    found = np.zeros(len(like))
    for family, figure in places:
        found += loose[family][:, figure]
    return found
