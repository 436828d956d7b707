"""What one family can be lent of a figure by others, who take another figure of the same facts for it."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np
from scipy.sparse import csr_matrix

from saas.auditor.shrinking import Column, Family
from saas.auditor.system import Array

# The figure that is given for it; who can lend, any of these; and who lends together, as much as the least of several can.
Way = tuple[int, list[int], list[list[int]]]


class Lending:
    """Which figures of which families stand alike in the facts about many. Figures are numbered through, family by family.

    Some kommuner's stock stood still between two releases, so that it is one figure in both; others' is two. These two
    together can be lent for the one.
    """

    def __init__(self, families: Sequence[Family]) -> None:
        self.columns = [column for family in families for column in family.columns]
        self.family = np.repeat(np.arange(len(families)), [len(family.columns) for family in families])
        self.first = np.searchsorted(self.family, np.arange(len(families)))
        self.found: dict[tuple[Column, Column], list[int]] = defaultdict(list)
        for figure, column in enumerate(self.columns):
            for other in self._beside(figure):
                self.found[column, self.columns[other]].append(figure)
        self._lay_out([(figure, way) for figure in range(len(self.columns)) for way in self._ways(figure)])

    def _beside(self, figure: int) -> Iterator[int]:
        """The other figures of the same family that stand in other facts."""
        for other in np.flatnonzero(self.family == self.family[figure]).tolist():
            if self.columns[other] != self.columns[figure]:
                yield other

    def _ways(self, figure: int) -> Iterator[Way]:
        column = self.columns[figure]
        for other in self._beside(figure):
            taken = self.columns[other]
            alike = [place for place in self.found[column, taken] if self.family[place] != self.family[figure]]
            halves = self._in_halves(column, taken) if len(column) > 1 else []
            if alike or halves:
                yield other, alike, halves

    def _in_halves(self, column: Column, taken: Column) -> list[list[int]]:
        """For each fact that the figure stands in, who has a figure in that fact alone and one in a fact of the other's."""
        halves, free = [], list(taken)
        for entry in column:
            match = next((other for other in free if self.found.get(((entry,), (other,)))), None)
            if match is None or len(column) != len(taken):
                return []
            free.remove(match)
            halves.append(self.found[(entry,), (match,)])
        return halves

    def _lay_out(self, ways: Sequence[tuple[int, Way]]) -> None:
        """All ways side by side, since they are gone through for every world."""
        of = np.array([figure for figure, _ in ways], dtype=int)
        self._figures, self._starts = np.unique(of, return_index=True)
        self._given = np.array([given for _, (given, _, _) in ways], dtype=int)
        self._alike = self._marked([alike for _, (_, alike, _) in ways])
        halves = [(number, half) for number, (_, (_, _, several)) in enumerate(ways) for half in several]
        self._halved, self._half_starts = np.unique(
            np.array([number for number, _ in halves], dtype=int), return_index=True
        )
        self._halves = self._marked([half for _, half in halves])

    def _marked(self, several: Sequence[Sequence[int]]) -> csr_matrix:
        """One row for each, with a one for every figure in it."""
        ends = np.cumsum([0, *(len(one) for one in several)])
        places = np.array([figure for one in several for figure in one], dtype=int)
        return csr_matrix((np.ones(len(places)), places, ends), (len(several), len(self.columns)))

    def more(self, loose: Array) -> Array:
        """[figure, coordinator]: how much more of each figure its family can have; `loose` is what of each is not her own."""
        most = np.zeros(loose.shape)
        if not len(self._figures):
            return most
        lent = self._alike @ loose
        if len(self._halved):
            lent[self._halved] += np.minimum.reduceat(self._halves @ loose, self._half_starts)
        most[self._figures] = np.maximum.reduceat(np.minimum(lent, loose[self._given]), self._starts)
        return np.maximum(most, 0.0)
