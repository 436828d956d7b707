"""Every kind of attack, through the filter: what comes out is opened by nobody."""

import json
from pathlib import Path

import pytest

from tests.infra.little_attacker import ranges
from tests.infra.protect_kit import NORTH, SIX, SOUTH, WEST, even, holds, protect, regions  # noqa: F401

RELEASES = Path(__file__).resolve().parents[3] / "shared" / "data" / "releases"
TABLES = ["04a_counts_maxN1", "04b_counts_maxN3", "05a_magnitude_few", "05b_magnitude_dom1_80", "05c_magnitude_holding_p10",
          "06_linked_local_leaks", "07_linked_consistent_still_leaks", "08a_linked_super_consistent",
          "08b_linked_super_consistent_width4", "09_linked_regions", "10_two_blanks_per_line_not_enough",
          "11_opt_four_corners", "12_hierarchical_regions"]  # fmt: skip


@pytest.mark.parametrize("name", TABLES)
def test_the_tables_of_the_acceptance_cases_are_protected(name: str, protect) -> None:
    path = RELEASES / f"{name}.json"
    if not path.is_file():
        pytest.skip(f"The acceptance case {name} lies in shared/, which is not here.")
    given = json.loads(path.read_text(encoding="utf-8"))
    case = {"cells": given["cells"], "equations": given["equations"], "primary": given["primary"],
            "parameters": {"width_min": 1, "width_pct": 0}}  # fmt: skip

    out = protect(case)

    assert all(out["cells"][cell] is None for cell in given["primary"])
    found = ranges(out["cells"], out["equations"])
    assert all(found[cell][1] - found[cell][0] >= 1 - 1e-6 for cell in given["primary"])
    assert all(value in (None, pytest.approx(given["cells"][cell])) for cell, value in out["cells"].items())


def test_a_coordinator_of_six_cannot_take_away_her_own(protect) -> None:
    case = regions(region=SIX | {"k7": 5}, rest=SOUTH, more=WEST) | {"coordinators": dict.fromkeys(SIX, "Kari")}

    out = protect(case)

    assert out["cells"]["region"] is None
    holds(case, out)


def test_a_zero_is_hidden_unless_it_is_impossible(protect) -> None:
    case = regions(nobody=dict.fromkeys(NORTH, 0), south=SOUTH, west=WEST)

    out = protect(case)
    assert out["cells"]["nobody"] is None
    holds(case, out)
    assert protect(case | {"structural": ["nobody"]})["cells"]["nobody"] == 0


def test_a_yes_from_everybody_is_hidden(protect) -> None:
    yes = {"yes": dict.fromkeys((f"k{n}" for n in range(8)), 1)}

    out = protect({"equations": [], "contributions": yes, "bounds": {"yes": 1}})

    assert out["cells"]["yes"] is None


def test_two_geographies_that_differ_by_one_kommune_do_not_open_it(protect) -> None:
    small = {name: value for name, value in NORTH.items() if name != "n3"}
    large = SOUTH | {"n3": NORTH["n3"]}
    case = regions(north=NORTH, south=SOUTH)
    case["contributions"] |= {"small": small, "large": large}
    case["equations"].append({"total": "all", "parts": ["small", "large"]})

    out = protect(case)

    holds(case, out)
    assert out["cells"]["all"] is not None


def test_a_year_over_frozen_quarters_does_not_open_the_hidden_one(protect) -> None:
    quarters = {f"q{n}": even("k", 8, 3.0 + n) for n in range(1, 4)} | {"q4": {"k0": 5, "k1": 2}}
    cells = {name: sum(own.values()) if len(own) > 5 else None for name, own in quarters.items()}
    earlier = [{"cells": {name: cells[name]}, "equations": []} for name in quarters]
    case = {"equations": [{"total": "year", "parts": list(quarters)}], "contributions": quarters, "earlier": earlier}

    out = protect(case)

    assert out["cells"]["year"] is None and out["cells"]["q1"] == cells["q1"] and out["cells"]["q4"] is None
    holds(case, out)


def test_a_whole_output_is_accepted_as_an_earlier_release_and_stays_as_it_was(protect) -> None:
    case = regions(north=NORTH, south=SOUTH, west=WEST, few={"f1": 3, "f2": 9})
    first = protect(case)

    again = protect(case | {"earlier": [first]})

    assert again["cells"] == first["cells"]
    with_members = protect(case | {"earlier": [first | {"contributions": case["contributions"]}]})
    assert with_members["cells"] == first["cells"]


def test_a_joiner_does_not_show_in_the_difference(protect) -> None:
    before = regions(region=NORTH, south=SOUTH, west=WEST)
    first = protect(before) | {"contributions": before["contributions"]}
    case = regions(region=NORTH | {"new": 30}, south=SOUTH, west=WEST) | {"earlier": [first]}

    out = protect(case)

    assert out["cells"]["region"] is None and out["cells"]["all"] is None and out["cells"]["south"] == first["cells"]["south"]
    assert out["status"]["region"] == "withheld"


def test_oslo_is_not_the_country_minus_the_rest(protect) -> None:
    fylker = {f"F{n}": even(f"f{n}-", 8) for n in range(4)}
    case = regions(Oslo={"Oslo": 40}, **fylker)

    out = protect(case)

    assert out["cells"]["Oslo"] is None and sum(value is None for value in out["cells"].values()) >= 2
    holds(case, out)


def test_two_blanks_of_one_contributor_each_do_not_open_each_other(protect) -> None:
    case = regions(one={"a": 8}, other={"b": 9}, south=SOUTH, west=WEST)

    out = protect(case)

    holds(case, out)


def test_two_blanks_whose_sum_is_one_kommunes_get_a_third(protect) -> None:
    case = regions(x={"K1": 3}, y={"K1": 2, "K2": 1}, shown=SOUTH, more=WEST)

    out = protect(case)

    assert sum(out["cells"][name] is None for name in ("x", "y", "shown", "more")) >= 3
    holds(case, out)
