"""Strikes out what coordinators cannot open, by moving some kommuner at a time while all the others stand still."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np

from saas.auditor.board import Board
from saas.auditor.shrinking import NOBODY
from saas.auditor.system import Array, Part
from saas.auditor.vicinity import distances
from saas.auditor.warm import Warm

# So many coordinators near to each kommune are moved in each turn; after that, everybody but so many.
NEAR = (4, 8, 16, 24)
STILL = (12, 4, 1)
# Some are given up when so many worlds in a row strike out nothing.
PATIENCE = 2
# So many figures at most are gone for one by one on behalf of each coordinator who has something left then.
SINGLY = 40
# Two programs are solved at a time, as the smallest machine has two cores.
HANDS = 2
# So many sets of coordinators are begun on before the first of them is put together with the rest.
AHEAD = 3
FAR_AWAY = 1e6

Told = Callable[[float], None]


class Clearing:
    """One board, and the worlds that are looked for on it.

    The order is fixed and what two hands do at the same time is put together afterwards, so that the same release is
    always judged in the same way.
    """

    def __init__(self, board: Board, told: Told | None = None) -> None:
        self.board = board
        self.told = told or (lambda share: None)
        self.all = max(1, int(board.left.sum()))

    def run(self) -> None:
        """Strike out as much as pays off; what is left in board.left may or may not be open."""
        board = self.board
        if not board.fits:
            return
        board.learn(board.truth, board.left)
        if not board.left.any():
            return
        far, count = distances(board), board.left.shape[1]
        # Those who are tried at the same time are not next to each other.
        apart = (len(far) + AHEAD - 1) // AHEAD
        order = [kommune for first in range(apart) for kommune in range(first, len(far), apart)]
        with ThreadPoolExecutor(HANDS) as hands:
            for near in (one for one in NEAR if one < count):
                self._in_turn(hands, self._move, (self._around(kommune, far, near) for kommune in order))
            for still in STILL:
                waiting = np.flatnonzero(board.left.any(axis=0))
                groups = (waiting[first : first + still] for first in range(0, len(waiting), still))
                self._in_turn(hands, self._move, (np.setdiff1d(np.arange(count), one) for one in groups))
            waiting = np.flatnonzero(board.left.any(axis=0))
            self._in_turn(hands, self._singly, (np.setdiff1d(np.arange(count), [one]) for one in waiting))

    def _in_turn(self, hands: ThreadPoolExecutor, work: Callable[[Array, Array], Array], several: Iterable[Array]) -> None:
        """Move each of several sets of coordinators, from what was left when the set AHEAD places before it was done with.

        So no hand waits for the slower one. Whoever listens is told by this thread alone.
        """
        begun: deque[Future[Array]] = deque()
        for one in several:
            if len(one):
                begun.append(hands.submit(work, one, self.board.left.copy()))
            if len(begun) == AHEAD:
                self._put_together(begun.popleft().result())
        for last in begun:
            self._put_together(last.result())

    def _put_together(self, left: Array) -> None:
        self.board.left &= left
        self.told(1.0 - int(self.board.left.sum()) / self.all)

    def _around(self, kommune: int, far: Array, near: int) -> Array:
        """The coordinators nearest to a kommune, rather those who cannot open anything of it any more; nobody if none is left."""
        waiting = self.board.left[self.board.whose == kommune].any(axis=0)
        if not waiting.any():
            return np.array([], dtype=int)
        shy = waiting & (waiting.sum() < len(waiting) / 2) & (far[kommune] >= 0)
        return np.argsort(far[kommune] + np.where(shy, FAR_AWAY, 0.0), kind="stable")[:near]

    def _singly(self, coordinators: Array, left: Array) -> Array:
        """What is left when these have been moved for the sake of each figure that the one beside them may still open."""
        board, still = self.board, np.setdiff1d(np.arange(left.shape[1]), coordinators)
        part, columns = board.part_of(coordinators.tolist())
        program, aim = Warm(part), _Aim(board, part, columns, coordinators)
        for line in np.flatnonzero(left[:, still].any(axis=1))[:SINGLY]:
            found = program.least(*aim.push_one(line)) if left[line, still].any() else None
            if found is not None:
                world = board.truth.copy()
                world[columns] = found
                board.learn(world, left)
        return left

    def _move(self, coordinators: Array, left: Array) -> Array:
        """What is left when these have been moved in every way that helps."""
        board = self.board
        part, columns = board.part_of(coordinators.tolist())
        program, aim = Warm(part), _Aim(board, part, columns, coordinators)
        for push in (aim.push, aim.push_members):
            idle = 0
            while idle < PATIENCE:
                before, goal = int(left.sum()), push(left, idle)
                found = program.least(*goal) if goal is not None else None
                if found is None:
                    break
                world = board.truth.copy()
                world[columns] = found
                board.learn(world, left)
                idle = 0 if int(left.sum()) < before else idle + 1
        return left


class _Aim:
    """Which way to push the figures of some coordinators, for the sake of those who stand still."""

    def __init__(self, board: Board, part: Part, columns: Array, coordinators: Array) -> None:
        self.board, self.part, self.coordinators = board, part, coordinators
        self.where = np.full(len(board.truth), NOBODY)
        self.where[columns] = np.arange(len(columns))
        self.still = np.setdiff1d(np.arange(board.left.shape[1]), coordinators)
        self.among = np.zeros(len(board.places), dtype=bool)
        self.among[board.direct] = np.isin(board.owner[board.places[board.direct]], coordinators)

    def push(self, left: Array, idle: int) -> tuple[Array, Array] | None:
        """Direction and limits: zeros up, the others down (or up, after a world in vain), none further than it takes.

        None if all is done.
        """
        lines = np.flatnonzero(self.among & np.asarray(left[:, self.still].any(axis=1)))
        if not len(lines):
            return None
        direction, limits = self._nowhere()
        board, at = self.board, self.where[self.board.places[lines]]
        value, up, down = board.truth[board.places[lines]], board.up[lines], board.down[lines]
        lower = (down >= 0) & (idle == 0)
        direction[at] = np.where(lower, 1.0 / np.maximum(1.0, value), -1.0 / np.maximum(1.0, up))
        limits[at[lower], 0] = np.maximum(limits[at[lower], 0], down[lower])
        limits[at[~lower], 1] = np.maximum(np.minimum(limits[at[~lower], 1], up[~lower]), limits[at[~lower], 0])
        return direction, limits

    def push_members(self, left: Array, idle: int) -> tuple[Array, Array] | None:
        """The same for members of families; fewer at a time after `idle` worlds in vain, as they stand in one another's way."""
        members = list(self._members(np.asarray(left[:, self.still].any(axis=1))))
        goals = [one for places in (members[idle - 1 :: PATIENCE] if idle else members) for one in places]
        return self._upwards(goals) if goals else None

    def push_one(self, line: int) -> tuple[Array, Array]:
        """Direction and limits for one figure alone: up as far as it takes."""
        place, goal = int(self.board.places[line]), float(self.board.up[line])
        if place != NOBODY:
            return self._upwards([(place, goal)])
        return self._upwards(next(self._members(np.arange(len(self.board.places)) == line)))

    def _upwards(self, goals: Iterable[tuple[int, float]]) -> tuple[Array, Array]:
        direction, limits = self._nowhere()
        for place, goal in goals:
            at = self.where[place]
            direction[at] = -1.0
            limits[at, 1] = max(limits[at, 0], min(limits[at, 1], goal))
        return direction, limits

    def _nowhere(self) -> tuple[Array, Array]:
        limits = np.column_stack([np.maximum(self.part.least, -FAR_AWAY), np.minimum(self.part.most, FAR_AWAY)])
        return np.zeros(len(self.part.names)), limits

    def _members(self, waiting: Array) -> Iterator[list[tuple[int, float]]]:
        """For each figure of a family: (place, goal) of the sums that must rise, the kommuner's wholes and the figure's own."""
        for side in self.board.sides:
            asked = (side.lines != NOBODY) & waiting[side.lines] & np.isin(side.owner, self.coordinators)[:, None]
            for number in np.flatnonzero(asked.any(axis=0)):
                rows = np.flatnonzero(asked[:, number])
                goals = self.board.up[side.lines[rows, number]].tolist()
                place = int(side.family.sums[number])
                wholes = side.family.wholes[rows].tolist()
                yield [*zip(wholes, goals, strict=True), (place, float(self.board.truth[place]) + max(goals))]
