"""The attacks of anonymity.md §4 one by one: an unsafe publication that the reader opens, and a pattern that it cannot."""

import pytest

from saas.suppressor import Case, Earlier, Equation, Parameters, protect
from tests.saas.suppressor.attacker import Reader, amounts, findings


def kommuner(count: int, value: float = 7, first: int = 0) -> dict[str, float]:
    return {f"K{number:02d}": value for number in range(first, first + count)}


def everything(case: Case) -> dict[str, float]:
    return {name: sum(values.values()) for name, values in amounts(case).items()}


def test_two_blanks_a_line_are_not_enough():
    rows, columns = ("w", "x", "y", "z"), ("a", "b", "c", "d")
    values = [[30, 47, 64, 89], [90, 124, 5, 31], [92, 100, 59, 85], [800, 991, 651, 685]]
    figures = {f"{row}{column}": values[i][j] for i, row in enumerate(rows) for j, column in enumerate(columns)}
    sums = [Equation(row, tuple(row + column for column in columns)) for row in rows]
    sums += [Equation(column, tuple(row + column for row in rows)) for column in columns]
    sums += [Equation("all", rows), Equation("all", columns)]
    unsafe = frozenset({"wa", "wb", "wc", "xa", "xc", "yb", "yd", "zb", "zd"})
    case = Case(sums, {}, figures=figures, primaries=unsafe, parameters=Parameters(width_min=1, width_pct=0))

    pattern = protect(case)

    shown = {name: None if name in unsafe else pattern.cells[name] or value for name, value in figures.items()}
    totals = {name: pattern.cells[name] for name in (*rows, *columns, "all")}
    assert Reader(case, {**totals, **shown}, by_kommune=False).interval("wb") == pytest.approx((47, 47))
    for name in unsafe:
        low, high = Reader(case, pattern.cells, by_kommune=False).interval(name)
        assert high - low >= 1
    assert pattern.blanks == 10


def test_16_two_single_contributors_in_a_line_cannot_open_each_other():
    case = Case([Equation("t", ("a", "b", "c", "d"))], {"a": {"K1": 20}, "b": {"K2": 30}, "c": kommuner(8, 4, 10), "d": kommuner(8, 5, 30)})
    naive = {**everything(case), "a": None, "b": None}

    assert Reader(case, naive, "K1").interval("b") == pytest.approx((30, 30))
    assert findings(case, protect(case)) == []


def test_17_a_coordinator_of_six_cannot_take_away_her_own():
    people = {f"K{number:02d}": "P" for number in range(6)}
    case = Case([Equation("t", ("a", "b", "c"))], {"a": kommuner(7, 9), "b": kommuner(12, 6, 20), "c": kommuner(12, 5, 40)}, people)

    assert Reader(case, everything(case), "P").interval(("K06", "a")) == pytest.approx((9, 9))
    pattern = protect(case)
    assert pattern.status["a"] == "primary"
    assert findings(case, pattern) == []


def test_18_a_zero_is_blank_and_its_neighbour_too():
    case = Case([Equation("t", ("a", "b", "c"))], {"a": kommuner(8, 0), "b": kommuner(8, 6, 20), "c": kommuner(8, 5, 40)})

    assert Reader(case, everything(case)).interval(("K03", "a")) == pytest.approx((0, 0))
    pattern = protect(case)
    assert pattern.status["a"] == "primary" and pattern.blanks == 2
    assert findings(case, pattern) == []


def test_18_a_zero_that_is_impossible_by_definition_is_shown():
    sums = [Equation("t", ("a", "b"))]
    case = Case(sums, {"a": kommuner(8, 0), "b": kommuner(8, 6, 20)}, structural=frozenset({"a"}))

    assert protect(case).cells == {"a": 0, "b": 48, "t": 48}


def test_19_everyone_said_yes_is_blank():
    case = Case([], {"yes": kommuner(8, 1)}, bounds={"yes": 1})

    assert Reader(case, {"yes": 8}).interval(("K03", "yes")) == pytest.approx((1, 1))
    pattern = protect(case)
    assert pattern.cells == {"yes": None}
    assert pattern.why["yes"] == ["complement_zero"]


def test_19_the_rest_of_a_share_is_a_figure_too():
    asked, done = kommuner(8, 10), {**kommuner(8, 10), "K01": 9}
    other = kommuner(8, 6, 20)
    case = Case([], {"asked": asked, "done": done, "other": other}, shares={"done": "asked"})

    pattern = protect(case)

    assert pattern.cells["done"] is None
    assert "complement_few_nonzero" in pattern.why["done"]
    assert pattern.cells["other"] == 48


def test_20_two_geographies_that_differ_by_one_kommune_do_not_open_it():
    first, second, odd = kommuner(8, 6), kommuner(8, 5, 20), {"K99": 17}
    made = {"r1": {**first, **odd}, "r2": second, "b1": first, "b2": {**second, **odd}}
    case = Case([Equation("t", ("r1", "r2")), Equation("t", ("b1", "b2"))], made, parameters=Parameters(p_percent=10))

    assert Reader(case, everything(case)).interval(("K99", "r1")) == pytest.approx((17, 17))
    pattern = protect(case)
    assert findings(case, pattern) == []
    assert 0 < pattern.blanks < 5


