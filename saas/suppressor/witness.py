"""Alternative tables already found, kept as witnesses: what they prove needs no program of its own."""

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from saas.suppressor.attacker import Attacker
from saas.suppressor.nearest import Nearest
from saas.suppressor.problem import LARGE, OUTSIDER, Mask, Problem, Requirement, Vector
from saas.suppressor.reaching import ENOUGH, KEPT, Reaches

FEW_LEFT, FEW_NEAR = 3, 15
Goal = tuple[np.ndarray, Vector, bool]  # Which figures, how far each, and whether up.


class Witnesses:
    """Deviations that a reader cannot rule out, one a row. A row is good while every figure it moves is blank."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.attacker = Attacker(problem)
        self.nearest = Nearest(problem) if problem.size > LARGE else None
        self._beside: list[Attacker] = []
        self._rows = np.zeros((64, problem.size))
        self._moves = np.zeros((64, problem.size), bool)
        self._count = 0
        self._reaches = Reaches(problem)
        self._proven_for = np.zeros(0, np.intp)

    @property
    def rows(self) -> np.ndarray:
        """The deviations, one alternative table a row."""
        return self._rows[: self._count]

    @property
    def moves(self) -> np.ndarray:
        """Which figures each row moves."""
        return self._moves[: self._count]

    def learn(self, deviation: Vector) -> None:
        """Keep one more alternative table; the older half go when there are too many."""
        if not deviation.any():
            return
        if self._count == KEPT:
            self._drop(np.arange(KEPT) >= KEPT // 2, proven=True)
        if self._count == len(self._rows):
            self._rows = np.vstack([self._rows, np.zeros_like(self._rows)])
            self._moves = np.vstack([self._moves, np.zeros_like(self._moves)])
        self._rows[self._count], self._moves[self._count] = deviation, deviation != 0
        self._count += 1

    def start_over(self, blank: Mask) -> None:
        """Keep what holds for a pattern, and forget what was proven for one that had other blanks."""
        self._drop(self.still_good(blank), proven=bool(blank[self._proven_for].all()))
        self._proven_for = np.flatnonzero(blank)

    def keep(self, rows: Mask) -> None:
        """Forget all but these rows."""
        if not rows.all():
            self._drop(rows, proven=False)

    def _drop(self, rows: Mask, proven: bool) -> None:
        left, moves = self.rows[rows], self.moves[rows]
        self._count = len(left)
        self._rows[: self._count], self._moves[: self._count] = left, moves
        self._reaches.drop(rows, proven)

    def still_good(self, blank: Mask) -> Mask:
        """The rows that move blank figures only."""
        return np.asarray(~self.moves[:, ~blank].any(axis=1), bool)

    def scale(self, view: str) -> Vector:
        """How much of each row one reader cannot rule out, from 0 to 1."""
        return np.ones(self._count) if view == OUTSIDER else self._reaches.scale(view, self.rows)

    def reaches(self, views: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
        """The farthest up and down that the rows prove for each figure, for some readers: [reader, figure]."""
        return self._reaches.farthest(views, self.rows)

    def reach(self, requirement: Requirement, rows: Mask | None = None) -> tuple[float, float]:
        """The farthest up and down that the rows prove for a requirement."""
        scale = self.scale(requirement.view)
        sums = self.rows[:, list(requirement.figures)].sum(axis=1) * scale
        if rows is not None:
            sums = sums[rows]
        return self.counted(sums.max(initial=0.0)), self.counted(-sums.min(initial=0.0))

    def counted(self, distance: float) -> float:
        """A distance as a reader counts it: whole steps only, where figures are whole numbers."""
        return float(np.floor(distance + ENOUGH)) if self.problem.integral else float(distance)

    def proves(self, requirement: Requirement, rows: Mask | None = None) -> bool:
        """Whether the rows alone show that a requirement holds."""
        return shortfall(requirement, *self.reach(requirement, rows)) <= ENOUGH

    def holds(self, requirement: Requirement, blank: Mask) -> bool:
        """Whether a requirement holds under a pattern; asks the attacker where no row proves it."""
        if not active(requirement, blank):
            return True
        good = self.still_good(blank)
        up, lo = self.reach(requirement, good)
        if shortfall(requirement, up, lo) <= ENOUGH:
            return True
        if self.nearest is not None and (known := self._near_enough(self.nearest, requirement, blank)) is not None:
            return known
        self.attacker.face(blank, requirement.view)
        for upward in (True, False):
            moved, _ = self.attacker.stretch(np.array(requirement.figures), upward)
            self.learn(moved)
            far = self.counted(abs(float(moved[list(requirement.figures)].sum())))
            up, lo = (max(up, far), lo) if upward else (up, max(lo, far))
            if shortfall(requirement, up, lo) <= ENOUGH:
                return True
        return False

    def _near_enough(self, nearest: Nearest, wanted: Requirement, blank: Mask) -> bool | None:
        """Whether a small movement shows that a requirement holds, or that none does; None where only the largest can tell."""
        if len(wanted.figures) > 1 or (wanted.lo and not wanted.either):
            return None
        up = wanted.up if wanted.either else max(wanted.up, wanted.width)
        for side in (up, -wanted.lo) if wanted.either else (up,):
            far = np.copysign(np.ceil(abs(side) - ENOUGH), side) if self.problem.integral else side
            moved = nearest.movement(wanted.figures[0], float(far), blank, wanted.view) if np.isfinite(far) else None
            if moved is not None:
                self.learn(moved)
                return True
        return False if wanted.either and not wanted.width else None

    def broken(self, requirements: Iterable[Requirement], blank: Mask) -> list[Requirement]:
        """The requirements that a pattern does not meet, found reader by reader."""
        by_view: dict[str, list[Requirement]] = {}
        for one in requirements:
            by_view.setdefault(one.view, []).append(one)
        return [one for view, group in by_view.items() for one in self._broken_for(view, group, blank)]

    def _broken_for(self, view: str, group: Sequence[Requirement], blank: Mask) -> list[Requirement]:
        good = self.still_good(blank)
        if not good.all():
            self.keep(good)
        left = self.unproven([one for one in group if active(one, blank)])
        # In a large problem a coordinator's few are quicker found one by one, and each answer serves the others as well.
        if len(left) > (FEW_LEFT if self.nearest is None or view == OUTSIDER else FEW_NEAR):
            left = self._move_many(view, left, blank)
        return [one for one in left if not self.holds(one, blank)]

    def unproven(self, group: Sequence[Requirement], rows: Mask | None = None) -> list[Requirement]:
        """Those of one reader's requirements that none of the rows (all, or those marked) proves."""
        if not group or not self._count:
            return list(group)
        view = group[0].view
        scale = self.scale(view)[:, None]
        singles = [one for one in group if len(one.figures) == 1]
        moved = self.rows[:, [one.figures[0] for one in singles]]
        moved = moved if view == OUTSIDER else moved * scale
        if rows is not None:
            moved = moved[rows]
        up = self.counted_all(moved.max(axis=0, initial=0.0))
        lo = self.counted_all(-moved.min(axis=0, initial=0.0))
        short = {one: shortfall(one, up[number], lo[number]) for number, one in enumerate(singles)}
        return [one for one in group if (short[one] > ENOUGH if one in short else not self.proves(one, rows))]

    def counted_all(self, distances: Vector) -> Vector:
        """Many distances as a reader counts them."""
        return self._reaches.counted(distances)

    def spread(
        self, figures: np.ndarray, far: Vector, blank: Mask, upward: bool, view: str, attacker: Attacker | None = None
    ) -> None:
        """Learn one table that moves as many of these figures as far as asked as one reader cannot rule out."""
        asked = attacker or self.attacker
        asked.face(blank, view)
        asked.hold(figures, np.maximum(far, self.problem.barely))
        self.learn(asked.stretch(figures, upward)[0])

    def spread_several(self, goals: Mapping[str, Goal], blank: Mask, hands: ThreadPoolExecutor) -> None:
        """The same for several readers at once, by a program for each; what is found is learnt in the readers' order."""
        while len(self._beside) < len(goals):
            self._beside.append(Attacker(self.problem) if self._beside else self.attacker)
        asked = list(zip(self._beside, goals.items(), strict=False))
        for attacker, (view, (figures, far, _)) in asked:
            attacker.face(blank, view)
            attacker.hold(figures, np.maximum(far, self.problem.barely))
        for found in hands.map(lambda one: self._stretched(one[0], *one[1][1]), asked):
            self.learn(found)

    def _stretched(self, attacker: Attacker, figures: np.ndarray, _: Vector, upward: bool) -> Vector:
        return attacker.stretch(figures, upward)[0] if self.nearest is None else attacker.stretch_afresh(figures, upward)

    def _move_many(self, view: str, left: list[Requirement], blank: Mask) -> list[Requirement]:
        """Stretch many figures at once, up and down, as long as that proves any of them."""
        while left:
            before = len(left)
            for upward in (True, False):
                figures = np.array([figure for one in left for figure in one.figures])
                most = np.array([_enough(one) for one in left for _ in one.figures])
                self.attacker.face(blank, view)
                self.attacker.hold(figures, most)
                self.learn(self.attacker.stretch(figures, upward)[0])
                left = self.unproven(left)
                if not left:
                    break
            if len(left) > 0.8 * before:
                break
        return left


def _enough(requirement: Requirement) -> float:
    """How far a figure need move at most for a requirement to be met."""
    sides = (requirement.up, requirement.lo, requirement.width)
    return max(1.0, *(side for side in sides if np.isfinite(side)))


def shortfall(requirement: Requirement, up: float, lo: float) -> float:
    """How much a requirement lacks; nothing or less when it is met."""
    if requirement.either:
        return min(requirement.up - up, requirement.lo - lo)
    return max(requirement.up - up, requirement.lo - lo, requirement.width - up - lo)


def active(requirement: Requirement, blank: Mask) -> bool:
    """Whether a requirement counts under a pattern."""
    return not requirement.own_blank or bool(blank[requirement.figures[0]])
