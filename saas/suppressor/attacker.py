"""A reader who works out how far figures can lie from the truth: one linear program, started warm (HiGHS)."""

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_matrix

from saas.suppressor.problem import OUTSIDER, Mask, Problem, Vector

OPTIMAL = highspy.HighsModelStatus.kOptimal
NOISE = 1e-7
DUAL, PRIMAL = 1, 4
Columns = NDArray[np.int32]


def quiet() -> highspy.Highs:
    """A HiGHS that writes nothing, uses one thread and always starts from the same seed."""
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("random_seed", 1)
    return solver


class Attacker:
    """Largest movement of a sum of figures over all tables that a reader cannot tell from the published one.

    With `columns` (in order), only those figures move and the others are true: a small program, and a sound one.
    """

    def __init__(self, problem: Problem, columns: Columns | None = None) -> None:
        self.problem, self.solved = problem, 0
        self._columns = np.arange(problem.size, dtype=np.int32) if columns is None else columns
        self._all = np.arange(len(self._columns), dtype=np.int32)
        self._priced = np.zeros(0, np.int32)
        self._faced: tuple[bytes, str] | None = None
        self._reader = OUTSIDER
        self._solver = quiet()
        # The truth is always an answer to start from, so the primal simplex is many times quicker than the dual here.
        self._solver.setOptionValue("simplex_strategy", PRIMAL)
        self._solver.passModel(model_of(problem.matrix if columns is None else _touched(problem, columns)))

    def face(self, blank: Vector | Mask, view: str = OUTSIDER) -> None:
        """Look at a pattern (1 blank, 0 shown, fractions allowed) as one reader."""
        share = np.asarray(blank, float)[self._columns]
        key = (share.tobytes(), view)
        if key == self._faced:
            return
        self._faced, self._reader = key, view
        down, up = rooms(self.problem, view)
        self._solver.changeColsBounds(len(self._all), self._all, -down[self._columns] * share, up[self._columns] * share)

    def hold(self, figures: np.ndarray, most: Vector) -> None:
        """Let these figures move no farther than this, so that moving many at once does not spend all on a few."""
        at, first = np.unique(np.asarray(figures, np.int32), return_index=True)
        down, up = rooms(self.problem, self._reader)
        self._faced = None
        far = most[first]
        self._solver.changeColsBounds(len(at), self._places(at), -np.minimum(down[at], far), np.minimum(up[at], far))

    def _places(self, figures: Columns) -> Columns:
        return np.searchsorted(self._columns, figures).astype(np.int32)

    def stretch_afresh(self, figures: np.ndarray, upward: bool) -> Vector:
        """The deviations alone, without starting from the last answer.

        Where very many figures are to move, what was last found is far from it: the whole program made smaller first, and
        then solved by the dual simplex, is three times as quick.
        """
        self._solver.clearSolver()
        self._solver.setOptionValue("simplex_strategy", DUAL)
        found = self.stretch(figures, upward)[0]
        self._solver.setOptionValue("simplex_strategy", PRIMAL)
        return found

    def stretch(self, figures: Vector | np.ndarray, upward: bool) -> tuple[Vector, Vector]:
        """The deviations that move the sum of these figures farthest, and the reduced costs."""
        solver, at = self._solver, self._places(np.unique(np.asarray(figures, np.int32)))
        if len(self._priced):
            solver.changeColsCost(len(self._priced), self._priced, np.zeros(len(self._priced)))
        solver.changeColsCost(len(at), at, np.full(len(at), -1.0 if upward else 1.0))
        self._priced = at
        self.solved += 1
        solver.run()
        if solver.getModelStatus() != OPTIMAL:
            solver.clearSolver()
            solver.run()
            if solver.getModelStatus() != OPTIMAL:
                raise RuntimeError(f"The attacker found no answer: {solver.getModelStatus()}.")
        solution = solver.getSolution()
        moved, prices = np.zeros(self.problem.size), np.zeros(self.problem.size)
        moved[self._columns], prices[self._columns] = solution.col_value, solution.col_dual
        moved[np.abs(moved) < NOISE] = 0.0
        return moved, prices


def rooms(problem: Problem, view: str) -> tuple[Vector, Vector]:
    """How far down and up a reader can imagine each figure, the sums left aside."""
    if view == OUTSIDER:
        return problem.down, problem.up
    seen, down, up = problem.view(view), problem.down.copy(), problem.up.copy()
    down[seen.at], up[seen.at] = seen.down, seen.up
    return down, up


def _touched(problem: Problem, columns: Columns) -> csc_matrix:
    """The sums that some of these figures stand in, for these figures alone."""
    part = problem.matrix[:, columns].tocsr()
    return csc_matrix(part[np.diff(part.indptr) > 0])


def model_of(matrix: csc_matrix) -> highspy.HighsLp:
    """All sums of deviations are zero; the bounds come with the pattern."""
    model = highspy.HighsLp()
    model.num_row_, model.num_col_ = count = matrix.shape
    model.col_cost_ = model.col_lower_ = model.col_upper_ = np.zeros(count[1])
    model.row_lower_ = model.row_upper_ = np.zeros(count[0])
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_, model.a_matrix_.index_ = matrix.indptr, matrix.indices
    model.a_matrix_.value_ = matrix.data
    return model