def test_20_the_only_kommune_in_a_region_and_band_is_not_opened():
    inner = {("A", "1"): kommuner(7, 6), ("A", "2"): {"K50": 21}, ("B", "1"): kommuner(7, 5, 20), ("B", "2"): kommuner(7, 8, 30)}
    made: dict[str, dict[str, float]] = {}
    for (region, band), values in inner.items():
        made.setdefault(region, {}).update(values)
        made.setdefault(band, {}).update(values)
    made["A1 too"] = dict(inner[("A", "1")])
    case = Case([Equation("t", ("A", "B")), Equation("t", ("1", "2"))], made)

    assert Reader(case, everything(case)).interval(("K50", "A"))[0] < 21
    sums = [*case.equations, Equation("A", ("A1 too", "A2"))]
    linked = Case(sums, {**{n: v for n, v in made.items() if n != "A"}, "A2": inner[("A", "2")]})
    assert findings(linked, protect(linked)) == []


def test_21_a_year_does_not_open_the_quarter_that_was_blank():
    quarters = {"Q1": kommuner(6, 2), "Q2": kommuner(6, 3), "Q3": kommuner(6, 4), "Q4": {"K01": 5}}
    earlier = Earlier({"Q1": 12, "Q2": 18, "Q3": 24, "Q4": None})
    case = Case([Equation("Y", ("Q1", "Q2", "Q3", "Q4"))], quarters, earlier=[earlier])

    assert Reader(case, {**earlier.cells, "Y": 59}).interval("Q4") == pytest.approx((5, 5))
    pattern = protect(case)
    assert pattern.cells == {"Q1": 12, "Q2": 18, "Q3": 24, "Q4": None, "Y": None}
    # K01 has all of Q4 herself and the rest is out: what she can add up is nobody else's.
    assert findings(case, pattern) == ["K01: Y is exact"]


def test_21_a_blank_of_unknown_make_up_is_not_opened_either():
    earlier = Earlier({"Q1": 30, "Q2": None, "H": None}, [Equation("H", ("Q1", "Q2"))])
    case = Case([Equation("Y", ("H", "S"))], {"H": kommuner(6, 9), "S": kommuner(6, 8)}, earlier=[earlier])

    pattern = protect(case)

    assert pattern.cells["H"] is None
    assert None in (pattern.cells["S"], pattern.cells["Y"])


@pytest.mark.parametrize(("joining", "shown"), [(0, True), (1, False), (4, False), (5, True)])
def test_15_joiners_enter_a_published_figure_in_batches(joining, shown):
    before, after = kommuner(6, 9), {**kommuner(6, 9), **kommuner(joining, 8, 60)}
    earlier = Earlier({"stock": 54}, contributions={"stock": before})

    pattern = protect(Case([], {"stock": after}, earlier=[earlier]))

    assert (pattern.cells["stock"] is not None) is shown
    assert pattern.status["stock"] == ("open" if shown else "withheld")


@pytest.mark.parametrize(("leaving", "shown"), [(1, False), (4, False), (5, True)])
def test_15_leavers_count_like_joiners(leaving, shown):
    before = {**kommuner(6, 9), **kommuner(leaving, 8, 60)}
    earlier = Earlier({"stock": sum(before.values())}, contributions={"stock": before})

    assert (protect(Case([], {"stock": kommuner(6, 9)}, earlier=[earlier])).cells["stock"] is not None) is shown


def test_five_joiners_of_one_coordinator_are_no_batch():
    after = {**kommuner(6, 9), **kommuner(5, 8, 60)}
    earlier = Earlier({"stock": 54}, contributions={"stock": kommuner(6, 9)})
    people = {f"K{number}": "P" for number in range(60, 65)}

    assert protect(Case([], {"stock": after}, people, earlier=[earlier])).status["stock"] == "withheld"


def test_a_corrected_figure_is_held_back_where_nothing_is_known_about_who_changed():
    pattern = protect(Case([], {"a": kommuner(6, 9)}, earlier=[Earlier({"a": 50})]))

    assert pattern.status["a"] == "withheld" and pattern.why["a"] == ["corrected"]


def test_a_figure_published_with_the_same_number_stays_shown():
    sums = [Equation("t", ("a", "b", "c"))]
    made = {"a": {"K1": 3}, "b": kommuner(8, 6, 20), "c": kommuner(8, 6, 40)}
    pattern = protect(Case(sums, made, earlier=[Earlier({"t": 99, "b": 48})]))

    assert pattern.cells == {"a": None, "b": 48, "c": None, "t": 99}


def test_25_the_sum_of_two_blanks_is_a_figure_too():
    made = {"a": {"K1": 3}, "b": {"K1": 2, "K2": 1}, "c": kommuner(8, 4, 20), "d": kommuner(8, 5, 40)}
    case = Case([Equation("t", ("a", "b", "c", "d"))], made)

    assert Reader(case, {**everything(case), "a": None, "b": None}, "K2").interval("a")[1] <= 5
    pattern = protect(case)
    assert pattern.cells["c"] is None or pattern.cells["d"] is None or pattern.cells["t"] is None
    assert findings(case, pattern) == []


def test_27_a_region_of_one_kommune_is_not_the_country_less_the_rest():
    made = {f"F{number}": kommuner(6, 5, 10 * number) for number in range(1, 8)} | {"Oslo": {"K00": 40}}
    case = Case([Equation("Norge", tuple(made))], made)

    assert Reader(case, {**everything(case), "Oslo": None}).interval("Oslo") == pytest.approx((40, 40))
    assert findings(case, protect(case)) == []


def test_two_coordinators_who_pool_are_readers_when_the_setting_says_so():
    made = {"a": {"K1": 9, "K2": 8, "K3": 7}, "b": {"K1": 4, "K2": 6}, "c": kommuner(8, 4, 20), "d": kommuner(8, 5, 40)}
    case = Case([Equation("t", ("a", "b", "c", "d"))], made, parameters=Parameters(coalition=True))

    pattern = protect(case)

    assert findings(case, pattern) == []
    assert pattern.blanks >= protect(Case(case.equations, made)).blanks
