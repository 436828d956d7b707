"""Witnesses by the hundred: worlds in which many figures are elsewhere at once, so that few programs settle many figures."""

import math
import random
from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np

from saas.auditor.solving import TOLERANCE, Push, Solver

# So many worlds in a row may settle nothing new before it is given up.
PATIENCE = 3
Wanted = Sequence[tuple[str, int]]


class Reach(Protocol):
    """Anything that knows how far a figure must be able to go (Need is one)."""

    def reach(self) -> tuple[float | None, float | None]:
        """How low, and how high, is enough; None where any distance is."""
        ...


class Seeker:
    """Looks for witnesses for many figures of one part together. Its choices are drawn from a fixed seed.

    `enough(solver, name, place)` says whether what is seen of a figure meets its need; `reach(name)` how far it should
    go, None where any distance will do; `inwards` that only whole numbers count.
    """

    def __init__(
        self,
        enough: Callable[[Solver, str, int], bool],
        reach: Callable[[str], Reach | None],
        inwards: bool,
    ) -> None:
        self.enough = enough
        self.reach = reach
        self.inwards = inwards
        self.chance = random.Random(1)

    def look(self, solver: Solver, wanted: Wanted) -> None:
        """Settle as many of `wanted` as few worlds can."""
        if not solver.part.matrix.shape[0]:
            return
        idle = 0
        waiting = self._waiting(solver, wanted)
        while idle < PATIENCE and len(waiting) > 1:
            solver.push_apart([self._push(solver, name, place) for name, place in waiting])
            left = self._waiting(solver, waiting)
            idle = 0 if len(left) < len(waiting) else idle + 1
            waiting = left
        self._settle_nothing(solver, waiting)

    def _waiting(self, solver: Solver, wanted: Wanted) -> list[tuple[str, int]]:
        return [(name, place) for name, place in wanted if not self.enough(solver, name, place)]

    def _push(self, solver: Solver, name: str, place: int) -> Push:
        """Nobody is pushed further than it takes, so that as many as possible move in the same world."""
        low, high = self._goals(solver, name, place)
        part = solver.part
        at_the_bottom = solver.low[place] <= part.least[place] + TOLERANCE
        if at_the_bottom or (low is not None and solver.low[place] <= low + TOLERANCE):
            upwards = True
        elif high is not None and solver.high[place] >= high - TOLERANCE:
            upwards = False
        else:
            upwards = self.chance.random() < 0.5
        return Push(place, upwards, high if upwards else low)

    def _goals(self, solver: Solver, name: str, place: int) -> tuple[float | None, float | None]:
        need = self.reach(name)
        low, high = need.reach() if need is not None else (None, None)
        if low is None or high is None:
            low, high = float(solver.high[place]) - 1.0, float(solver.low[place]) + 1.0
        if not (math.isfinite(low) and math.isfinite(high)):
            return None, None
        # Counts are whole: half a step would be rounded away again.
        return (math.floor(low + TOLERANCE), math.ceil(high - TOLERANCE)) if self.inwards else (low, high)

    def _settle_nothing(self, solver: Solver, wanted: Wanted) -> None:
        """Figures never seen above zero that cannot rise even together are zero, and need no program each."""
        part = solver.part
        flat = [
            place
            for name, place in wanted
            if solver.high[place] <= TOLERANCE and solver.low[place] >= 0 and part.least[place] >= 0
        ]
        if len(flat) > 1:
            solver.settle_at_zero(np.array(flat))

