"""A possible number for earlier blanks whose truth is nowhere kept, so that the sums can be reasoned about."""

from dataclasses import replace
from math import isnan

import highspy
import numpy as np

from saas.suppressor.attacker import OPTIMAL, quiet
from saas.suppressor.history import System
from saas.suppressor.refusals import BadCase, listed


def guess(system: System) -> None:
    """Give every unknown figure the number that keeps all of them as far from zero as the sums allow.

    Raises BadCase where no numbers from zero upwards fit what was published.
    """
    unknown = sorted(name for name, cell in system.cells.items() if isnan(cell.value))
    if not unknown:
        return
    at = {name: number for number, name in enumerate(unknown)}
    known = [cell.value for cell in system.cells.values() if not isnan(cell.value)]
    solver, infinite = quiet(), highspy.kHighsInf
    solver.addVars(len(unknown) + 1, np.zeros(len(unknown) + 1), np.append(np.full(len(unknown), infinite), max(known, default=0) + 1))
    solver.changeColCost(len(unknown), -1.0)
    for one in system.equations:
        signs = {one.total: -1.0, **dict.fromkeys(one.parts, 1.0)}
        free = [name for name in signs if name in at]
        if free:
            rest = -sum(sign * system.cells[name].value for name, sign in signs.items() if name not in at)
            numbers = np.array([at[name] for name in free], np.int32)
            solver.addRow(rest, rest, len(free), numbers, np.array([signs[name] for name in free]))
    for number in range(len(unknown)):
        solver.addRow(0.0, infinite, 2, np.array([number, len(unknown)], np.int32), np.array([1.0, -1.0]))
    solver.run()
    if solver.getModelStatus() != OPTIMAL:
        raise BadCase(f"Ingen tall passer med det tidligere utgivelser sier om {listed(unknown)}.")
    values = solver.getSolution().col_value
    for name in unknown:
        system.cells[name] = replace(system.cells[name], value=max(0.0, values[at[name]]))
    system.guessed = set(unknown)
