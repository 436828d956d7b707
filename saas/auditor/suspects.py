"""Which coordinator might still open which kommune's figure, when all that could be cleared together has been."""

from collections import Counter
from collections.abc import Iterable, Mapping

import numpy as np

from saas.auditor.board import Board
from saas.auditor.kommuner import Pair


class Suspects:
    """What is left on the boards, in names. `holders`: {coordinator: her kommuner}, in the boards' order.

    `waiting`: {(kommune, figure): coordinators who may still open it}; `unseen`: the pairs that nobody at all has failed
    to open yet, so that they may be open to everybody; `asked`: how many (figure, reader) the boards began with.
    """

    def __init__(self, holders: Mapping[str, frozenset[str]], boards: Iterable[Board]) -> None:
        self.holders = holders
        names = list(holders)
        self.waiting: dict[Pair, set[str]] = {}
        self.unseen: set[Pair] = set()
        for board in boards:
            for line in np.flatnonzero(board.left.any(axis=1)):
                left = board.left[line]
                for pair in board.pairs[line]:
                    self.waiting[pair] = {names[number] for number in np.flatnonzero(left)} if names else set()
                    if left.sum() == board.asked[line]:
                        self.unseen.add(pair)

    def left(self) -> dict[str, set[Pair]]:
        """{coordinator: what she may be able to open}, for those who have something left."""
        found: dict[str, set[Pair]] = {}
        for pair, waiting in self.waiting.items():
            for holder in waiting:
                found.setdefault(holder, set()).add(pair)
        return {holder: found[holder] for holder in self.holders if holder in found}

    def left_in(self) -> Counter[str]:
        """{figure: how many (kommune, coordinator) are left of it}."""
        found: Counter[str] = Counter()
        for (_, figure), waiting in self.waiting.items():
            found[figure] += len(waiting)
        return found
