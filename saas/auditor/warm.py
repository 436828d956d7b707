"""Many programs over the same facts, each started where the one before it ended, which is several times as quick."""

import highspy
import numpy as np
from scipy.sparse import csc_matrix

from saas.auditor.system import Array, Part

PRIMAL = 4
# The first answer of a program with more figures than this is found by the interior point, which takes half the time there.
LARGE = 5000


class Warm:
    """The facts of one part as a program whose goal and limits change from time to time (HiGHS, one thread)."""

    def __init__(self, part: Part) -> None:
        self.part = part
        self._solver: highspy.Highs | None = None
        self._all = np.arange(len(part.names), dtype=np.int32)

    def least(self, direction: Array, limits: Array) -> Array | None:
        """The figures within `limits` (rows of least and most) for which `direction @ x` is smallest; None if there are none."""
        count, first = len(self._all), self._solver is None
        solver = self._solver = self._solver or self._begun()
        solver.setOptionValue("solver", "ipm" if first and count > LARGE else "choose")
        solver.changeColsBounds(
            count, self._all, np.ascontiguousarray(limits[:, 0]), np.ascontiguousarray(limits[:, 1])
        )
        solver.changeColsCost(count, self._all, np.asarray(direction, float))
        solver.run()
        if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            # Where the last answer was a bad place to start from, the program is begun afresh.
            solver.clearSolver()
            solver.run()
        if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        return np.array(solver.getSolution().col_value)

    def _begun(self) -> highspy.Highs:
        limits = np.column_stack([self.part.least, self.part.most])
        return laid_out(csc_matrix(self.part.matrix), self.part.right, limits, simplex_strategy=PRIMAL)


def laid_out(matrix: csc_matrix, right: Array, limits: Array, **options: str | int) -> highspy.Highs:
    """`matrix @ x = right` within `limits` as a program of HiGHS: quiet, one thread, always the same seed."""
    solver = highspy.Highs()
    for option, value in {"output_flag": False, "threads": 1, "random_seed": 1, **options}.items():
        solver.setOptionValue(option, value)
    model = highspy.HighsLp()
    model.num_row_, model.num_col_ = matrix.shape
    model.col_cost_ = np.zeros(matrix.shape[1])
    model.col_lower_, model.col_upper_ = limits.T
    model.row_lower_ = model.row_upper_ = np.asarray(right, float)
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_, model.a_matrix_.index_ = matrix.indptr, matrix.indices
    model.a_matrix_.value_ = matrix.data
    solver.passModel(model)
    return solver
