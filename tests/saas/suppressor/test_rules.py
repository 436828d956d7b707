"""Each primary rule below, at and above its boundary, and the published examples beside them."""

import json
from pathlib import Path

import pytest

from saas.suppressor import Case, Equation, Parameters, protect
from saas.suppressor.cells import Cell
from saas.suppressor.primary import judge, judge_values, need

CASES = Path(__file__).resolve().parents[4] / "shared" / "data" / "releases"
RULES = Parameters()


def amounts(*values: float) -> dict[str, float]:
    return {f"K{number}": value for number, value in enumerate(values)}


def broken(values, people=None, caps=None, **settings) -> set[str]:
    made = amounts(*values)
    limits = None if caps is None else dict.fromkeys(made, float(caps))
    return set(judge(Cell("x", sum(values), made, limits), people or {}, Parameters.of(settings)).why)


@pytest.mark.parametrize(("count", "unsafe"), [(4, True), (5, False), (6, False)])
def test_fewer_than_five_kommuner_are_too_few(count, unsafe):
    assert ("few_units" in broken([3] * count)) is unsafe


def test_a_kommune_with_nothing_still_takes_part():
    assert broken([3, 3, 3, 3, 0]) == set()


@pytest.mark.parametrize(("others", "unsafe"), [(2, True), (3, False), (4, False)])
def test_three_must_be_left_when_a_coordinator_takes_away_her_six(others, unsafe):
    people = {f"K{number}": "P" for number in range(6)}
    assert ("few_left_for_a_coordinator" in broken([3] * (6 + others), people)) is unsafe


@pytest.mark.parametrize(("nonzero", "unsafe"), [(1, True), (2, True), (3, False)])
def test_three_coordinators_must_have_something(nonzero, unsafe):
    assert ("few_nonzero" in broken([4] * nonzero + [0] * (6 - nonzero))) is unsafe


def test_three_kommuner_of_one_coordinator_are_one_contributor():
    people = {"K0": "P", "K1": "P", "K2": "P"}
    assert "few_nonzero" in broken([4, 4, 4, 0, 0, 0, 0], people)


@pytest.mark.parametrize(("rest", "unsafe"), [(2.4, True), (2.5, True), (2.6, False)])
def test_the_rest_must_exceed_a_quarter_of_the_largest(rest, unsafe):
    assert ("p_percent" in broken([10, 5, rest / 2, rest / 2, 0])) is unsafe


def test_zero_is_unsafe_unless_the_setting_says_otherwise():
    assert broken([0] * 6) == {"zero"}
    assert broken([0] * 6, zeros=False) == set()


@pytest.mark.parametrize(("yes", "unsafe"), [(0, True), (2, True), (3, False), (5, False), (6, True), (8, True)])
def test_everyone_and_nobody_are_equally_unsafe(yes, unsafe):
    assert bool(broken([1] * yes + [0] * (8 - yes), caps=1)) is unsafe


def test_the_complement_can_be_left_out():
    assert broken([1] * 8, caps=1, complement=False) == set()


def test_decimals_follow_the_same_rules():
    assert broken([0.5, 0.4, 0.4, 0.3, 0.2]) == set()
    assert broken([0.5, 0.1, 0.02, 0.01, 0.0]) == {"p_percent"}


def test_what_a_blank_must_keep_follows_from_its_value():
    assert need(Cell("x", 4.0, amounts(4)), 1.0, RULES).width == 5
    assert need(Cell("x", 40.0, amounts(40)), 10.0, RULES).width == 20
    assert need(Cell("x", 4.0, amounts(4), amounts(6)), 5.0, RULES).up == 2


def test_the_handbooks_examples_come_out_as_printed():
    path = CASES / "03_primary_rules.json"
    if not path.is_file():
        pytest.skip("The acceptance cases lie in shared/, which is not here.")
    seen = 0
    for example in json.loads(path.read_text())["cells"]:
        if "p" not in example["rule"]:
            continue
        seen += 1
        verdict = judge_values(amounts(*example["contributions"]), {}, Parameters(p_percent=example["rule"]["p"]))
        boundary = "boundary" in example.get("note", "")
        assert ("p_percent" in verdict.why) is (example["unsafe"] or boundary), example
        if "upper_protection_level" in example and example["rule"]["p"] == 25:
            assert verdict.up == pytest.approx(example["upper_protection_level"])
    assert seen > 5


def test_a_shown_figure_never_breaks_a_rule():
    made = {"a": amounts(*[5] * 6), "b": amounts(9, 1, 0, 0, 0, 0), "c": amounts(*[7] * 6), "d": amounts(*[3] * 6)}
    pattern = protect(Case([Equation("t", ("a", "b", "c", "d"))], made))

    assert pattern.status["b"] == "primary"
    assert pattern.why["b"] == ["few_nonzero", "p_percent"]
    assert [pattern.status[name] for name in ("a", "c", "d")].count("secondary") >= 1
