"""The cheapest pattern there is, by cutting planes over a HiGHS integer program (Fischetti and Salazar, 2001)."""

from time import monotonic

import highspy
import numpy as np

from saas.suppressor.attacker import OPTIMAL, quiet, rooms
from saas.suppressor.problem import Mask, Problem, Requirement, Vector, weigh
from saas.suppressor.witness import Witnesses, active, shortfall

# Work, not seconds, decides when to stop trying, so that the same case gives the same pattern on any machine.
SMALL, FEW = 700, 400
LOOSE_ROUNDS, WHOLE_ROUNDS, NODES = 25, 25, 300
THOROUGH = 40


def improve(problem: Problem, blank: Mask, thorough: bool, seconds: float) -> Mask:
    """A pattern that meets the same requirements and is not dearer than `blank`, which is safe.

    Without `thorough` only systems small enough to be proven in a few seconds are tried. `seconds` is a hard end.
    """
    if not thorough and (problem.size > SMALL or len(problem.requirements) > FEW):
        return blank
    if not np.any(blank & ~problem.must):
        return blank
    found = _Search(problem, blank, THOROUGH if thorough else 1, monotonic() + seconds).run()
    return found if found is not None and weigh(problem, found) < weigh(problem, blank) - 1e-9 else blank


class _Search:
    """A master program over which cells to blank, and the cuts that readers' linear programs give."""

    def __init__(self, problem: Problem, start: Mask, patience: int, until: float) -> None:
        self.problem, self.start, self.patience, self.until = problem, start, patience, until
        self.witnesses = Witnesses(problem)
        self.attacker = self.witnesses.attacker
        self.free = ~problem.must & ~problem.known
        self.master = quiet()
        count = problem.size
        self.master.addVars(count, problem.must.astype(float), (problem.must | self.free).astype(float))
        self.master.changeColsCost(count, np.arange(count, dtype=np.int32), np.where(self.free, problem.weight, 0.0))
        self._no_blank_alone()

    def run(self) -> Mask | None:
        """The cheapest pattern, or None when patience or time ran out before one was proven."""
        for _ in range(LOOSE_ROUNDS * self.patience):
            self.master.run()
            if self._late() or self.master.getModelStatus() != OPTIMAL or not self._cut(self._solution()):
                break
        count = self.problem.size
        kinds = np.array([highspy.HighsVarType.kInteger] * count)
        self.master.changeColsIntegrality(count, np.arange(count, dtype=np.int32), kinds)
        self.master.setOptionValue("mip_max_nodes", NODES * self.patience)
        for _ in range(WHOLE_ROUNDS * self.patience):
            if self._late():
                return None
            self.master.setOptionValue("time_limit", self.master.getRunTime() + max(0.1, self.until - monotonic()))
            self.master.run()
            if self.master.getModelStatus() != OPTIMAL:
                return None
            share = np.round(self._solution())
            blank = share > 0.5
            bad = self.witnesses.broken(self.problem.requirements, blank)
            if not bad:
                return blank
            if not self._cut(share):
                self._at_least_one_more(blank)
        return None

    def _late(self) -> bool:
        return monotonic() > self.until

    def _solution(self) -> Vector:
        return np.clip(np.array(self.master.getSolution().col_value), 0.0, 1.0)

    def _no_blank_alone(self) -> None:
        """A free cell that is the only blank of a sum is no use: everyone works it out."""
        for total, parts in self.problem.sums:
            members = (total, *parts)
            for number in members:
                if self.free[number]:
                    others = [one for one in members if one != number and not self.problem.known[one]]
                    self._row(0.0, np.array([*others, number]), np.array([1.0] * len(others) + [-1.0]))

    def _row(self, least: float, figures: np.ndarray, signs: Vector) -> None:
        self.master.addRow(least, highspy.kHighsInf, len(figures), figures.astype(np.int32), signs.astype(float))

    def _at_least_one_more(self, blank: Mask) -> None:
        """Fewer blanks never protect more, so something shown now must be blank."""
        shown = np.flatnonzero(~blank & self.free)
        self._row(1.0, shown, np.ones(len(shown)))

    def _cut(self, share: Vector) -> int:
        """Add what each broken requirement says about the cells it needs; how many rows that gave."""
        added = 0
        for one in self.problem.requirements:
            if self._late():
                break
            if not one.either and active(one, share > 1e-9):
                added += self._cuts_of(one, share)
        return added

    def _cuts_of(self, wanted: Requirement, share: Vector) -> int:
        """The reach of a requirement is at most the reduced costs times the room of the cells (linear duality)."""
        self.attacker.face(share, wanted.view)
        figures, reach, prices = list(wanted.figures), [], []
        down, up = rooms(self.problem, wanted.view)
        for upward in (True, False):
            moved, reduced = self.attacker.stretch(np.array(figures), upward)
            reach.append(abs(float(moved[figures].sum())))
            prices.append(np.where(reduced < 0, -reduced * up, reduced * down))
        if shortfall(wanted, *reach) <= 1e-6:
            return 0
        sides = [(wanted.up, reach[0], prices[0]), (wanted.lo, reach[1], prices[1]), (wanted.width, sum(reach), prices[0] + prices[1])]
        added = 0
        for need, far, price in sides:
            if need - far > 1e-5:
                added += self._one_cut(wanted, need, price, share)
        return added

    def _one_cut(self, wanted: Requirement, need: float, price: Vector, share: Vector) -> int:
        """One row, with every price cut down to what is still lacking."""
        lacking = need - float(price[self.problem.must].sum())
        if lacking <= 1e-9:
            return 0
        row = np.where(self.free, np.minimum(price, lacking), 0.0) / lacking
        least = 1.0
        if wanted.own_blank:
            row[wanted.figures[0]] -= 1.0
            least = 0.0
        if float(row @ share) >= least - 1e-6:
            return 0
        figures = np.flatnonzero(np.abs(row) > 1e-9)
        self._row(least, figures, row[figures])
        return 1
