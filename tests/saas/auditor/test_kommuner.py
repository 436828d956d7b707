"""Single kommuner, across groupings: what two geographies, a joiner, a yes and a coordinator open."""

from typing import Any

from saas.auditor import Publication, Truth, audit, kommune_view

# Five kommuner in the north of which one is small, and five in the south of which none is.
NORTH = {"n1": 5, "n2": 4, "n3": 6, "n4": 3, "n5": 8}
SOUTH = {"s1": 7, "s2": 2, "s3": 5, "s4": 9, "s5": 4}


def published(cells: dict[str, Any], equations: dict[str, list[str]]) -> Publication:
    return Publication(cells, list(equations.items()))


def two_geographies(band_of_n5: str) -> tuple[Publication, dict[str, dict[str, float]]]:
    """Region, and band: the small ones are the whole north, with or without n5."""
    bands: dict[str, dict[str, float]] = {"small": {}, "large": {}}
    for kommune, value in (NORTH | SOUTH).items():
        band = "small" if kommune in NORTH else "large"
        bands[band_of_n5 if kommune == "n5" else band][kommune] = value
    contributions = {"north": NORTH, "south": SOUTH, **bands}
    cells = {leaf: sum(own.values()) for leaf, own in contributions.items()}
    release = published(cells | {"all": sum(NORTH.values()) + sum(SOUTH.values())},
                        {"all": ["north", "south"]})  # fmt: skip
    both = Publication(release.cells, [*release.equations, ("all", ("small", "large"))])
    return both, contributions


def test_two_geographies_that_differ_by_one_kommune_open_it() -> None:
    same, contributions = two_geographies("small")
    assert kommune_view([same], contributions).failing == []

    one_off, contributions = two_geographies("large")
    report = kommune_view([one_off], contributions)

    assert dict(report.exact) == {"n5 | north": 8, "n5 | large": 8}
    assert report.kommuner == {"n5"} and set(report.cells) == {"north", "large"}


def test_a_kommune_bounded_within_a_quarter_is_opened_and_a_wider_one_is_not() -> None:
    def opened(others: dict[str, float]) -> list[str]:
        contributions = {"a": {"k1": 20.0}, "b": others}
        total = sum(sum(own.values()) for own in contributions.values())
        release = published({"t": total, "a": None, "b": None}, {"t": ["a", "b"]})
        floor = Publication({}, bounds={"b": (sum(others.values()) - 5, sum(others.values()) + 5)})
        return kommune_view([release, floor], contributions, percent=25).failing

    assert opened({f"o{n}": 3.0 for n in range(5)}) == []
    floor = Publication({}, bounds={"b": (11, 18)})
    release = published({"t": 35, "a": None, "b": None}, {"t": ["a", "b"]})
    contributions = {"a": {"k1": 20.0}, "b": {f"o{n}": 3.0 for n in range(5)}}
    assert kommune_view([release, floor], contributions).failing == ["k1 | a"]


def test_a_yes_from_everybody_is_a_yes_from_each() -> None:
    everyone = {f"k{n}": 1.0 for n in range(8)}

    open_report = kommune_view([Publication({"yes": 8})], {"yes": everyone}, most={"yes": 1})
    blank = kommune_view([Publication({"yes": None})], {"yes": everyone}, most={"yes": 1})
    some = everyone | {"k1": 0.0, "k2": 0.0, "k3": 0.0}
    mixed = kommune_view([Publication({"yes": 5})], {"yes": some}, most={"yes": 1})

    assert open_report.kommuner == set(everyone)
    assert blank.failing == [] and mixed.failing == []


def test_a_zero_that_all_share_is_known_and_one_among_others_is_not() -> None:
    zeros = {f"k{n}": 0.0 for n in range(6)}

    assert kommune_view([Publication({"z": 0})], {"z": zeros}).kommuner == set(zeros)
    assert kommune_view([Publication({"z": 0})], {"z": zeros}, structural={"z"}).failing == []
    assert kommune_view([Publication({"z": 7})], {"z": zeros | {"k1": 7.0}}).failing == []


def test_a_total_divided_in_two_ways_is_the_same_for_each_kommune() -> None:
    """By theme and by status: k1 alone has the one theme, so its status figures are bounded by it."""
    themes = {"drugs": {"k1": 9.0}, "school": {"k2": 4.0, "k3": 5.0}}
    statuses = {"begun": {"k1": 9.0, "k2": 4.0}, "done": {"k1": 0.0, "k3": 5.0}}
    release = published({"t": 18, "drugs": 9, "school": 9, "begun": None, "done": None},
                        {"t": ["drugs", "school"]})  # fmt: skip
    both = Publication(release.cells, [*release.equations, ("t", ("begun", "done"))])

    report = kommune_view([both], {**themes, **statuses})

    assert "k1 | drugs" in dict(report.exact)
    assert "k2 | school" not in report.failing


def test_a_coordinator_takes_away_her_own_six() -> None:
    own = {"k1": 4.0, "k2": 3.0, "k3": 1.0, "k4": 6.0, "k5": 2.0, "k6": 2.0}
    seven = {"sum": own | {"k7": 5.0}}
    nine = {"sum": own | {"k7": 5.0, "k8": 4.0, "k9": 4.0}}

    assert kommune_view([Publication({"sum": 23})], seven).failing == []
    assert dict(kommune_view([Publication({"sum": 23})], seven, own=set(own)).exact) == {"k7 | sum": 5}
    assert kommune_view([Publication({"sum": 31})], nine, own=set(own)).failing == []


def stock(members: int, joiners: int) -> tuple[Publication, Publication, Truth]:
    """Two quarters of the same stock figure; `joiners` have come since."""
    before = {f"k{n}": 10.0 + n for n in range(members)}
    after = before | {f"new{n}": 30.0 + n for n in range(joiners)}
    truth = Truth(contributions={"q2": after}, earlier=[{"q1": before}], follows={"q2": "q1"})
    return Publication({"q1": sum(before.values())}), Publication({"q2": sum(after.values())}), truth


def test_one_joiner_is_the_difference_between_two_quarters_and_five_are_not() -> None:
    before, after, truth = stock(8, 1)
    assert "new0 | q2" in [name for names in audit(after, [before], truth).failing.values() for name in names]

    before, after, truth = stock(8, 5)
    assert audit(after, [before], truth).passed


def test_a_leaver_is_found_as_well() -> None:
    everyone = {f"k{n}": 10.0 + n for n in range(8)}
    left = {name: value for name, value in everyone.items() if name != "k3"}
    truth = Truth(contributions={"q2": left}, earlier=[{"q1": everyone}], follows={"q2": "q1"})

    verdict = audit(Publication({"q2": sum(left.values())}), [Publication({"q1": sum(everyone.values())})], truth)

    assert verdict.failing == {"kommuner": ["k3 | q1"]}
