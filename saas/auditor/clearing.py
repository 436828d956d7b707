"""Strikes out what coordinators cannot open: many figures at a time by moving some kommuner, then figure by figure."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from itertools import cycle

import numpy as np

from saas.auditor.board import Board
from saas.auditor.nearest import FAR_AWAY, Nearest
from saas.auditor.shrinking import NOBODY
from saas.auditor.system import Array, Part
from saas.auditor.vicinity import distances
from saas.auditor.warm import Warm

# So many coordinators near to each kommune are moved at a time.
NEAR = 6
# Some are given up when so many worlds in a row strike out nothing.
PATIENCE = 2
# So many coordinators are enough in most of what is gone for figure by figure after that.
ABOUT = 24
# Two programs are solved at a time, as the smallest machine has two cores.
HANDS = 2
# So many sets are begun on before the first of them is put together with the rest.
AHEAD = 3

Told = Callable[[float], None]
Work = Callable[[], Array]


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
        far = distances(board)
        # Those who are tried at the same time are not next to each other.
        apart = (len(far) + AHEAD - 1) // AHEAD
        order = [kommune for first in range(apart) for kommune in range(first, len(far), apart)]
        with ThreadPoolExecutor(HANDS) as hands:
            if board.left.shape[1] > NEAR:
                self._in_turn(hands, self._by_moving(order, far))
            self._in_turn(hands, self._one_by_one(far))

    def _by_moving(self, order: Iterable[int], far: Array) -> Iterator[Work]:
        """For every kommune: the coordinators nearest to it are moved in every way that helps."""
        for kommune in order:
            if len(around := self._around(kommune, far)):
                yield partial(self._move, around, self.board.left.copy())

    def _one_by_one(self, far: Array) -> Iterator[Work]:
        """All that is left of every kommune, that which most can still open first, by moving those who are near to it.

        The programs in which everybody can move go round: when the turn comes to one again, whoever had it is done with it.
        """
        board, wide = self.board, cycle([Nearest(self.board, far) for _ in range(AHEAD)])
        waiting = board.left.sum(axis=1)
        by_kommune = [np.flatnonzero((board.whose == kommune) & (waiting > 0)) for kommune in range(len(far))]
        for lines in sorted(by_kommune, key=lambda lines: -waiting[lines].sum()):
            lines = lines[board.left[lines].any(axis=1)]
            if len(lines):
                order = lines[np.argsort(-waiting[lines], kind="stable")]
                yield partial(self._of_one, far, next(wide), order.tolist(), board.left.copy())

    def _of_one(self, far: Array, wide: Nearest, lines: Sequence[int], left: Array) -> Array:
        """What is left when one kommune's lines have been gone for; in most of them few others need to move."""
        if left.shape[1] < 2 * ABOUT:
            return wide.clear(lines, left)
        about = np.argsort(far[self.board.whose[lines[0]]], kind="stable")[:ABOUT]
        return Nearest(self.board, far, about, wide).clear(lines, left)

    def _in_turn(self, hands: ThreadPoolExecutor, several: Iterable[Work]) -> None:
        """Work at each of several sets, from what was left when the set AHEAD places before it was done with.

        So no hand waits for the slower one. Whoever listens is told by this thread alone.
        """
        begun: deque[Future[Array]] = deque()
        for one in several:
            begun.append(hands.submit(one))
            if len(begun) == AHEAD:
                self._put_together(begun.popleft().result())
        for last in begun:
            self._put_together(last.result())

    def _put_together(self, left: Array) -> None:
        self.board.left &= left
        self.told(1.0 - int(self.board.left.sum()) / self.all)

    def _around(self, kommune: int, far: Array) -> Array:
        """The coordinators nearest to a kommune, rather those who cannot open anything of it any more; nobody if none is left."""
        waiting = self.board.left[self.board.whose == kommune].any(axis=0)
        if not waiting.any():
            return np.array([], dtype=int)
        shy = waiting & (waiting.sum() < len(waiting) / 2) & (far[kommune] >= 0)
        return np.argsort(far[kommune] + np.where(shy, FAR_AWAY, 0.0), kind="stable")[:NEAR]

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
        self.members = np.isin(board.exchanges.owners, coordinators)

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
        members = self.board.exchanges
        asked = np.flatnonzero(self.members & waiting[members.lines])
        for rows in np.split(asked, np.flatnonzero(np.diff(members.figures[asked])) + 1) if len(asked) else ():
            goals = self.board.up[members.lines[rows]].tolist()
            place = int(members.sums[members.figures[rows[0]]])
            yield [
                *zip(members.wholes[rows].tolist(), goals, strict=True),
                (place, float(self.board.truth[place]) + max(goals)),
            ]
