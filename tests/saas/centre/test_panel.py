"""Kommuner come and go in batches (anonymity.md §1.8): at 1, 4 and 5, from one coordinator and from several."""

import pytest

from saas.centre.panel import Before, Member, freeze, is_batch, too_few_changed
from saas.suppressor import Parameters

RULES = Parameters()


def _kommuner(names, region="R01", person=None, band="0", centrality="1"):
    return [Member(name, person or f"p-{name}", region, band, centrality) for name in names]


def _before(members, period="2026T1", kept=None):
    return Before(period, tuple(members), frozenset(kept if kept is not None else (one.kommune for one in members)))


OLD = _kommuner("abcdefgh")


def _states(panel):
    return {one.kommune: (one.state, one.region) for one in panel}


def test_in_the_first_release_everybody_is_active():
    assert set(_states(freeze("2026T1", OLD, None, RULES)).values()) == {("active", "R01")}


@pytest.mark.parametrize("joiners, counted", [(1, 0), (4, 0), (5, 5), (8, 8)])
def test_joiners_wait_outside_until_they_are_a_batch_and_then_in_ufordelt(joiners, counted):
    new = _kommuner([f"n{number}" for number in range(joiners)], region="R02")
    panel = _states(freeze("2026T2", [*OLD, *new], _before(OLD), RULES))
    assert [panel[name] for name in panel if name.startswith("n")] == [("waiting", "R99")] * counted
    assert all(panel[one.kommune] == ("active", "R01") for one in OLD)


def test_a_batch_from_one_coordinator_is_no_batch():
    assert not is_batch(_kommuner("klmnop", person="the one"), RULES)
    assert not is_batch([*_kommuner("klm", person="the one"), *_kommuner("no", person="another")], RULES)
    assert is_batch([*_kommuner("klm", person="the one"), *_kommuner("nop")], RULES)


def test_a_region_takes_its_own_in_when_the_year_turns_and_it_has_a_batch():
    new = [*_kommuner(["n1", "n2", "n3", "n4", "n5"], region="R02"), *_kommuner(["m1", "m2"], region="R03")]
    waiting = freeze("2026T2", [*OLD, *new], _before(OLD), RULES)
    assert _states(freeze("2026T3", [*OLD, *new], _before(waiting, "2026T2"), RULES)) == _states(waiting)
    january = _states(freeze("2027T1", [*OLD, *new], _before(waiting, "2026T3"), RULES))
    assert january["n1"] == ("active", "R02") and january["m1"] == ("waiting", "R99")


def test_each_grouping_has_its_own_batch():
    new = [*_kommuner(["n1", "n2", "n3"], "R02", band="2000"), *_kommuner(["n4", "n5"], "R03", band="2000")]
    waiting = freeze("2026T3", [*OLD, *new], _before(OLD, "2026T2"), RULES)
    january = {one.kommune: one for one in freeze("2027T1", [*OLD, *new], _before(waiting, "2026T3"), RULES)}
    assert (january["n1"].region, january["n1"].band, january["n1"].centrality) == ("R99", "2000", "1")


def test_a_kommune_that_moves_to_another_group_alone_stays_where_it_was():
    moved = [Member("a", "p-a", "R05", "50000", "6"), *OLD[1:]]
    assert _states(freeze("2027T1", moved, _before(OLD, "2026T3"), RULES))["a"] == ("active", "R01")


def test_whoever_leaves_is_carried_to_the_end_of_the_year_if_its_numbers_are_still_there():
    stay = OLD[2:]
    panel = _states(freeze("2026T2", stay, _before(OLD, kept="bcdefgh"), RULES))
    assert panel["b"][0] == "carried" and panel["a"][0] == "left"
    carried = freeze("2026T2", stay, _before(OLD), RULES)
    assert _states(freeze("2026T3", stay, _before(carried, "2026T2"), RULES))["a"][0] == "carried"
    assert _states(freeze("2027T1", stay, _before(carried, "2026T3"), RULES))["a"][0] == "left"


def test_one_that_left_and_comes_back_is_new():
    left = freeze("2027T1", OLD[1:], _before(OLD, "2026T3"), RULES)
    assert "a" not in _states(freeze("2027T2", OLD, _before(left, "2027T1"), RULES))


def test_a_correction_takes_nobody_new_in():
    new = _kommuner([f"n{number}" for number in range(9)])
    panel = _states(freeze("2026T2", [*OLD, *new], _before(OLD, "2026T2"), RULES))
    assert not [name for name in panel if name.startswith("n")]


@pytest.mark.parametrize("gone, blank", [(0, False), (1, True), (4, True), (5, False)])
def test_a_group_that_changed_by_less_than_a_batch_is_told(gone, blank):
    many = _kommuner("abcdefghijkl")
    found = too_few_changed(many, many[gone:], RULES)
    assert (("region", "R01") in found, ("", "") in found, ("band", "0") in found) == (blank, blank, blank)
