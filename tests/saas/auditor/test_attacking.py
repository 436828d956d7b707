"""The attack by itself: contradictions, rounding, means, endless and empty systems, needs, witnesses."""

import pytest

from saas.auditor import BadPublication, Knowledge, Need, Publication, attack
from tests.saas.auditor.cases import look, table


def test_a_mean_beside_its_number_opens_the_sum() -> None:
    release = {"cells": {"sum": None, "n": 10}, "equations": []}
    mean = {"name": "mean", "equations": [{"terms": {"sum": 1, "n": -4.2}, "rhs": 0}]}

    assert dict(look([release], mean).exact) == {"sum": pytest.approx(42)}
    assert look([{"cells": {"sum": None, "n": None}, "equations": []}], mean).exact == []


def test_a_mean_with_one_decimal_gives_the_joiner_and_the_nearest_five_does_not() -> None:
    """Case 28: means of 20 and then 21 kommuner whose stock has not moved."""

    def joiner(before: float, after: float, step: float) -> tuple[float, float | None]:
        limits = {"m1": [before - step / 2, before + step / 2], "m2": [after - step / 2, after + step / 2]}
        facts = [{"terms": {"s1": 1, "m1": -20}, "rhs": 0}, {"terms": {"s2": 1, "m2": -21}, "rhs": 0},
                 {"terms": {"s2": 1, "s1": -1, "new": -1}, "rhs": 0}]  # fmt: skip
        release = {"cells": {"new": None}, "equations": [], "bounds": limits}
        return look([release], {"name": "stock", "equations": facts}, targets=["new"], whole=False).intervals["new"]

    narrow, wide = joiner(50.0, 51.0, 0.1), joiner(50.0, 50.0, 5.0)

    assert narrow == (pytest.approx(68.95), pytest.approx(73.05))
    assert wide[0] == 0 and wide[1] == pytest.approx(152.5)


def test_a_rounded_figure_is_an_interval_and_not_a_value() -> None:
    release = {"cells": {"t": 20, "a": None, "b": 10}, "equations": [{"total": "t", "parts": ["a", "b"]}]}

    assert look([release]).intervals["a"] == (10, 10)
    assert look([release | {"rounded": {"b": 5}}], whole=False).intervals["a"] == (7.5, 12.5)


def test_whole_figures_round_inwards_and_can_be_told_not_to() -> None:
    release = {"cells": {"a": None}, "equations": []}
    halves = {"name": "halves", "equations": [{"terms": {"a": 2, "b": 1}, "rhs": 7}]}

    assert look([release], halves, targets=["a"]).intervals["a"] == (0, 3)
    assert look([release], halves, targets=["a"], whole=False).intervals["a"] == (0, pytest.approx(3.5))
    assert look([release], halves, targets=["a"], whole=False, integer=True).intervals["a"] == (0, 3)


def test_a_figure_published_with_two_values_is_told_and_both_are_attacked() -> None:
    old = {"cells": {"t": 10, "a": None, "b": 6}, "equations": [{"total": "t", "parts": ["a", "b"]}]}
    new = {"cells": {"t": 12, "a": None, "b": 6}, "equations": [{"total": "t", "parts": ["a", "b"]}]}

    report = look([old, new])

    assert report.contradictions == ["t"]
    assert dict(report.exact) == {"a": 6, "a~1": 4}


def test_a_correction_that_explains_itself_leaves_the_other_blanks_the_same_figure() -> None:
    old = {"cells": {"t": 20, "a": None, "c": None, "b": 6}, "equations": [{"total": "t", "parts": ["a", "b", "c"]}]}
    new = {"cells": {"t": 22, "a": None, "c": None, "b": 8}, "equations": [{"total": "t", "parts": ["a", "b", "c"]}]}
    other = {"cells": {"u": 9, "d": 2}, "equations": [{"total": "u", "parts": ["a", "d"]}]}

    report = look([other, old, new])

    assert report.contradictions == ["t", "b"]
    assert dict(report.exact) == {"a": 7, "c": 7}


