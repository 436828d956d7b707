"""A program that starts where the last one ended finds what one that starts from nothing finds."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

from saas.auditor.system import Part
from saas.auditor.warm import Warm


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000))
def test_warm_and_cold_agree_on_many_goals_in_a_row(seed):
    chance = np.random.default_rng(seed)
    matrix = csr_matrix(chance.integers(-1, 2, (5, 12)).astype(float))
    inside = chance.integers(0, 6, 12).astype(float)
    part = Part([f"x{n}" for n in range(12)], matrix, matrix @ inside, np.zeros(12), np.full(12, 20.0))
    warm = Warm(part)
    for _ in range(6):
        direction = chance.integers(-2, 3, 12).astype(float)
        limits = np.column_stack([np.zeros(12), chance.integers(3, 21, 12).astype(float)])
        cold = linprog(direction, A_eq=matrix, b_eq=part.right, bounds=limits, method="highs")
        found = warm.least(direction, limits)
        assert (found is None) is (cold.status != 0)
        if found is not None:
            assert abs(direction @ found - cold.fun) < 1e-6
            assert np.abs(matrix @ found - part.right).max() < 1e-6
