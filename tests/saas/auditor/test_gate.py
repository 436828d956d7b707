"""The gate: every view is tried, earlier releases count, and what fails is named without its value."""

from dataclasses import replace

import pytest

from saas.auditor import Limits, Publication, Truth, audit

EVEN = {f"k{n}": 5.0 + n % 3 for n in range(8)}


def sums(*parts: str) -> list[tuple[str, tuple[str, ...]]]:
    return [("t", parts)]


def world(hide: tuple[str, ...]) -> tuple[Publication, Truth]:
    """Three leaves: a safe one, a safe one, and one of two kommuner only."""
    contributions = {"a": EVEN, "b": {f"m{n}": 6.0 for n in range(8)}, "few": {"k0": 4.0, "m0": 27.0}}
    cells = {leaf: sum(own.values()) for leaf, own in contributions.items()}
    cells["t"] = sum(cells.values())
    return Publication(
        {name: None if name in hide else value for name, value in cells.items()}, sums("a", "b", "few")
    ), Truth(contributions)


def test_a_release_with_enough_blanks_passes_every_view() -> None:
    verdict = audit(*_asked(world(("few", "a"))))

    assert verdict.passed and verdict.exact == verdict.broken == 0 and verdict.failing == {}
    assert verdict.narrowest == 78
    kinds = {view.view.split(" ")[0].rstrip(",") for view in verdict.views}
    assert kinds == {"outsider", "shown", "coordinator", "kommuner"}


def test_one_blank_alone_is_opened() -> None:
    verdict = audit(*_asked(world(("few",))))

    assert verdict.failing == {"outsider": ["few"]} and verdict.exact == 1


def test_what_the_rules_forbid_may_not_be_shown() -> None:
    verdict = audit(*_asked(world(())))

    assert verdict.failing == {"shown": ["few"]}


def test_a_coordinator_opens_what_an_outsider_cannot() -> None:
    release, truth = world(("few", "a"))
    hers = replace(truth, coordinators=dict.fromkeys(EVEN, "Kari"))

    assert audit(release, (), truth).passed
    # All of a is hers, so the other blank of the sum is open to her.
    verdict = audit(release, (), hers)
    assert verdict.failing["coordinator Kari"] == ["few"] and "outsider" not in verdict.failing


def test_an_earlier_release_opens_a_blank_of_this_one() -> None:
    release, truth = world(("few", "a"))
    before = Publication({"a": sum(EVEN.values())})

    verdict = audit(release, [before], truth)

    assert verdict.failing == {"outsider": ["few"]}


def test_what_was_open_before_is_not_laid_on_this_release() -> None:
    release, truth = world(("few", "a"))
    before = Publication({"old": 9, "gone": None, "kept": 4}, [("old", ("gone", "kept"))])

    assert audit(release, [before], truth).passed


def test_a_channel_that_shows_more_opens_the_rest() -> None:
    release, truth = world(("few", "a"))
    file = Publication({name: value for name, value in release.cells.items()} | {"a": sum(EVEN.values())})

    assert audit(release, (), truth).passed
    assert not audit([release, file], (), truth).passed


def test_a_year_over_frozen_periods_opens_the_hidden_period() -> None:
    periods = {f"q{n}": {k: v + n for k, v in EVEN.items()} for n in (1, 2)} | {"q3": {"k0": 3.0, "k1": 2.0}}
    shown = {name: sum(own.values()) for name, own in periods.items()}
    before = [Publication({name: None if name == "q3" else shown[name]}) for name in periods]
    truth = Truth(periods, earlier=[{name: own} for name, own in periods.items()])
    year = [("y", tuple(periods))]

    assert audit(Publication({"y": sum(shown.values())}, year), before, truth).failing == {"outsider": ["q3"]}
    assert audit(Publication({"y": None}, year), before, truth).passed


def test_a_corrected_figure_is_known_for_ever_and_the_new_one_is_another() -> None:
    corrected = EVEN | {"k1": 9.0}
    truth = Truth({"a": corrected}, earlier=[{"a": EVEN}])

    verdict = audit(Publication({"a": None}), [Publication({"a": sum(EVEN.values())})], truth)

    assert verdict.passed


@pytest.mark.parametrize("coordinators", [4, 30])
def test_circles_of_coordinators_change_no_verdict(coordinators: int) -> None:
    """Region and band differ by two kommuner; who has the one, has the other, be the coordinators few or many."""
    kommuner = [f"k{n:02d}" for n in range(60)]
    persons = {kommune: f"p{n % coordinators}" for n, kommune in enumerate(kommuner)} | {"k29": "Kari", "k30": "Ola"}
    value = {kommune: 10.0 + n % 4 for n, kommune in enumerate(kommuner)}

    def leaf(members: list[str]) -> dict[str, float]:
        return {kommune: value[kommune] for kommune in members}

    contributions = {"north": leaf(kommuner[:31]), "south": leaf(kommuner[31:]),
                     "small": leaf(kommuner[:29]), "large": leaf(kommuner[29:])}  # fmt: skip
    cells = {name: sum(own.values()) for name, own in contributions.items()} | {"t": sum(value.values())}
    release = Publication(cells, [*sums("north", "south"), *sums("small", "large")])

    verdict = audit(release, (), Truth(contributions, persons))

    assert set(verdict.failing) == {"kommuner, coordinator Kari", "kommuner, coordinator Ola"}
    assert verdict.failing["kommuner, coordinator Kari"] == ["k30 | north", "k30 | large"]


def test_names_that_are_not_the_auditors_are_left_alone() -> None:
    assert Limits.of({"p_percent": 10, "history_discount": 0.5}) == Limits(p_percent=10)


def test_a_verdict_in_a_log_holds_no_values() -> None:
    release, truth = world(("few",))
    secret = replace(truth, contributions={**truth.contributions, "few": {"k0": 4321.0, "m0": 7.0}})
    total = sum(sum(own.values()) for own in secret.contributions.values())

    verdict = audit(replace(release, cells={**release.cells, "t": total}), (), secret)

    assert not verdict.passed and "4328" not in repr(verdict) and "4328" not in repr(verdict.failing)


def _asked(pair: tuple[Publication, Truth]) -> tuple:
    release, truth = pair
    return release, (), truth


def test_one_coordinator_among_many_who_opens_a_figure_is_named() -> None:
    """P1 takes her 20 from the two blanks' 29 and has b below 10, which is within a quarter of its 8; P2 has not."""
    made = {"a": {"P1": 20, "P2": 1}, "b": {"Q1": 8}, "c": {f"R{number}": 7 for number in range(6)}}
    release = Publication({"t": 71, "a": None, "b": None, "c": 42}, [("t", ("a", "b", "c"))])

    verdict = audit(release, truth=Truth(made))

    assert verdict.failing["coordinator P1"] == ["b"]
    assert "coordinator P2" not in verdict.failing
