"""What tables prove for many readers together is what they prove for each of them, whenever and in whatever order it is asked."""

import random

import numpy as np
import pytest

from saas.suppressor import Case
from saas.suppressor.attacker import Attacker
from saas.suppressor.history import read
from saas.suppressor.kommuner import behind
from saas.suppressor.problem import OUTSIDER, Problem
from saas.suppressor.reaching import Reaches
from tests.saas.suppressor import worlds


@pytest.fixture(scope="module")
def problem():
    rows, people = worlds.world(40, 3, themes=3)
    equations, contributions = worlds.tables(rows, [("region", "theme")])
    case = Case(equations, contributions, people)
    system = read(case)
    return Problem(system, case.parameters, behind(system), ())


def _tables(problem, count):
    """Movements of a few figures each, some of them far larger than a reader may believe."""
    chance = np.random.default_rng(7)
    rows = chance.integers(-6, 7, (count, problem.size)) * (chance.random((count, problem.size)) < 0.05)
    return rows.astype(float)


def _one_by_one(problem, rows, view):
    """How far each figure is shown to move, reckoned row by row from what the reader knows."""
    up, lo = np.zeros(problem.size), np.zeros(problem.size)
    seen = problem.view(view) if view else None
    for row in rows:
        share = 1.0
        for at, down, room in zip(seen.at, seen.down, seen.up, strict=True) if seen else ():
            if row[at]:
                share = min(share, (room if row[at] > 0 else down) / abs(row[at]))
        up = np.maximum(up, np.floor(np.maximum(share * row, 0.0) + 1e-6))
        lo = np.maximum(lo, np.floor(np.maximum(-share * row, 0.0) + 1e-6))
    return up, lo


def test_many_together_as_each_by_herself(problem):
    rows, views = _tables(problem, 60), [OUTSIDER, *problem.readers()]
    reaches, chance = Reaches(problem), random.Random(3)
    shown = False
    for count in (1, 2, 3, 20, 21, 60):
        asked = chance.sample(views, k=max(2, count % len(views)))
        up, lo = reaches.farthest(asked, rows[:count])
        for view, far_up, far_lo in zip(asked, up, lo, strict=True):
            alone = _one_by_one(problem, rows[:count], view)
            assert np.array_equal(far_up, alone[0]) and np.array_equal(far_lo, alone[1])
            shown |= view != OUTSIDER and not np.array_equal(far_up, _one_by_one(problem, rows[:count], OUTSIDER)[0])
    assert shown, "what a coordinator knows must have made some tables smaller, or nothing is tested"


def test_what_is_dropped_proves_nothing_any_longer_unless_it_still_does(problem):
    rows, views = _tables(problem, 30), problem.readers()[:9]
    kept = np.arange(30) % 3 > 0
    for proven in (False, True):
        reaches = Reaches(problem)
        before = reaches.farthest(views, rows[:25])
        reaches.drop(kept[:25], proven)
        left = np.vstack([rows[:25][kept[:25]], rows[25:]])
        up, lo = reaches.farthest(views, left)
        for number, view in enumerate(views):
            far_up, far_lo = _one_by_one(problem, left, view)
            if proven:
                far_up, far_lo = np.maximum(far_up, before[0][number]), np.maximum(far_lo, before[1][number])
            assert np.array_equal(up[number], far_up) and np.array_equal(lo[number], far_lo)
        assert np.array_equal(reaches.scale(views[0], left), Reaches(problem).scale(views[0], left))


def test_afresh_is_as_far_as_from_the_last_answer(problem):
    blank = np.array([number % 3 > 0 for number in range(problem.size)]) & ~problem.known
    attacker, afresh = Attacker(problem), Attacker(problem)
    figures = np.flatnonzero(blank)
    for view in [OUTSIDER, *problem.readers()[:5]]:
        for upward in (True, False):
            for one in (attacker, afresh):
                one.face(blank, view)
                one.hold(figures, np.full(len(figures), 4.0))
            moved, again = attacker.stretch(figures, upward)[0], afresh.stretch_afresh(figures, upward)
            assert moved[figures].sum() == pytest.approx(again[figures].sum(), abs=1e-6) and again.any()
            assert np.abs(problem.matrix @ again).max() < 1e-6 and not again[~blank].any()
