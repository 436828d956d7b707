"""Showing again what need not be blank: dearest first, as long as every requirement still holds."""

from collections.abc import Callable

import numpy as np

from saas.suppressor.problem import Mask, Problem, Requirement
from saas.suppressor.witness import Witnesses, active


def give_back(problem: Problem, blank: Mask, witnesses: Witnesses, late: Callable[[], bool], tried: Mask) -> Mask:
    """A pattern with few superfluous blanks, of those to be `tried`, as time allows; every step on the way is safe."""
    blank = blank.copy()
    by_view: dict[str, list[Requirement]] = {}
    for one in problem.requirements:
        by_view.setdefault(one.view, []).append(one)
    secondary = np.flatnonzero(blank & ~problem.must & tried)
    for number in sorted(secondary, key=lambda one: -problem.weight[one]):
        if late():
            break
        blank[number] = False
        if _all_hold(by_view, blank, witnesses, late):
            witnesses.keep(witnesses.still_good(blank))
        else:
            blank[number] = True
    return blank


def _all_hold(
    by_view: dict[str, list[Requirement]], blank: Mask, witnesses: Witnesses, late: Callable[[], bool]
) -> bool:
    """Whether a pattern is shown to meet everything in time; the rows first, the attacker for what they leave open."""
    for group in by_view.values():
        counted = [one for one in group if active(one, blank)]
        for one in witnesses.unproven(counted, witnesses.still_good(blank)):
            if late():
                return False
            if not witnesses.holds(one, blank):
                # The one that broke is asked first next time: it will often break again.
                group.remove(one)
                group.insert(0, one)
                return False
    return True


def show_useless(problem: Problem, blank: Mask, witnesses: Witnesses) -> Mask:
    """Show secondary blanks that an outsider can work out anyway: they hide nothing and protect nothing."""
    secondary = np.flatnonzero(blank & ~problem.must)
    wanted = [Requirement((int(number),), width=problem.barely) for number in secondary]
    exact = [one.figures[0] for one in witnesses.broken(wanted, blank) if not _moves(witnesses, one, blank)]
    blank = blank.copy()
    blank[exact] = False
    return blank


def _moves(witnesses: Witnesses, wanted: Requirement, blank: Mask) -> bool:
    """Whether a figure moves at all, if ever so little."""
    witnesses.attacker.face(blank)
    number = list(wanted.figures)
    for upward in (True, False):
        moved, _ = witnesses.attacker.stretch(np.array(number), upward)
        if abs(float(moved[number].sum())) > 1e-6:
            return True
    return False
