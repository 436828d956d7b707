"""What every coordinator must be left in doubt about, who knows her own kommuner exactly."""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from saas.suppressor.parameters import Parameters
from saas.suppressor.problem import Mask, Problem, Requirement, Vector, persons
from saas.suppressor.witness import ENOUGH, Witnesses

FEW_TOGETHER = 6
Reach = tuple[Vector, Vector]  # How far up and down each figure can move.
Levels = tuple[Vector, Vector]  # How far up, and how far in all, each cell must be able to move.


class Insiders:
    """The needs of coordinators: p % on the largest other contributor, a width, and no blank exact."""

    def __init__(self, problem: Problem, needing: Iterable[int], rules: Parameters) -> None:
        self.problem, self.rules, self.needing = problem, rules, sorted(set(needing))
        self.cells = len(problem.system.cells)
        self._needing = np.zeros(problem.size, bool)
        self._needing[self.needing] = True
        self._for_all = self._levels((), range(self.cells))
        self._of: dict[str, Levels] = {}

    def left_open(self, view: str, blank: Mask, witnesses: Witnesses, proven: Reach) -> list[Requirement]:
        """What one reader must be left in doubt about; neither the reach already proven nor a known table shows it."""
        levels = self._seen_by(view)
        left = self._short(levels, np.flatnonzero(blank[: self.cells]), *proven)
        if left.size:
            moved = witnesses.rows[:, left] * witnesses.scale(view)[:, None]
            up, lo = np.zeros(self.problem.size), np.zeros(self.problem.size)
            up[left] = witnesses.counted_all(moved.max(axis=0, initial=0.0))
            lo[left] = witnesses.counted_all(-moved.min(axis=0, initial=0.0))
            left = self._short(levels, left, up, lo)
        return [self._requirement(int(number), levels, view) for number in left]

    def farthest(self) -> tuple[Vector, Vector]:
        """The most that a reader without kommuner of her own would need, up and in all, for every figure."""
        up, width = np.zeros(self.problem.size), np.zeros(self.problem.size)
        up[: self.cells], width[: self.cells] = self._for_all
        return up, width

    def _short(self, levels: Levels, at: NDArray[np.intp], up: Vector, lo: Vector) -> NDArray[np.intp]:
        lacking = np.maximum(levels[0][at] - up[at], levels[1][at] - up[at] - lo[at])
        return at[lacking > ENOUGH]

    def _requirement(self, number: int, levels: Levels, view: str) -> Requirement:
        if self._needing[number]:
            return Requirement((number,), up=float(levels[0][number]), width=float(levels[1][number]), view=view)
        own_blank = not self.problem.must[number]
        return Requirement((number,), width=self.problem.barely, view=view, own_blank=own_blank)

    def _seen_by(self, view: str) -> Levels:
        """One reader's levels; they differ from everyone's only in the cells that her own kommuner are in."""
        if view not in self._of:
            people = persons(view)
            own = sorted({number for one in people for number in self.problem.people[one] if number < self.cells})
            up, width = (column.copy() for column in self._for_all)
            own_up, own_width = self._levels(people, own)
            up[own], width[own] = own_up, own_width
            self._of[view] = up, width
        return self._of[view]

    def _levels(self, people: Sequence[str], numbers: Iterable[int]) -> Levels:
        found = [self._level(people, number) for number in numbers]
        return np.array([up for up, _ in found]), np.array([width for _, width in found])

    def _level(self, people: Sequence[str], number: int) -> tuple[float, float]:
        """The largest other contributor must be over-estimated by p %, and the figure be wide (Handbook PS2*)."""
        if self._knows(people, number):
            return 0.0, 0.0
        if not self._needing[number]:
            return 0.0, self.problem.barely
        width = self.rules.insider_width
        if self.problem.amounts[number] is None:
            return 0.0, width
        others = self.problem.others(number, people)
        rest = sum(others.values())
        up = max(0.0, (1 + self.rules.p_percent / 100) * max(others.values()) - rest)
        ceiling = self.problem.ceiling(number, people)
        if self.problem.integral:
            up, width = float(np.ceil(up - 1e-6)), float(np.ceil(width - 1e-6))
        return min(up, max(0.0, ceiling - rest)), min(width, ceiling)

    def _knows(self, people: Sequence[str], number: int) -> bool:
        """Whether readers know a figure from their own kommuner alone; or nobody could have anything in it."""
        if self.problem.amounts[number] is None:
            return self.problem.names[number] not in self.problem.system.shown
        return not self.problem.others(number, people)


def may_pool(problem: Problem, needing: Iterable[int]) -> set[tuple[str, str]]:
    """Pairs of coordinators that share an unsafe figure, where few enough are behind it to gain by pooling."""
    pairs = set()
    for number in needing:
        by_person = problem.others(number, ())
        largest = sorted(by_person, key=lambda person: (-by_person[person], person))[:FEW_TOGETHER]
        pairs |= {(one, other) for one in largest for other in largest if one < other}
    return pairs
