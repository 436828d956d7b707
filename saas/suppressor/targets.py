"""Which figures of single kommuner must stay in doubt, and for whom."""

import numpy as np
from numpy.typing import NDArray

from saas.suppressor.cells import TOLERANCE
from saas.suppressor.kommuner import Behind, Figure
from saas.suppressor.parameters import Parameters
from saas.suppressor.primary import coordinator
from saas.suppressor.problem import OUTSIDER, Problem, Requirement, Vector, persons
from saas.suppressor.witness import ENOUGH, Witnesses

Doubt = tuple[int, float, float]  # A figure, and how far up or else down it must be able to move.
Columns = tuple[NDArray[np.int64], Vector, Vector]  # Many doubts.


class Targets:
    """The figures of single kommuner that a release must not give away.

    Kommuner that are alike hide each other: any of them may have all that the group has. So only a kommune alone
    in its group (or alone with a coordinator's own), a group with nothing, and a group full to its bounds count.
    """

    def __init__(self, problem: Problem, behind: Behind, rules: Parameters) -> None:
        self.problem, self.rules = problem, rules
        self.figures = [one for one in behind.figures if not (problem.known[problem.at[one.id]] or _known_zero(problem, one))]
        self.of_person: dict[str, set[int]] = {}
        for place, figure in enumerate(self.figures):
            for kommune in figure.group:
                self.of_person.setdefault(coordinator(problem.system.people, kommune), set()).add(place)
        doubts = [self._for(figure, ()) for figure in self.figures]
        self._everyone = _columns([one for found in doubts for one in found])
        self._place = np.array([place for place, found in enumerate(doubts) for _ in found], int)
        self._of: dict[str, Columns] = {OUTSIDER: self._everyone}

    def left_open(self, view: str, witnesses: Witnesses, circled: tuple[Vector, Vector]) -> list[Requirement]:
        """What one reader must be left in doubt about; neither the reach already proven nor a known table shows it."""
        at, up, lo = self._all_of(view)
        short = np.flatnonzero(np.minimum(up - circled[0][at], lo - circled[1][at]) > ENOUGH)
        at, up, lo = at[short], up[short], lo[short]
        if not at.size:
            return []
        moved = witnesses.rows[:, at]
        if view != OUTSIDER:
            moved = moved * witnesses.scale(view)[:, None]
        far_up = witnesses.counted_all(moved.max(axis=0, initial=0.0))
        far_lo = witnesses.counted_all(-moved.min(axis=0, initial=0.0))
        short = np.flatnonzero(np.minimum(up - far_up, lo - far_lo) > ENOUGH)
        wanted = {Requirement((int(at[n]),), up=float(up[n]), lo=float(lo[n]), view=view, either=True): None for n in short}
        return list(wanted)

    def sides(self) -> tuple[Vector, Vector]:
        """How far up, or else down, an outsider must be able to imagine each figure of the problem."""
        up, lo = np.zeros(self.problem.size), np.full(self.problem.size, np.inf)
        at, far_up, far_lo = self._everyone
        up[at], lo[at] = far_up, far_lo
        return up, lo

    def _all_of(self, view: str) -> Columns:
        """The doubts of one reader: those of everyone, but for groups that her own kommuner are in."""
        if view not in self._of:
            people = persons(view)
            theirs = sorted(set().union(*(self.of_person.get(person, set()) for person in people)))
            kept = ~np.isin(self._place, theirs)
            own = _columns([one for place in theirs for one in self._for(self.figures[place], people)])
            at, up, lo = self._everyone
            self._of[view] = (
                np.concatenate([at[kept], own[0]]), np.concatenate([up[kept], own[1]]), np.concatenate([lo[kept], own[2]])
            )  # fmt: skip
        return self._of[view]

    def _for(self, figure: Figure, people: tuple[str, ...]) -> list[Doubt]:
        """The doubts that readers with these persons' knowledge must have about one group's figure."""
        person = self.problem.system.people
        unknown = [one for one in figure.group if coordinator(person, one) not in people] if people else list(figure.group)
        if figure.caps is None and len(unknown) > 1:
            if sum(figure.amounts[one] for one in unknown) >= self.problem.barely - TOLERANCE:
                return []
            unknown_one = [min(unknown, key=lambda one: figure.amounts[one])]
            return [one for kommune in unknown_one if (one := self._doubt(figure, kommune, unknown)) is not None]
        return [one for kommune in unknown if (one := self._doubt(figure, kommune, unknown)) is not None]

    def _doubt(self, figure: Figure, kommune: str, unknown: list[str]) -> Doubt | None:
        """How far the group's figure must reach for this kommune to stay in doubt (None: it does anyway)."""
        value, caps = figure.amounts[kommune], figure.caps
        if value <= TOLERANCE and not self.rules.zeros:
            return None
        step = max(self.rules.kommune_percent / 100 * value, self.problem.barely)
        if self.problem.integral:
            step = float(np.ceil(step - ENOUGH))
        others = [one for one in unknown if one != kommune]
        rest = sum(figure.amounts[one] for one in others)
        slack = sum(caps[one] for one in others) - rest if caps else (np.inf if others else 0.0)
        highest = caps[kommune] if caps else np.inf
        up = step - rest if value + step <= highest + TOLERANCE else np.inf
        lo = step - slack if value - step >= -TOLERANCE else np.inf
        if min(up, lo) <= TOLERANCE or np.isinf(min(up, lo)):
            return None
        return self.problem.at[figure.id], up, lo


def _known_zero(problem: Problem, figure: Figure) -> bool:
    """Whether the figure lies under a cell that everybody knows to be zero."""
    cells = problem.system.cells
    return any(name in problem.system.known and cells[name].value <= TOLERANCE for name in figure.cells)


def _columns(doubts: list[Doubt]) -> Columns:
    at, up, lo = zip(*doubts, strict=True) if doubts else ((), (), ())
    return np.array(at, np.int64), np.array(up, float), np.array(lo, float)
