"""The only door in: what the catalogue does not know is refused, and a period's rows are replaced as a whole."""

from uuid import uuid4

import pytest
from sqlalchemy import select

from saas.centre import intake
from saas.centre.intake import ProfileFacts, Row
from saas.centre.models import Contribution, Profile
from saas.db import db
from saas.errors import Invalid

FACTS = ProfileFacts(True, "R08", "10000", "4", uuid4())
ROWS = [
    Row("plan_adopted", {}, 1.0),
    Row("days_to_minutes", {"part": "sum"}, 31.0),
    Row("days_to_minutes", {"part": "n"}, 4.0),
    Row("measures", {"verdict": "works", "theme": "places", "status": "done", "level": "universal"}, 2),
]


def _kept(period="2026T2"):
    rows = db.session.scalars(select(Contribution).where(Contribution.period == period))
    return {(row.indicator, row.codes): row.number for row in rows}


def test_rows_are_kept_as_they_are_and_replaced_as_a_whole(inside):
    level = next(iter(__import__("saas.vocabulary", fromlist=["PREVENTION_LEVELS"]).PREVENTION_LEVELS))
    rows = [*ROWS[:3], Row("measures", {**ROWS[3].codes, "level": level}, 2)]
    with inside("nordvik"):
        assert intake.hand_over("2026T2", FACTS, rows) == 4
        assert _kept() == {
            ("plan_adopted", ""): 1, ("days_to_minutes", "part=sum"): 31, ("days_to_minutes", "part=n"): 4,
            ("measures", f"theme=places|status=done|level={level}|verdict=works"): 2,
        }  # fmt: skip
    with inside("nordvik"):
        intake.hand_over("2026T1", FACTS, rows[:1])
        assert intake.hand_over("2026T2", FACTS, rows[:1]) == 1
        assert _kept() == _kept("2026T1") == {("plan_adopted", ""): 1}
        assert len(db.session.scalars(select(Profile)).all()) == 2


def test_one_that_does_not_share_has_no_rows(inside):
    with inside("nordvik"):
        intake.hand_over("2026T2", FACTS, ROWS[:3])
        off = ProfileFacts(False, "R08", "10000", "4")
        assert intake.hand_over("2026T2", off, ROWS[:3]) == 0
        assert _kept() == {} and db.session.scalars(select(Profile)).one().shares is False


@pytest.mark.parametrize(
    "row",
    [
        Row("names_of_children", {}, 1), Row("plan_adopted", {}, 2), Row("plan_adopted", {"region": "R01"}, 1),
        Row("meetings_held", {}, -1), Row("meetings_held", {}, float("nan")), Row("meetings_held", {}, float("inf")),
        Row("meetings_held", {}, True), Row("staffing", {}, 1), Row("staffing", {"staffing": "37"}, 1),
        Row("days_to_minutes", {}, 1), Row("days_to_minutes", {"part": "median"}, 1),
        Row("measures", {"theme": "places"}, 1), Row("meetings_held", {}, 1e12),
    ],
)  # fmt: skip
def test_what_the_catalogue_does_not_know_is_refused_and_changes_nothing(inside, row):
    with inside("nordvik"):
        intake.hand_over("2026T2", FACTS, ROWS[:1])
        with pytest.raises(Invalid):
            intake.hand_over("2026T2", FACTS, [*ROWS[1:3], row])
        assert _kept() == {("plan_adopted", ""): 1}


def test_a_wrong_period_a_wrong_group_or_a_row_twice_is_refused(inside):
    with inside("nordvik"):
        for period, facts, rows in (
            ("2026K2", FACTS, []), ("2026T2", ProfileFacts(True, "R99", "10000", "4"), []),
            ("2026T2", ProfileFacts(True, "R08", "17", "4"), []), ("2026T2", FACTS, ROWS[:1] * 2),
        ):  # fmt: skip
            with pytest.raises(Invalid):
                intake.hand_over(period, facts, rows)


def test_the_coordinator_is_a_pseudonym_that_is_the_same_in_all_their_kommuner(inside):
    found = []
    for slug in ("nordvik", "hamnes"):
        for facts in (FACTS, ProfileFacts(True, "R08", "10000", "4", None)):
            with inside(slug):
                intake.hand_over("2026T2", facts, [])
                found.append(db.session.scalars(select(Profile)).one().coordinator)
    assert found[0] == found[2] and len(set(found)) == 3
    assert str(FACTS.coordinator) not in found[0] and FACTS.coordinator.hex not in found[0]
