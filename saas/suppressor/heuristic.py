"""The cheapest further blanks that make a requirement hold: a pair of alternative tables with one price a cell.

Kelly, Golden and Assad's program (1992), relaxed: a cell pays in proportion to how far it is moved.
"""

from collections.abc import Callable, Sequence

import highspy
import numpy as np
from scipy.sparse import bmat, csc_matrix, csr_matrix, diags, identity

from saas.suppressor.attacker import OPTIMAL, quiet, rooms
from saas.suppressor.problem import LARGE, Mask, Problem, Requirement, Vector
from saas.suppressor.witness import Witnesses

MOVED = 1e-6


def protect_all(
    problem: Problem,
    blank: Mask,
    witnesses: Witnesses,
    give_up: Callable[[Requirement], None],
    requirements: Sequence[Requirement] | None = None,
) -> Mask:
    """More blanks until every requirement holds; `give_up` is told of one that cannot, and raises or lets it go."""
    blank = blank | problem.must
    while bad := witnesses.broken(problem.requirements if requirements is None else requirements, blank):
        bad.sort(key=lambda one: (-max(one.up, one.width, one.lo), one.view, one.figures))
        for one in bad:
            if witnesses.holds(one, blank):
                continue
            added = cheapest(problem, blank, one)
            if added is None or not added.size:
                give_up(one)
                continue
            blank = blank.copy()
            blank[added] = True
    return blank


def cheapest(problem: Problem, blank: Mask, wanted: Requirement) -> np.ndarray | None:
    """The figures to blank for one requirement (None: no pattern can do it)."""
    if not wanted.either:
        added = _cheapest(problem, blank, wanted, wanted.up, wanted.lo, wanted.width)
        if added is not None and not added.size and problem.integral:
            # A reader of whole numbers rounds both ends inwards; two steps more make up for that.
            return _cheapest(problem, blank, wanted, wanted.up, wanted.lo, wanted.width + 2)
        return added
    ways = [(wanted.up, 0.0), (0.0, wanted.lo)]
    found = [_cheapest(problem, blank, wanted, up, lo, 0.0) for up, lo in ways if np.isfinite(up + lo)]
    possible = [one for one in found if one is not None and one.size]
    return min(possible, key=lambda one: float(problem.weight[one].sum()), default=None)


def _cheapest(problem: Problem, blank: Mask, wanted: Requirement, up: float, lo: float, width: float) -> np.ndarray | None:
    """Solve the program for needs up, down and end to end."""
    lo = min(lo, float(rooms(problem, wanted.view)[0][list(wanted.figures)].sum()))
    signs = [1.0] * (up > 0 or width > 0) + [-1.0] * (lo > 0 or width > 0)
    free, candidates = np.flatnonzero(blank), np.flatnonzero(~blank & ~problem.known)
    most = max(up, lo, width, 1.0)
    down, room = (np.minimum(side, most) for side in rooms(problem, wanted.view))
    block = _one_table(problem, free, candidates, down, room)
    goal = _goal(problem, wanted, free, candidates)
    model = _assemble(block, goal, signs, (up, lo, width), problem.weight[candidates])
    wide_down, wide_up = rooms(problem, wanted.view)
    low = np.concatenate([-wide_down[free], np.zeros(2 * len(candidates))])
    high = np.concatenate([wide_up[free], room[candidates], down[candidates]])
    model.col_lower_ = np.concatenate([low] * len(signs) + [np.zeros(len(candidates))])
    model.col_upper_ = np.concatenate([high] * len(signs) + [np.ones(len(candidates))])
    solver = quiet()
    if problem.size > LARGE:
        # The interior point is twice as quick where there are thousands of prices, and ends in a corner like the simplex.
        solver.setOptionValue("solver", "ipm")
    solver.passModel(model)
    solver.run()
    if solver.getModelStatus() != OPTIMAL:
        return None
    answer = np.array(solver.getSolution().col_value)
    return candidates[answer[-len(candidates) :] > MOVED] if len(candidates) else None


Block = tuple[csr_matrix, csr_matrix]


def _one_table(problem: Problem, free: np.ndarray, candidates: np.ndarray, down: Vector, room: Vector) -> Block:
    """Sums of one alternative table, and each candidate's movement as a share of the most it may move."""
    matrix = problem.matrix
    sums = bmat([[matrix[:, free], matrix[:, candidates], -matrix[:, candidates]]], format="csr")
    with np.errstate(divide="ignore"):
        plus = diags(np.where(room[candidates] > 0, 1 / np.maximum(room[candidates], 1e-9), 0.0))
        minus = diags(np.where(down[candidates] > 0, 1 / np.maximum(down[candidates], 1e-9), 0.0))
    shares = bmat([[csr_matrix((len(candidates), len(free))), plus, minus]], format="csr")
    return sums, shares


def _goal(problem: Problem, wanted: Requirement, free: np.ndarray, candidates: np.ndarray) -> csr_matrix:
    """The row that adds up the wanted figures' movement in one table."""
    full = np.zeros(problem.size)
    full[list(wanted.figures)] = 1.0
    return csr_matrix(np.concatenate([full[free], full[candidates], -full[candidates]])[None, :])


def _assemble(
    block: Block, goal: csr_matrix, signs: Sequence[float], needs: tuple[float, float, float], prices: Vector
) -> highspy.HighsLp:
    """One model of one or two tables that share the price of each candidate."""
    sums, shares = block
    tables, count = len(signs), len(prices)
    grid: list[list[csr_matrix | None]] = []
    for table in range(tables):
        grid.append([sums if other == table else None for other in range(tables)] + [csr_matrix((sums.shape[0], count))])
    for table in range(tables):
        grid.append([shares if other == table else None for other in range(tables)] + [-identity(count, format="csr")])
    goals = [[sign * goal if other == number else 0 * goal for other in range(tables)] for number, sign in enumerate(signs)]
    whole = [sign * goal for sign in signs]
    for row in [*goals, whole]:
        grid.append([*row, csr_matrix((1, count))])
    rows = csc_matrix(bmat(grid))
    least = [needs[0] if sign > 0 else needs[1] for sign in signs] + [needs[2]]
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = rows.shape[1], rows.shape[0]
    model.col_cost_ = np.concatenate([np.zeros(rows.shape[1] - count), prices])
    fixed, limited = tables * sums.shape[0], tables * count
    model.row_lower_ = np.concatenate([np.zeros(fixed), np.full(limited, -highspy.kHighsInf), least])
    model.row_upper_ = np.concatenate([np.zeros(fixed + limited), np.full(len(least), highspy.kHighsInf)])
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_, model.a_matrix_.index_, model.a_matrix_.value_ = rows.indptr, rows.indices, rows.data
    return model
