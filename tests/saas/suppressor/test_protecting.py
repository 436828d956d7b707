"""The pattern as a whole: the same every time, safe when time runs out, and with no idle blank."""

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from saas.suppressor import Case, Equation, Parameters, protect
from saas.suppressor.history import read
from saas.suppressor.implied import implied_sums
from saas.suppressor.kommuner import behind
from saas.suppressor.needs import judge_all, requirement
from saas.suppressor.problem import Problem
from saas.suppressor.readers import Readers
from saas.suppressor.witness import Witnesses
from tests.saas.suppressor import worlds
from tests.saas.suppressor.attacker import Reader


@pytest.fixture(scope="module")
def small() -> Case:
    rows, people = worlds.world(90, 3, themes=4)
    equations, contributions = worlds.tables(rows, [("region", "theme")])
    return Case(equations, contributions, people)


@pytest.fixture(scope="module")
def pattern(small):
    return protect(small, seconds=30)


def broken(case: Case, shown) -> list[str]:
    """The needs that a set of shown cells does not keep for an outsider."""
    reader, found = Reader(case, shown, by_kommune=False), []
    for name, need in protect_needs(case).items():
        low, high = reader.interval(name)
        if high < need.value + need.up - 1e-5 or low > need.value - need.lo + 1e-5 or high - low < need.width - 1e-5:
            found.append(name)
    return found


def protect_needs(case: Case):
    return judge_all(case, read(case)).of


def test_the_needs_hold_and_every_other_cell_is_true(small, pattern):
    truth = read(small).cells
    assert broken(small, pattern.cells) == []
    assert all(value is None or value == truth[name].value for name, value in pattern.cells.items())
    assert pattern.blanks == sum(value is None for value in pattern.cells.values())
    assert 0 < pattern.mass < 0.5


def opened(case: Case, shown) -> bool:
    """Whether a set of shown cells leaves anybody's need unmet: outsider, coordinator, sums, or a single kommune."""
    system = read(case)
    needs, figures = judge_all(case, system), behind(system)
    problem = Problem(system, case.parameters, figures, ())
    needing = sorted(problem.at[name] for name in needs.of)
    problem.must[needing] = True
    blank = problem.must.copy()
    for name, value in shown.items():
        blank[problem.at[name]] = value is None
    witnesses = Witnesses(problem)
    wanted = [requirement(problem, name, need) for name, need in needs.of.items()]
    if witnesses.broken([*wanted, *implied_sums(problem, blank, case.parameters)], blank):
        return True
    readers = Readers(problem, figures, needing, case.parameters)
    return any(witnesses.broken(open_, blank) for open_ in readers.left_open(witnesses, blank))


def test_no_secondary_blank_is_idle(small, pattern):
    secondary = [name for name, status in pattern.status.items() if status == "secondary"]
    truth = read(small).cells

    assert secondary and not opened(small, pattern.cells)
    assert [name for name in secondary if not opened(small, {**pattern.cells, name: truth[name].value})] == []


def test_the_rules_of_single_table_tools_ask_for_no_more_than_the_outsider(small, pattern):
    rules = Parameters(min_rest=0, insider_width=0, kommune_percent=0)
    plain = protect(replace(small, parameters=rules), seconds=30)

    assert broken(replace(small, parameters=rules), plain.cells) == []
    assert plain.blanks <= pattern.blanks


def test_what_a_circle_cannot_rule_out_no_coordinator_in_it_can(small, pattern):
    """Every reach that circles prove for a coordinator is there when she is asked alone."""
    system = read(small)
    problem = Problem(system, small.parameters, behind(system), ())
    needing = sorted(problem.at[name] for name in judge_all(small, system).of)
    problem.must[needing] = True
    blank = problem.must.copy()
    for name, value in pattern.cells.items():
        blank[problem.at[name]] = value is None
    witnesses, readers = Witnesses(problem), Readers(problem, behind(system), needing, small.parameters)
    list(readers.left_open(witnesses, blank))
    proven = 0
    for view in readers.views[::3]:
        for upward, reach in zip((True, False), readers.circles.reach(view, witnesses), strict=True):
            for number in np.flatnonzero(reach)[::7]:
                witnesses.attacker.face(blank, view)
                moved, _ = witnesses.attacker.stretch(np.array([number]), upward)
                assert abs(moved[number]) >= reach[number] - 1e-5
                proven += 1
    assert proven > 50


def test_the_same_case_gives_the_same_pattern_in_any_order(small, pattern):
    turned = replace(
        small,
        equations=list(reversed(small.equations)),
        contributions=dict(reversed([(name, dict(reversed(list(made.items())))) for name, made in small.contributions.items()])),
    )

    assert protect(turned, seconds=30).cells == pattern.cells


def test_the_same_case_gives_the_same_pattern_in_another_process():
    program = (
        "from saas.suppressor import protect; from tests.saas.suppressor import worlds; from saas.suppressor import Case;"
        "rows, people = worlds.world(40, 5, themes=3); sums, made = worlds.tables(rows, [('region', 'theme')]);"
        "print(sorted(n for n, v in protect(Case(sums, made, people)).cells.items() if v is None))"
    )
    answers = [
        subprocess.run(
            [sys.executable, "-c", program], env={"PYTHONHASHSEED": seed, "PYTHONPATH": "."}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    ]

    assert answers[0] == answers[1] and len(answers[0]) > 10


def test_without_time_the_pattern_is_safe_and_only_dearer(small, pattern):
    hurried = protect(small, seconds=0.0)

    assert broken(small, hurried.cells) == []
    assert hurried.blanks >= pattern.blanks


def test_progress_goes_from_nothing_to_done(small):
    heard: list[tuple[str, float]] = []
    protect(small, seconds=5, progress=lambda phase, share: heard.append((phase, share)))

    assert heard[0] == ("cells", 0.0) and heard[-1] == ("done", 1.0)
    assert all(0 <= share <= 1 for _, share in heard)


def test_the_optimum_is_never_dearer_than_the_heuristic(small):
    blanks = {method: protect(small, seconds=5, method=method).blanks for method in ("optimal", "heuristic")}

    assert blanks["optimal"] <= blanks["heuristic"] + 1


def test_cells_that_stand_alone_and_totals_of_one_part_are_understood():
    six = {f"K{number}": 6 for number in range(6)}
    pattern = protect(Case([Equation("t", ("a",))], {"a": {"K1": 3}, "alone": six, "nobody": {}}))

    assert pattern.cells == {"a": None, "t": None, "alone": 36, "nobody": None}
    assert pattern.status["nobody"] == "withheld" and pattern.why["nobody"] == ["nobody"]


def test_cells_decided_blank_beforehand_stay_blank_and_cannot_be_worked_out():
    six = {f"K{number}": 6 for number in range(6)}
    case = Case([Equation("t", ("a", "b", "c"))], {"a": six, "b": six, "c": six}, withheld={"a": "batch"})
    pattern = protect(case)

    assert pattern.status["a"] == "withheld" and pattern.why["a"] == ["batch"]
    low, high = Reader(case, pattern.cells).interval("a")
    assert high - low >= 18


def test_a_series_that_was_blank_before_is_cheaper_to_blank():
    six = {f"K{number}": 6 for number in range(6)}
    made = {"a": {"K1": 3}, **{name: six for name in ("b", "c", "d", "e")}}
    for name in ("b", "c", "d", "e"):
        case = Case([Equation("t", tuple(made))], made, blanked_before=frozenset({name}), parameters=Parameters(min_rest=0))
        assert protect(case).status[name] == "secondary"
