"""The middle kommune is shown only where it bounds nobody: checked against every world that a brute force finds."""

from itertools import combinations_with_replacement
from random import Random
from statistics import median

import pytest

from saas.centre.medians import FEWEST, FEWEST_OTHERS, rounded, safe
from saas.suppressor import Parameters

RULES = Parameters()


def _alone(values):
    return {f"k{n}": value for n, value in enumerate(values)}


def _holders(figures, together=0):
    return {name: "she" if n < together else f"p-{name}" for n, name in enumerate(figures)}


def test_ten_kommuner_and_five_others_are_needed():
    nine, ten = _alone([5, 6, 7, 8, 9, 5, 6, 7, 8]), _alone([5, 6, 7, 8, 9, 5, 6, 7, 8, 9])
    assert safe(nine, _holders(nine), 1, RULES) == ["few_units"]
    assert safe(ten, _holders(ten), 1, RULES) == []
    assert safe(ten, _holders(ten, together=6), 1, RULES) == ["few_left_for_a_coordinator"]


def test_a_middle_of_nothing_is_not_shown():
    figures = _alone([0] * 8 + [9] * 4)
    assert "bounds_a_kommune" in safe(figures, _holders(figures), 1, RULES)


def test_a_coordinator_whose_own_are_all_on_one_side_must_not_bound_the_others():
    figures = _alone([9, 9, 9, 9, 9, 4, 4, 4, 4, 4])
    assert safe(figures, _holders(figures), 1, RULES) == []
    assert "bounds_a_kommune" in safe(figures, _holders(figures, together=5), 1, RULES)


def test_one_that_dominates_the_sum_hides_the_middle():
    figures = _alone([100, 1, 1, 1, 1, 1, 1, 1, 1, 1])
    assert "p_percent" in safe(figures, _holders(figures), 1, RULES)


@pytest.mark.parametrize("seed", range(60))
def test_by_brute_force_any_other_kommune_can_have_nothing_or_very_much(seed):
    """Whoever knows her own tries every world of the others on a coarse grid: each of them can have each of its values."""
    chance = Random(seed)
    n, together = chance.randint(FEWEST, 13), chance.randint(0, 6)
    figures = _alone([chance.choice([0, 1, 2, 3, 5, 8, 13]) for _ in range(n)])
    holders = _holders(figures, together)
    if safe(figures, holders, 1, RULES):
        return
    middle = rounded(median(figures.values()), 1)
    grid = sorted({0.0, 1.0, middle, middle + 0.4, 1000.0})
    for person in {"nobody", *holders.values()}:
        own = [value for name, value in figures.items() if holders[name] == person]
        others = n - len(own)
        assert others >= FEWEST_OTHERS
        possible = {
            value
            for world in combinations_with_replacement(grid, others)
            if middle - 0.5 <= median([*own, *world]) <= middle + 0.5
            for value in world
        }
        assert {0.0, 1000.0} <= possible


def test_the_brute_force_would_notice():
    """What the rule refuses is really open: the five others of the one with five high ones have four or less."""
    own, middle = [9.0] * 5, rounded(6.5, 1)
    worlds = combinations_with_replacement([0.0, 4.0, 8.0, 1000.0], 5)
    fitting = [world for world in worlds if middle - 0.5 <= median([*own, *world]) <= middle + 0.5]
    assert fitting and max(max(world) for world in fitting) < 1000
