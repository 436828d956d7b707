"""Many coordinators at once: what their circle cannot rule out, none of them can, so few need programs of their own."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from saas.suppressor.attacker import Attacker, Columns
from saas.suppressor.problem import Mask, Problem, Vector
from saas.suppressor.witness import ENOUGH, Goal, Witnesses

MARK = "\x1e"
BASE = 4
MANY, FEW = 24, 4  # Pushes by small programs, which cost next to nothing, and by the large one.
MORE = 1.2  # A circle is pushed anew where so many times as many figures are open as it left.
SLOW = 0.95  # As long as a pair of large pushes leaves no more than this share of the open figures open, another follows.

HANDS = 2  # Circles at a time, as the smallest machine has two cores.

Small = Sequence[tuple[Columns, Attacker]]
Wanted = tuple[Vector, Vector, Vector]  # How far up, or else down, and how far in all, each figure must be able to move.


def lacking(wanted: Wanted, far: tuple[Vector, Vector]) -> Vector:
    """How much is missing of what is wanted of each figure, where it is proven to move so far up and down."""
    (up, lo, width), (far_up, far_lo) = wanted, far
    return np.asarray(np.maximum(np.minimum(up - far_up, lo - far_lo), width - far_up - far_lo))


class Circles:
    """Made-up readers who know of each figure what the best informed of many coordinators knows of it.

    The coordinators are parted by every digit of their number, so that any two of them are apart in some circle: what
    one knows is free to move in a circle that the other is in.
    """

    def __init__(self, problem: Problem, readers: Sequence[str]) -> None:
        self.problem = problem
        self.of: dict[str, list[str]] = {reader: [] for reader in readers}
        self.members: dict[str, Sequence[str]] = {}
        self._left: dict[str, int] = {}
        digit = 1
        while digit < len(readers):
            for value in range(BASE):
                members = [one for number, one in enumerate(readers) if number // digit % BASE == value]
                if members:
                    self._add(f"{MARK}{digit} {value}", members)
            digit *= BASE

    def _add(self, name: str, members: Sequence[str]) -> None:
        self.problem.join_views(name, members)
        self.members[name] = members
        for one in members:
            self.of[one].append(name)

    def push(self, witnesses: Witnesses, blank: Mask, wanted: Wanted, small: Small) -> None:
        """Look for tables that move every figure as far as wanted, for every circle; by small programs first.

        Some circles are pushed at a time, in step, and what is found is learnt in their order: the same case gives the same tables.
        """
        names = list(self.members)
        with ThreadPoolExecutor(HANDS) as hands:
            for first in range(0, len(names), HANDS):
                # What was left the last time is left again, as long as few blanks were added: then each reader is asked by herself.
                several = [
                    name
                    for name in names[first : first + HANDS]
                    if self._open(name, witnesses, blank, wanted) > MORE * self._left.get(name, 0)
                ]
                for name in several:
                    self.push_small(name, witnesses, blank, wanted, small)
                self._push_in_step(several, witnesses, blank, wanted, hands)
                self._left |= {name: self._open(name, witnesses, blank, wanted) for name in several}

    def _open(self, name: str, witnesses: Witnesses, blank: Mask, wanted: Wanted) -> int:
        """How many blanks nothing shows to be far enough for a circle."""
        return int((blank & (lacking(wanted, self._proven(name, witnesses)) > ENOUGH)).sum())

    def push_small(self, name: str, witnesses: Witnesses, blank: Mask, wanted: Wanted, small: Small) -> None:
        """The same for one circle or one reader, by small programs alone."""
        for columns, attacker in small:
            for figures, far, upward in self._goals(name, witnesses, blank, wanted, columns, MANY):
                witnesses.spread(figures, far, blank, upward, name, attacker)

    def _push_in_step(
        self, names: Sequence[str], witnesses: Witnesses, blank: Mask, wanted: Wanted, hands: ThreadPoolExecutor
    ) -> None:
        """The same for some circles at once, by the large program, one for each of them."""
        everything = np.arange(self.problem.size, dtype=np.int32)
        going = {name: self._goals(name, witnesses, blank, wanted, everything, FEW) for name in names}
        while going:
            goals = {name: goal for name, goals in going.items() if (goal := next(goals, None)) is not None}
            witnesses.spread_several(goals, blank, hands)
            going = {name: going[name] for name in goals}

    def _goals(
        self, name: str, witnesses: Witnesses, blank: Mask, wanted: Wanted, columns: Columns, most: int
    ) -> Iterator[Goal]:
        """Up and down in turn, at `most` so often, as long as that settles many of the figures that are open among some."""
        up, lo, width = (side[columns] for side in wanted)
        before = np.inf
        for number in range(most):
            upward = number % 2 == 0
            far_up, far_lo = (far[columns] for far in self._proven(name, witnesses))
            left = np.flatnonzero(blank[columns] & (lacking((up, lo, width), (far_up, far_lo)) > ENOUGH))
            if not left.size or (upward and left.size > (before - 1 if most == MANY else SLOW * before)):
                return
            before = left.size if upward else before
            far = np.maximum(up if upward else lo, width - (far_lo if upward else far_up))[left]
            left, far = left[np.isfinite(far)], far[np.isfinite(far)]
            if left.size:
                yield columns[left], far, upward

    def _proven(self, name: str, witnesses: Witnesses) -> tuple[Vector, Vector]:
        """How far up and down each figure can move for everyone in a circle (or for one reader)."""
        up, lo = witnesses.reaches([name, *self.members.get(name, ())])
        if name not in self.members:
            return up[0], lo[0]
        return np.maximum(up[0], up[1:].min(axis=0)), np.maximum(lo[0], lo[1:].min(axis=0))

    def reach(self, reader: str, witnesses: Witnesses) -> tuple[Vector, Vector]:
        """How far up and down each figure can move for one reader, as she herself and her circles prove."""
        up, lo = witnesses.reaches([reader, *self.of.get(reader, ())])
        return up.max(axis=0), lo.max(axis=0)
