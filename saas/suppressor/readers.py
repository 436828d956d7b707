"""Everyone who reads a release: what an outsider and each coordinator could still learn from a pattern."""

from collections.abc import Iterator, Sequence

import numpy as np

from saas.suppressor.circles import Circles, Wanted
from saas.suppressor.insiders import Insiders, Reach, may_pool
from saas.suppressor.kommuner import Behind
from saas.suppressor.layers import small_programs
from saas.suppressor.neighbours import Neighbours
from saas.suppressor.parameters import Parameters
from saas.suppressor.problem import LARGE, OUTSIDER, Mask, Problem, Requirement
from saas.suppressor.targets import Targets
from saas.suppressor.witness import Witnesses

FEW = 3


class Readers:
    """All readers of one problem. Those stages whose parameter is zero are left out.

    `figures` None: nothing about single kommuner is looked for. `insider_width` 0: coordinators are outsiders.
    """

    def __init__(self, problem: Problem, figures: Behind | None, needing: Sequence[int], rules: Parameters) -> None:
        self.problem, self.rules = problem, rules
        self.targets = Targets(problem, figures, rules) if figures else None
        self.insiders = Insiders(problem, needing, rules) if rules.insider_width else None
        self.views = self._views(needing) if self.insiders else []
        self.circles = Circles(problem, self.views)
        large = figures is not None and problem.size > LARGE
        self.small = small_programs(problem, figures) if figures and large else []
        self.neighbours = Neighbours(problem, figures, self.views) if figures and large else None

    def _views(self, needing: Sequence[int]) -> list[str]:
        if not self.rules.coalition:
            return self.problem.readers()
        pairs = may_pool(self.problem, needing)
        return self.problem.readers(lambda one, other: (one, other) in pairs)

    def left_open(self, witnesses: Witnesses, blank: Mask) -> Iterator[list[Requirement]]:
        """Reader by reader, what the tables found so far do not prove; many readers are tried together first."""
        if self.neighbours and self.insiders:
            self.neighbours.push(witnesses, blank, self._wanted(self.insiders))
        if self.targets:
            (up,), (lo,) = witnesses.reaches([OUTSIDER])
            yield self.targets.left_open(OUTSIDER, witnesses, (up, lo))
        if self.insiders is None:
            return
        wanted = self._wanted(self.insiders)
        self.circles.push(witnesses, blank, wanted, self.small)
        for view in self.views:
            found = self._of(view, self.insiders, witnesses, blank, self.circles.reach(view, witnesses))
            if len(found) > FEW and self.small:
                self.circles.push_small(view, witnesses, blank, _only(wanted, found), self.small)
                found = [one for one in found if not witnesses.proves(one)]
            yield found

    def _of(self, view: str, insiders: Insiders, witnesses: Witnesses, blank: Mask, proven: Reach) -> list[Requirement]:
        single = self.targets.left_open(view, witnesses, proven) if self.targets else []
        return single + insiders.left_open(view, blank, witnesses, proven)

    def _wanted(self, insiders: Insiders) -> Wanted:
        """The most that anybody without kommuner of her own would need, for every figure."""
        up, width = insiders.farthest()
        lo = np.full(self.problem.size, np.inf)
        if self.targets:
            far_up, far_lo = self.targets.sides()
            lo = np.where(width > 0, np.inf, far_lo)
            up = np.where(width > 0, np.maximum(up, far_up), far_up)
        return up, lo, width


def _only(wanted: Wanted, found: Sequence[Requirement]) -> Wanted:
    """What is wanted of the figures of some requirements, and nothing of the others."""
    up, lo, width = (np.zeros_like(wanted[0]), np.zeros_like(wanted[1]), np.zeros_like(wanted[2]))
    for one in found:
        number = one.figures[0]
        up[number], width[number] = max(up[number], one.up), max(width[number], one.width)
        lo[number] = one.lo if one.either else np.inf
    return up, lo, width
