"""How low and how high one figure can be: two linear programs, fewer where earlier solutions are witnesses enough."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from saas.auditor.publication import INFINITY
from saas.auditor.system import Array, Part
from saas.auditor.warm import Warm

TOLERANCE = 1e-6


class CannotBeTrue(Exception):
    """The facts exclude one another: no figures at all fit them."""


class Push(NamedTuple):
    """One figure to push: where it stands, which way, and how far is far enough (None: as far as it goes)."""

    place: int
    upwards: bool
    goal: float | None


class Solver:
    """Attacks one part. Every solution found is kept as a witness of what each figure can be.

    `low` and `high` are the least and most each figure has been seen to be, in any world that fits the facts.
    """

    def __init__(self, part: Part, integer: bool = False) -> None:
        self.part = part
        self.integer = integer
        self.low = np.full(len(part.names), INFINITY)
        self.high = np.full(len(part.names), -INFINITY)
        self.limits = np.column_stack([part.least, part.most])
        self.settled = np.zeros(len(part.names), dtype=bool)
        self.solved = 0
        self._warm = Warm(part)
        finite = [np.abs(part.right), np.abs(part.least), np.abs(part.most)]
        # Wide witnesses are looked for below a ceiling, so that the search never runs off to infinity.
        self.ceiling = 100.0 + 2.0 * max((float(x[np.isfinite(x)].max(initial=0.0)) for x in finite), default=0.0)
        # A figure that stands in no fact is alone; its limits are its interval.
        if part.matrix.shape[0] == 0:
            self.low, self.high = part.least.copy(), part.most.copy()

    def witness(self, point: Array) -> None:
        """Remember a world that fits the facts."""
        self.low = np.minimum(self.low, point)
        self.high = np.maximum(self.high, point)

    def push(self, direction: Array) -> Array | None:
        """The world in which `direction @ x` is smallest; None when it has no floor. Raises CannotBeTrue."""
        self.solved += 1
        if self.integer:
            answer = milp(
                direction,
                constraints=LinearConstraint(self.part.matrix, self.part.right, self.part.right),
                bounds=Bounds(self.part.least, self.part.most),
                integrality=np.ones(len(direction)),
            )
        elif (found := self._warm.least(direction, self.limits)) is not None:
            self.witness(found)
            return found
        else:
            # Where there is no answer it must be told whether there is no floor or no world.
            answer = linprog(direction, A_eq=self.part.matrix, b_eq=self.part.right, bounds=self.limits, method="highs")
        if answer.status == 0:
            self.witness(answer.x)
            return answer.x
        if answer.status == 2:
            raise CannotBeTrue
        if answer.status == 3:
            return None
        return self._again(direction)

    def push_apart(self, pushes: Sequence[Push]) -> None:
        """Push many figures at once, each its own way and no further than its goal; the world found is a witness for all."""
        limits = np.clip(self.limits, -self.ceiling, self.ceiling)
        direction = np.zeros(len(self.part.names))
        for place, upwards, goal in pushes:
            # Small figures are as many as large ones, and count as much.
            weight = 1.0 / max(1.0, abs(goal)) if goal is not None else 1.0
            direction[place] = -weight if upwards else weight
            if goal is not None and upwards:
                limits[place, 1] = max(min(limits[place, 1], goal), limits[place, 0])
            elif goal is not None:
                limits[place, 0] = min(max(limits[place, 0], goal), limits[place, 1])
        self._witness_within(direction, limits)

    def settle_at_zero(self, places: Array) -> None:
        """Figures of zero that cannot rise when all are pushed up together cannot rise at all."""
        direction = np.zeros(len(self.part.names))
        direction[places] = -1.0
        found = self._witness_within(direction, np.clip(self.limits, -self.ceiling, self.ceiling))
        if found is not None and found[places].max() <= TOLERANCE:
            self.low[places] = self.high[places] = 0.0
            self.settled[places] = True

    def _witness_within(self, direction: Array, limits: Array) -> Array | None:
        self.solved += 1
        found = self._warm.least(direction, limits)
        if found is not None:
            self.witness(found)
        return found

    def _again(self, direction: Array) -> Array | None:
        """HiGHS may say «infeasible or unbounded» in one breath; asking for any world at all tells them apart."""
        anywhere = linprog(
            np.zeros_like(direction), A_eq=self.part.matrix, b_eq=self.part.right, bounds=self.limits, method="highs"
        )
        if anywhere.status != 0:
            raise CannotBeTrue
        self.witness(anywhere.x)
        return None

    def interval(self, place: int) -> tuple[float, float]:
        """The least and the most that the figure at `place` can be (infinite where nothing stops it)."""
        self.bound(place, upwards=False)
        self.bound(place, upwards=True)
        return float(self.low[place]), float(self.high[place])

    def bound(self, place: int, upwards: bool) -> bool:
        """Find one end of a figure's interval; always true, when it is found."""
        seen, limit = (self.high, self.part.most) if upwards else (self.low, self.part.least)
        at_limit = abs(limit[place]) != INFINITY and abs(seen[place] - limit[place]) <= TOLERANCE
        if self.part.matrix.shape[0] and not self.settled[place] and not at_limit:
            direction = np.zeros(len(self.part.names))
            direction[place] = -1.0 if upwards else 1.0
            if self.push(direction) is None:
                seen[place] = INFINITY if upwards else -INFINITY
        return True
