"""Stocks seldom move: a reader who believes that all but a few stood still between two releases opens no more for it."""

from dataclasses import replace

import numpy as np
import pytest

from saas.suppressor import CannotProtect, Case, Earlier, Equation, protect
from saas.suppressor.history import read
from saas.suppressor.kommuner import behind
from saas.suppressor.neighbours import Neighbours
from saas.suppressor.problem import Problem
from saas.suppressor.witness import Witnesses

REGIONS = {"north": range(0, 9), "south": range(9, 18), "east": range(18, 27)}


def two_releases(moving: dict[str, list[int]]) -> Case:
    """Three regions of nine yes-or-no answers, all shown last time; since then some in each region have said yes."""
    before = {f"{name}@1": {f"K{n:02d}": float(n % 2) for n in members} for name, members in REGIONS.items()}
    now = {
        name: {f"K{n:02d}": float(n % 2 or n in moving.get(name, ())) for n in members} for name, members in REGIONS.items()
    }
    cells = {name: sum(own.values()) for name, own in before.items()}
    earlier = Earlier(
        {**cells, "all@1": sum(cells.values())}, [Equation("all@1", tuple(before))], contributions=before
    )
    return Case(
        [Equation("all", tuple(REGIONS))], now, earlier=[earlier], bounds=dict.fromkeys(now, 1.0),
        follows={name: f"{name}@1" for name in (*REGIONS, "all")},
    )  # fmt: skip


def test_the_only_one_who_moved_is_not_read_off_two_releases():
    case = two_releases({"north": [0]})

    # Without the belief nothing is given away.
    assert protect(replace(case, follows={})).cells["north"] == 5
    pattern = protect(case)

    # 4 last time and 5 now, and eight of nine are known to have stood still: the ninth said yes.
    assert pattern.cells["north"] is None and pattern.cells["all"] is None


def test_several_who_moved_in_both_ways_hide_each_other():
    case = two_releases({})
    moved = {f"K{n:02d}": float(n % 2) for n in range(9)} | {"K00": 1.0, "K02": 1.0, "K04": 1.0, "K01": 0.0, "K03": 0.0, "K05": 0.0}
    pattern = protect(replace(case, contributions={**case.contributions, "north": moved}))

    assert pattern.cells["north"] == 4


def test_where_nobody_moved_what_was_shown_is_shown_again():
    pattern = protect(two_releases({"north": [0]}))

    assert pattern.cells["south"] == 5 and pattern.cells["east"] == 4


def test_what_one_coordinator_knows_from_the_release_before_does_not_stop_a_release():
    people = {"K00": "P", "K01": "P"}
    case = replace(two_releases({"north": [0, 2]}), coordinators=people)
    earlier = [replace(one, coordinators=people) for one in case.earlier]

    pattern = protect(replace(case, earlier=earlier))

    assert pattern.cells["north"] is None


def test_what_earlier_releases_opened_for_everybody_still_stops_one():
    made = {"a": {"K1": 3.0}, "b": {f"K{n}": 6.0 for n in range(20, 28)}}
    earlier = Earlier({"t": 51, "b": 48}, [Equation("t", ("a", "b"))])

    with pytest.raises(CannotProtect):
        protect(Case([Equation("t", ("a", "b"))], made, earlier=[earlier]))


def test_a_table_that_moves_few_kommuner_breaks_no_sum_and_moves_blanks_alone():
    case = two_releases({"north": [0, 2], "south": [10]})
    system = read(case)
    figures = behind(system)
    problem = Problem(system, case.parameters, figures, ())
    blank = problem.must | np.isin(problem.names, ["north", "south", "all"])
    witnesses = Witnesses(problem)
    witnesses.start_over(blank)
    wanted = (np.ones(problem.size), np.ones(problem.size), np.zeros(problem.size))

    Neighbours(problem, figures, problem.readers()).push(witnesses, blank, wanted)

    assert len(witnesses.rows)
    assert np.abs(problem.matrix @ witnesses.rows.T).max() < 1e-6
    assert not witnesses.moves[:, ~blank].any()
    assert np.all(problem.truth + witnesses.rows >= -1e-6)
