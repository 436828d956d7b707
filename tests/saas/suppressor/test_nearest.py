"""A small movement is found exactly where the largest one goes as far."""

import numpy as np

from saas.suppressor import Case
from saas.suppressor.attacker import Attacker
from saas.suppressor.history import read
from saas.suppressor.kommuner import behind
from saas.suppressor.nearest import Nearest
from saas.suppressor.problem import OUTSIDER, Problem
from saas.suppressor.targets import Targets
from saas.suppressor.witness import Witnesses
from tests.saas.suppressor import worlds


def _case() -> Case:
    rows, people = worlds.world(40, 3, themes=3)
    equations, contributions = worlds.tables(rows, [("region", "theme")])
    return Case(equations, contributions, people)


def test_as_far_as_the_largest_movement_and_no_further():
    case = _case()
    system = read(case)
    problem = Problem(system, case.parameters, behind(system), ())
    blank = np.array([number % 3 > 0 for number in range(problem.size)]) & ~problem.known
    near, attacker, told = Nearest(problem), Attacker(problem), {True: 0, False: 0}
    for view in [OUTSIDER, *problem.readers()[:4]]:
        for figure in np.flatnonzero(blank)[:: max(1, int(blank.sum()) // 25)].tolist():
            attacker.face(blank, view)
            for upward, sign in ((True, 1.0), (False, -1.0)):
                reach = abs(float(attacker.stretch(np.array([figure]), upward)[0][figure]))
                for far, there in ((max(reach - 1.0, 0.5 * reach), reach > 0.1), (reach + 1.0, False)):
                    if not there and far < 0.5:
                        continue
                    moved = near.movement(figure, sign * far, blank, view)
                    assert (moved is not None) is there
                    told[there] += 1
                    if moved is not None:
                        assert sign * moved[figure] >= far - 1e-6 and np.abs(problem.matrix @ moved).max() < 1e-6
                        assert not moved[~blank].any()
    assert min(told.values()) > 30


def test_witnesses_judge_alike_with_and_without_it():
    case = _case()
    system = read(case)
    problem = Problem(system, case.parameters, behind(system), ())
    blank = np.array([number % 29 > 0 for number in range(problem.size)]) & ~problem.known
    plain, quick = Witnesses(problem), Witnesses(problem)
    plain.nearest, quick.nearest = None, Nearest(problem)
    targets = Targets(problem, behind(system), case.parameters)
    judged = []
    for view in [OUTSIDER, *problem.readers()[:3]]:
        wanted = targets.left_open(view, plain, (np.zeros(problem.size), np.zeros(problem.size)))[::9]
        judged += [(plain.holds(one, blank), quick.holds(one, blank)) for one in wanted]
    assert all(one == other for one, other in judged) and {one for one, _ in judged} == {True, False}
