"""Every acceptance case: exactly the intervals and exact cells that are expected, no more and no fewer."""

import pytest

from saas.auditor import Report
from tests.saas.auditor.cases import NAMES, blanked, case, look


def exactly(report: Report, exact: dict[str, float]) -> None:
    assert {name: pytest.approx(value, abs=1e-4) for name, value in report.exact} == exact


def within(report: Report, intervals: dict[str, list]) -> None:
    found = {name: list(report.intervals[name]) for name in intervals}
    assert found == {name: [pytest.approx(end, abs=1e-3) if end is not None else None for end in pair]
                     for name, pair in intervals.items()}  # fmt: skip


PAIRED = [name for name in NAMES if name[:2] in ("15", "17", "19", "21", "23", "25", "27")]


@pytest.mark.parametrize("name", [name for name in NAMES if name not in PAIRED])
def test_what_is_published_opens_exactly_what_it_should(name: str) -> None:
    document = case(name)
    expected = document.get("expected", {})
    releases = document.get("releases") or [document.get("release")]
    if releases == [None]:
        report = look([blanked(document, document["reference"]["suppressed"])])
        within(report, document["reference"].get("intervals", {}))
        assert not {found for found, _ in report.exact} & set(document["primary"])
        return
    report = look(releases)
    within(report, expected.get("intervals", {}))
    if "exact" in expected:
        exactly(report, expected["exact"])
    elif "primary" in document:
        assert not {found for found, _ in report.exact} & set(document["primary"])


@pytest.mark.parametrize("kind", ["unsafe", "safe"])
@pytest.mark.parametrize("name", PAIRED)
def test_the_unsafe_publication_is_opened_and_the_safe_one_is_not(name: str, kind: str) -> None:
    publication = case(name)[kind]

    report = look(publication["releases"], publication.get("knowledge"))

    exactly(report, publication["expected_exact"])
    within(report, publication["expected_intervals"])


def test_the_one_contributor_of_a_cell_opens_three_others() -> None:
    document = case("01_feasibility_geurts")
    insider = document["expected"]["insider"]

    exactly(look([document["release"]], insider["knowledge"]), insider["exact"])


def test_two_tables_safe_alone_leak_together_and_one_more_blank_mends_it() -> None:
    document = case("09_linked_regions")

    assert [look([release]).exact for release in document["releases"]] == [[], []]
    exactly(look(document["releases"]), {"K": 3})
    mended = document["expected"]["after_reference"]
    report = look(mended["releases"])
    assert report.exact == []
    within(report, mended["intervals"])


def test_two_blanks_in_each_line_are_not_enough() -> None:
    document = case("10_two_blanks_per_line_not_enough")

    report = look([blanked(document, document["primary"])])

    assert dict(report.exact)["v1=w|v2=b"] == pytest.approx(47)


@pytest.mark.parametrize("name", ["01_feasibility_geurts", "13_hierarchical_magnitude_intervals"])
def test_whole_numbers_by_branching_give_no_wider_intervals(name: str) -> None:
    release = case(name)["release"]

    plain, whole = look([release]), look([release], integer=True)

    for cell, (least, most) in whole.intervals.items():
        assert least >= plain.intervals[cell][0] - 1e-6 and most <= plain.intervals[cell][1] + 1e-6


def test_rounding_that_adds_up_still_bounds_what_is_small() -> None:
    rows = case("14_small_count_rounding")["publish"]
    cells = {f"{row['eu']}|{row['year']}": row["rounded"] for row in rows}
    years = [{"total": f"{eu}|Total", "parts": [f"{eu}|2018", f"{eu}|2019"]} for eu in ("EU", "nonEU", "Total")]
    step = {name: 10.0 for name in cells if name.startswith("nonEU")}

    report = look([{"cells": cells, "equations": years, "rounded": step}], targets=["nonEU|2019"])

    assert report.intervals["nonEU|2019"] == (0, 5)