def test_publications_that_cannot_be_true_together_are_told() -> None:
    sums = [{"total": "t", "parts": ["a", "b"]}]

    assert "a" in look([{"cells": {"t": 3, "a": None, "b": 5}, "equations": sums}]).contradictions
    assert look([{"cells": {"t": 3, "a": 1, "b": 5}, "equations": sums}]).contradictions == ["a + b + t"]


def test_nothing_to_find_and_nothing_to_stop_it() -> None:
    assert look([]).attacked == 0
    assert look([{"cells": {}, "equations": []}]).intervals == {}
    alone = look([{"cells": {"a": None}, "equations": []}])
    assert alone.intervals == {"a": (0, None)} and alone.exact == [] and alone.narrowest is None
    pair = look([{"cells": {"t": None, "a": None, "b": 4}, "equations": [{"total": "t", "parts": ["a", "b"]}]}])
    assert pair.intervals == {"t": (4, None), "a": (0, None)}


def test_needs_are_judged_at_their_edge() -> None:
    release = {"cells": {"t": 10, "a": None, "b": None}, "equations": [{"total": "t", "parts": ["a", "b"]}]}

    def broken(**need: float) -> list[str]:
        return [name for name, *_ in look([release], needs={"a": Need(**need)}).broken]

    assert broken(value=4, up=6, lo=4, width=10) == []
    assert broken(value=4, up=6.1) == broken(value=4, lo=4.1) == broken(value=4, width=10.1) == ["a"]
    assert broken(width=10) == [] and broken(width=11) == ["a"]


def test_what_she_knows_a_part_of_is_a_floor() -> None:
    release = Publication({"t": 10, "a": None, "b": None}, [("t", ("a", "b"))])  # type: ignore[list-item]

    report = attack([release], knowledge=Knowledge("coordinator", at_least={"a": 3, "b": 5}))

    assert report.intervals == {"a": (3, 5), "b": (5, 7)}


def test_witnesses_spare_programs_and_change_no_verdict() -> None:
    size = 12
    release = table([[3 + (r * 7 + c * 5) % 11 for c in range(size)] for r in range(size)])
    for r in range(size):
        for c in (r, (r + 1) % size, (r + 4) % size):
            release["cells"][f"r{r}c{c}"] = None
    release["cells"]["r0c6"] = None
    needs = {name: Need(width=2) for name, value in release["cells"].items() if value is None}

    thorough, quick = look([release], needs=needs), look([release], needs=needs, thorough=False)

    assert quick.solved < thorough.solved / 2
    assert quick.exact == thorough.exact and quick.failing == thorough.failing
    for name, (least, most) in quick.intervals.items():
        assert thorough.intervals[name][0] <= least and most <= thorough.intervals[name][1]


def test_the_same_attack_gives_the_same_answer() -> None:
    release = table([[None, None, 4], [None, None, 6], [5, 7, 3]])

    assert look([release]) .intervals == look([release]).intervals


def test_a_table_of_a_thousand_cells_is_attacked() -> None:
    size = 31
    release = table([[1 + (r * 13 + c * 7) % 17 for c in range(size)] for r in range(size)])
    hidden = {f"r{r}c{(r * step) % size}" for r in range(size) for step in (1, 2, 3, 5)}
    truth = dict(release["cells"])
    release["cells"] |= dict.fromkeys(hidden)

    report = look([release])

    assert len(release["cells"]) > 1000 and report.attacked == len(hidden)
    assert all(least <= truth[name] <= most for name, (least, most) in report.intervals.items())


def test_a_report_in_a_log_holds_no_figures() -> None:
    report = look([{"cells": {"t": 907, "a": None}, "equations": [{"total": "t", "parts": ["a"]}]}])

    assert report.failing == ["a"] and dict(report.exact) == {"a": 907}
    assert "907" not in repr(report)


@pytest.mark.parametrize("wrong", [{}, [], {"cells": {"a": "3"}}, {"cells": {"a": True}}, {"cells": {"a": float("nan")}},
                                   {"cells": {}, "equations": [{"total": "t"}]}, {"cells": {}, "bounds": {"a": 3}}])  # fmt: skip
def test_what_is_no_publication_is_refused(wrong: object) -> None:
    with pytest.raises(BadPublication):
        Publication.of(wrong)  # type: ignore[arg-type]
