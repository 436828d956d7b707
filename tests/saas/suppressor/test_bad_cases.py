"""What is refused, and that the refusal says which cell without saying its value."""

import pytest

from saas.suppressor import BadCase, CannotProtect, Case, Earlier, Equation, Parameters, protect

SIX = {f"K{number}": 7 for number in range(6)}


def refused(*arguments, **settings) -> str:
    with pytest.raises(BadCase) as caught:
        protect(Case(*arguments, **settings))
    return str(caught.value)


@pytest.mark.parametrize(
    "mapping",
    [{"min_unit": 5}, {"min_units": -1}, {"min_units": 2.5}, {"min_units": True}, {"p_percent": "25"},
     {"zeros": 1}, {"width_min": float("nan")}, {"history_discount": 0}, {"history_discount": 1.5}],
)
def test_parameters_refuse_what_they_do_not_understand(mapping):
    with pytest.raises(ValueError, match=next(iter(mapping))):
        Parameters.of(mapping)


def test_parameters_keep_their_defaults_beside_what_is_set():
    assert Parameters.of({"min_units": 3}) == Parameters(min_units=3)


def test_sums_in_a_circle_are_refused():
    assert "i ring" in refused([Equation("a", ("b", "c")), Equation("b", ("a", "c"))], {"c": SIX})


def test_a_total_without_parts_is_refused():
    assert "'t' har ingen deler" in refused([Equation("t", ())], {"a": SIX})


def test_a_part_named_twice_is_refused():
    assert "samme del to ganger" in refused([Equation("t", ("a", "a"))], {"a": SIX})


def test_a_cell_that_is_a_part_of_itself_is_refused():
    assert "del av seg selv" in refused([Equation("t", ("t", "a"))], {"a": SIX})


def test_a_leaf_without_contributions_is_refused():
    assert "'b'" in refused([Equation("t", ("a", "b"))], {"a": SIX})


def test_two_ways_of_adding_up_must_agree():
    words = refused([Equation("t", ("a",)), Equation("t", ("b",))], {"a": {"K1": 731}, "b": {"K1": 732}})
    assert "'t' går ikke opp" in words and "73" not in words


def test_two_ways_of_adding_up_must_agree_for_each_kommune():
    words = refused([Equation("t", ("a",)), Equation("t", ("b",))], {"a": {"K1": 3, "K2": 4}, "b": {"K1": 4, "K2": 3}})
    assert "kommune 'K1'" in words


@pytest.mark.parametrize("value", [-1, float("nan"), float("inf"), "7", None, True])
def test_contributions_are_numbers_from_zero_upwards(value):
    assert "'K1'" in refused([], {"a": {"K1": value}})


def test_a_setting_that_names_no_cell_is_refused():
    assert "structural" in refused([], {"a": SIX}, structural=frozenset({"x"}))
    assert "shares" in refused([], {"a": SIX}, shares={"a": "x"})


def test_a_structural_zero_must_be_zero():
    assert "null etter definisjonen" in refused([], {"a": SIX}, structural=frozenset({"a"}))


def test_a_share_cannot_exceed_its_denominator():
    assert "større" in refused([], {"a": {**SIX, "K1": 9}, "n": {**SIX, "K2": 90}}, shares={"a": "n"})


def test_a_contribution_above_its_bound_is_refused():
    assert "over grensen" in refused([], {"a": SIX}, bounds={"a": 6})


def test_an_earlier_release_that_does_not_add_up_is_refused():
    earlier = Earlier({"a": 3, "b": 4, "t": 8}, [Equation("t", ("a", "b"))])
    assert "går ikke opp" in refused([], {"x": SIX}, earlier=[earlier])


def test_a_cell_that_earlier_figures_open_cannot_be_protected():
    earlier = Earlier({"t": 45, "a": 42}, [])
    case = Case([Equation("t", ("a", "b"))], {"a": SIX, "b": {"K9": 3}}, earlier=[earlier])

    with pytest.raises(CannotProtect, match="'b'") as caught:
        protect(case)

    assert caught.value.cells == ("b",)
