"""The smallest movement that takes one figure far enough: quick to find, as it evens itself out among few figures."""

import numpy as np
from scipy.sparse import csc_matrix, hstack

from saas.suppressor.attacker import NOISE, OPTIMAL, Columns, model_of, quiet, rooms
from saas.suppressor.problem import Mask, Problem, Vector

DUAL = 1


class Nearest:
    """Movements up and movements down, each at a price; with none of them all sums hold and nothing is paid.

    From there the dual simplex has only the goal to mend. The largest movement, which the attacker finds, takes ten
    times as long in a large problem, and is more than a requirement asks for.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self._all: Columns = np.arange(2 * problem.size, dtype=np.int32)
        self._solver = quiet()
        self._solver.setOptionValue("presolve", "off")
        self._solver.setOptionValue("simplex_strategy", DUAL)
        model = model_of(csc_matrix(hstack([problem.matrix, -problem.matrix])))
        model.col_cost_ = np.ones(2 * problem.size)
        self._solver.passModel(model)
        self._solver.run()
        self._unmoved = self._solver.getBasis()

    def movement(self, figure: int, far: float, blank: Mask, view: str) -> Vector | None:
        """The deviations that take a figure `far` up (down below zero) and that a reader cannot rule out; None if there are none."""
        size, solver = self.problem.size, self._solver
        down, up = rooms(self.problem, view)
        most = np.concatenate([np.where(blank, up, 0.0), np.where(blank, down, 0.0)])
        at, back = (figure, size + figure) if far > 0 else (size + figure, figure)
        if most[at] < abs(far) - NOISE:
            return None
        least = np.zeros(2 * size)
        least[at], most[back] = min(abs(far), most[at]), 0.0
        solver.changeColsBounds(2 * size, self._all, least, most)
        solver.setBasis(self._unmoved)
        solver.run()
        if solver.getModelStatus() != OPTIMAL:
            return None
        found = np.array(solver.getSolution().col_value)
        moved = found[:size] - found[size:]
        moved[np.abs(moved) < NOISE] = 0.0
        return np.asarray(moved)
