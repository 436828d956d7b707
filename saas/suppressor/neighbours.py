"""A few groups of kommuner at a time: a table that moves only theirs is one that every other coordinator must reckon with.

Such programs are a hundred times smaller than the whole, and each answer serves nearly all readers at once.
"""

import random
from collections.abc import Iterator, Sequence

import numpy as np

from saas.suppressor.attacker import Attacker, Columns
from saas.suppressor.circles import Wanted, lacking
from saas.suppressor.kommuner import Behind
from saas.suppressor.primary import coordinator
from saas.suppressor.problem import OUTSIDER, Mask, Problem
from saas.suppressor.witness import ENOUGH, Witnesses

TOGETHER = (8, 16)  # So many groups are moved at a time, first and then.
TIMES = 6  # So many times at most are the groups dealt out anew,
WORTH_IT = 0.8  # and no more when a deal leaves more than this share of what was open.
PUSHES = 10


class Neighbours:
    """Finds tables for all readers together by moving few groups at a time; `views` are the readers."""

    def __init__(self, problem: Problem, behind: Behind, views: Sequence[str]) -> None:
        self.problem, self.views = problem, [OUTSIDER, *views]
        cells = len(problem.system.cells)
        of_group: dict[tuple[str, ...], list[int]] = {}
        for figure in behind.figures:
            of_group.setdefault(figure.group, []).append(problem.at[figure.id])
        self.groups = sorted(of_group)
        self.columns = {group: np.array(at, np.int32) for group, at in of_group.items()}
        self.cells = np.arange(cells, dtype=np.int32)
        self.people = {group: {coordinator(problem.system.people, one) for one in group} for group in self.groups}

    def push(self, witnesses: Witnesses, blank: Mask, wanted: Wanted) -> None:
        """Look for tables that move every figure as far as wanted, for every reader."""
        chance = random.Random(1)
        for together in TOGETHER:
            for _ in range(TIMES):
                before = self._open(witnesses, blank, wanted).sum()
                for part in self._deal(together, chance):
                    self._push(part, witnesses, blank, wanted)
                after = self._open(witnesses, blank, wanted).sum()
                if not after:
                    return
                if after > WORTH_IT * before:
                    break

    def _deal(self, together: int, chance: random.Random) -> Iterator[list[tuple[str, ...]]]:
        groups = list(self.groups)
        chance.shuffle(groups)
        parts = max(1, len(groups) // together)
        yield from (groups[part::parts] for part in range(parts))

    def _push(self, part: Sequence[tuple[str, ...]], witnesses: Witnesses, blank: Mask, wanted: Wanted) -> None:
        """Up and down in turn, as long as that settles anything for those who have none of their own among these."""
        theirs = set().union(*(self.people[group] for group in part))
        others = np.array([view not in theirs for view in self.views])
        columns = np.unique(np.concatenate([self.cells, *(self.columns[group] for group in part)])).astype(np.int32)
        attacker, before = Attacker(self.problem, columns), np.inf
        for number in range(PUSHES):
            left = self._open(witnesses, blank, wanted)[others][:, columns]
            count, any_left = left.sum(), columns[left.any(axis=0)]
            if not count or (number % 2 == 0 and count >= before):
                return
            before = count if number % 2 == 0 else before
            self._move(any_left, number % 2 == 0, witnesses, blank, wanted, attacker)

    def _move(
        self, figures: Columns, upward: bool, witnesses: Witnesses, blank: Mask, wanted: Wanted, attacker: Attacker
    ) -> None:
        up, lo, width = (side[figures] for side in wanted)
        far = np.maximum(up if upward else lo, width)
        able = np.isfinite(far)
        if able.any():
            witnesses.spread(figures[able], far[able], blank, upward, OUTSIDER, attacker)

    def _open(self, witnesses: Witnesses, blank: Mask, wanted: Wanted) -> np.ndarray:
        """For every reader (a row) the figures that nothing found yet moves far enough."""
        return np.asarray((lacking(wanted, witnesses.reaches(self.views)) > ENOUGH) & blank)
