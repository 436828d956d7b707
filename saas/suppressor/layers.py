"""Small programs inside the large one: parts of one sum in which every group gives to one what another gets.

Across many geographies most alternative tables are of that kind, and such a program is a hundred times quicker.
"""

from collections import defaultdict

import numpy as np

from saas.suppressor.attacker import Attacker, Columns
from saas.suppressor.kommuner import Behind
from saas.suppressor.problem import Problem


def small_programs(problem: Problem, behind: Behind) -> list[tuple[Columns, Attacker]]:
    """Sets of figures that can move among themselves, each with its attacker."""
    layers = _layers(problem, behind)
    stands_in: dict[str, set[str]] = defaultdict(set)
    sums = [one for one in problem.system.equations if layers.keys() >= {one.total, *one.parts} and len(one.parts) > 1]
    for one in sums:
        for part in one.parts:
            stands_in[part].add(one.total)
    sets: dict[frozenset[str], None] = {}
    largest: dict[str, list[str]] = defaultdict(list)
    for one in sums:
        first, second = sorted(one.parts, key=lambda name: (-problem.truth[problem.at[name]], problem.at[name]))[:2]
        if len(stands_in[first]) > 1:
            continue
        largest[one.total].append(first)
        for part in one.parts:
            sets[frozenset({part, first if part != first else second})] = None
        # Those with blanks can also lend to each other through blank cells, which two alone seldom can.
        sets[frozenset({first, *(part for part in one.parts if problem.must[layers[part]].any())})] = None
    for total, parts in largest.items():
        if not stands_in[total]:
            sets[frozenset({total, *parts})] = None
    found = [np.unique(np.concatenate([layers[name] for name in sorted(names)])).astype(np.int32) for names in sets]
    return [(columns, Attacker(problem, columns)) for columns in found]


def _layers(problem: Problem, behind: Behind) -> dict[str, Columns]:
    """The figures of all groups in one cell that everybody behind them takes part in, with the cells it divides into."""
    cells = problem.system.cells
    found: dict[str, set[int]] = defaultdict(set)
    for figure in behind.figures:
        widest = max(figure.cells, key=lambda name: (len(cells[name].by_kommune or ()), -problem.at[name]))
        found[widest] |= {problem.at[figure.id], *(problem.at[name] for name in figure.cells)}
    return {name: np.array(sorted(numbers), np.int32) for name, numbers in found.items()}
