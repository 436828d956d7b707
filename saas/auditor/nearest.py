"""The world nearest to the truth in which one figure is far enough away: it moves few coordinators, and the others are unaware."""

from collections.abc import Iterator, Sequence

import highspy
import numpy as np
from scipy.sparse import csc_matrix, hstack

from saas.auditor.board import Board
from saas.auditor.shrinking import NOBODY
from saas.auditor.solving import TOLERANCE
from saas.auditor.system import Array
from saas.auditor.warm import laid_out

DUAL = 1
FAR_AWAY = 1e6
# What it costs to move a figure of many, of a coordinator who is clear of it already, and of one who is not.
OF_MANY, OF_CLEAR, OF_WAITING = 0.2, 1.0, 5.0
# So much dearer is each coordinator than the one who is nearer: between many ways of the same length the nearest is taken.
A_STEP_AWAY = 0.02
# So many coordinators can all stand still while a few others make up for a figure.
FEW = 12
Goals = list[tuple[int, float]]  # Places, and how far up (or down, below zero) each must be moved at least.


class Nearest:
    """The facts as how far each figure lies above and below the truth, each with a price (HiGHS, one thread).

    With nothing moved everything is paid for and nothing is lacking but the goal; from there the dual simplex needs few
    steps, as a movement that evens itself out among few kommuner is small. Each search begins there.
    """

    def __init__(self, board: Board, far: Array, among: Array | None = None, wider: "Nearest | None" = None) -> None:
        """`far`: [kommune, coordinator], how far they are from each other.

        `among`: only these coordinators move, so that the program is small; `wider` is asked where they are too few.
        """
        self.board, self.wider = board, wider
        rank = np.argsort(np.argsort(far, axis=1, kind="stable"), axis=1)
        self.away = 1.0 + A_STEP_AWAY * np.column_stack([rank, np.zeros(len(rank))])
        least, members = board.part.least.copy(), board.exchanges
        # No coordinator may find less left of a figure than she has of it herself.
        np.maximum.at(least, members.sums, members.hers.max(axis=1, initial=0.0))
        moving = np.isin(board.owner, board.owner if among is None else [NOBODY, *among])
        up, down = np.where(moving, [board.part.most - board.truth, board.truth - least], 0.0)
        self.above, self.below = np.flatnonzero(up > TOLERANCE), np.flatnonzero(down > TOLERANCE)
        self.of = np.concatenate([self.above, self.below])
        self.most = np.minimum(np.concatenate([up[self.above], down[self.below]]), FAR_AWAY)
        self.all = np.arange(len(self.of), dtype=np.int32)
        self.at = {sign: np.full(len(board.truth), NOBODY) for sign in (1, -1)}
        self.at[1][self.above] = self.all[: len(self.above)]
        self.at[-1][self.below] = self.all[len(self.above) :]
        self._solver = self._laid_out()
        self._untouched = self._solver.getBasis()

    def clear(self, lines: Sequence[int], left: Array) -> Array:
        """Strike out of `left` whoever is unaware of a world in which one of these lines is far enough away."""
        board = self.board
        for line in lines:
            for still in self._standing_still(line, left):
                for goals in self._goals(line, left):
                    world = self.world(goals, still, np.flatnonzero(left[line]), int(board.whose[line]))
                    if world is not None:
                        board.learn(world, left)
                    if not left[line].any():
                        break
        return left

    def _standing_still(self, line: int, left: Array) -> Iterator[Array]:
        """All who are left where they are few, or else nobody and then who is left; at last one by one."""
        if (waiting := np.flatnonzero(left[line])).size > FEW:
            yield np.array([], dtype=int)
        if (waiting := np.flatnonzero(left[line])).size > 1:
            yield waiting
        yield from (np.array([one]) for one in waiting if left[line, one])

    def _goals(self, line: int, left: Array) -> Iterator[Goals]:
        """What is far enough: down, where that counts, or up."""
        board = self.board
        place, up, down = int(board.places[line]), float(board.up[line]), float(board.down[line])
        if place == NOBODY:
            yield from self._goals_of_member(board.exchanges.of_line[line], up, down, left[line])
            return
        if down >= 0:
            yield [(place, down - board.truth[place])]
        yield [(place, up - board.truth[place])]

    def _goals_of_member(self, member: int, up: float, down: float, waiting: Array) -> Iterator[Goals]:
        """A kommune has less of a figure where there is more of the others, or less of hers in all; more where she is lent it."""
        members, truth = self.board.exchanges, self.board.truth
        whole, figure = int(members.wholes[member]), int(members.figures[member])
        total, loose = int(members.sums[figure]), members.loose(truth)[:, waiting]
        if down >= 0:
            family = members.lending.family
            others = loose[family == family[figure]].sum(axis=0) - loose[figure]
            less = float(truth[whole] - down - others.min(initial=np.inf))
            yield [(total, -less)]
            yield [(whole, -less)]
        yield [(whole, max(0.0, up - truth[whole])), (total, max(0.0, up - loose[figure].min(initial=np.inf)))]

    def world(self, goals: Goals, still: Array, waiting: Array, kommune: int) -> Array | None:
        """The world nearest to a kommune in which the goals are met and these coordinators stand still; rather others than who waits."""
        found = self._world(goals, still, waiting, kommune)
        if found is None and self.wider is not None:
            return self.wider.world(goals, still, waiting, kommune)
        return found

    def _world(self, goals: Goals, still: Array, waiting: Array, kommune: int) -> Array | None:
        owner, solver = self.board.owner[self.of], self._solver
        least, most = np.zeros(len(self.of)), np.where(np.isin(owner, still), 0.0, self.most)
        for place, far in goals:
            sign = 1 if far > 0 else -1
            at, back = self.at[sign][place], self.at[-sign][place]
            if abs(far) > TOLERANCE:
                if at == NOBODY or most[at] < abs(far) - TOLERANCE:
                    return None
                least[at] = min(most[at], abs(far))
                if back != NOBODY:
                    most[back] = 0.0
        price = np.where(owner == NOBODY, OF_MANY, np.where(np.isin(owner, waiting), OF_WAITING, OF_CLEAR))
        solver.changeColsBounds(len(self.all), self.all, least, most)
        solver.changeColsCost(len(self.all), self.all, price * self.away[kommune, owner])
        solver.setBasis(self._untouched)
        solver.run()
        if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        moved = np.array(solver.getSolution().col_value)
        world = self.board.truth.copy()
        world[self.above] += moved[: len(self.above)]
        world[self.below] -= moved[len(self.above) :]
        return world

    def _laid_out(self) -> highspy.Highs:
        facts = self.board.matrix
        matrix = hstack([facts[:, self.above], -facts[:, self.below]]).tocsr()
        matrix = csc_matrix(matrix[np.diff(matrix.indptr) > 0])
        limits = np.column_stack([np.zeros(len(self.most)), self.most])
        solver = laid_out(matrix, np.zeros(matrix.shape[0]), limits, presolve="off", simplex_strategy=DUAL)
        # Everything has a price from the start, so that nothing moved is the cheapest answer.
        solver.changeColsCost(len(self.all), self.all, np.ones(len(self.all)))
        solver.run()
        return solver
