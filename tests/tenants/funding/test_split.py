"""A post's cost is split by the day, and the parts are the whole."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenants.funding.split import Share, by_party, days_in, doubled, split, uneven


@pytest.fixture
def house():
    """These sums need no house."""


@pytest.fixture(autouse=True)
def november():
    """Nor a clock."""


def year_of(year, *parts):
    return [Share(party, Decimal(percent), date(year, 1, 1), date(year, 12, 31)) for party, percent in parts]


def test_a_whole_year_is_split_by_percent():
    lines = split(81_200_000, 2026, year_of(2026, ("Nordvik", 60), ("Hamnes", 40)))
    assert [line.amount for line in lines] == [48_720_000, 32_480_000]


def test_a_change_in_the_middle_of_the_year_goes_by_the_day():
    shares = [
        Share("Nordvik", Decimal(100), date(2026, 1, 1), date(2026, 6, 30)),
        Share("Nordvik", Decimal(50), date(2026, 7, 1), date(2026, 12, 31)),
        Share("Hamnes", Decimal(50), date(2026, 7, 1), date(2026, 12, 31)),
    ]
    lines = split(36_500, 2026, shares)
    assert [line.amount for line in lines] == [18_100, 9_200, 9_200]
    assert {party: sum(line.amount for line in own) for party, own in by_party(lines).items()} == {"Hamnes": 9_200, "Nordvik": 27_300}


def test_a_leap_year_has_a_day_more():
    assert (days_in(2026), days_in(2028), days_in(2100)) == (365, 366, 365)
    shares = [
        Share("A", Decimal(100), date(2028, 1, 1), date(2028, 2, 29)),
        Share("B", Decimal(100), date(2028, 3, 1), date(2028, 12, 31)),
    ]
    assert [line.amount for line in split(36_600, 2028, shares)] == [6_000, 30_600]


def test_an_øre_that_cannot_be_parted_goes_to_the_one_who_lost_most():
    thirds = year_of(2026, ("A", "33.33"), ("B", "33.33"), ("C", "33.34"))
    assert [line.amount for line in split(100, 2026, thirds)] == [33, 33, 34]
    assert sorted(line.amount for line in split(1, 2026, thirds)) == [0, 0, 1]
    assert [line.amount for line in split(0, 2026, thirds)] == [0, 0, 0]


def test_the_days_that_are_not_whole_are_named_with_their_sum():
    shares = [
        Share("A", Decimal(60), date(2026, 1, 1), date(2026, 12, 31)),
        Share("B", Decimal(40), date(2026, 2, 1), date(2026, 11, 30)),
        Share("C", Decimal("0.5"), date(2026, 6, 1), date(2026, 6, 1)),
    ]
    assert [(one.from_on, one.until_on, one.total) for one in uneven(2026, shares)] == [
        (date(2026, 1, 1), date(2026, 1, 31), Decimal(60)),
        (date(2026, 6, 1), date(2026, 6, 1), Decimal("100.5")),
        (date(2026, 12, 1), date(2026, 12, 31), Decimal(60)),
    ]
    assert [one.total for one in uneven(2026, [])] == [0]
    with pytest.raises(ValueError, match="100 %"):
        split(100, 2026, shares)


def test_a_party_pays_once_on_a_day():
    twice = [
        Share("Nordvik", Decimal(50), date(2026, 1, 1), date(2026, 6, 30)),
        Share(" nordvik ", Decimal(50), date(2026, 6, 30), date(2026, 12, 31)),
    ]
    assert doubled(twice) == twice[1]
    assert doubled([twice[0], Share("Nordvik", Decimal(50), date(2026, 7, 1), date(2026, 12, 31))]) is None


@st.composite
def even_years(draw):
    """A year cut at random days; in each stretch random parties whose hundredths of a percent make 100 %."""
    year = draw(st.integers(2000, 2100))
    days = days_in(year)
    cuts = sorted(draw(st.sets(st.integers(1, days - 1), max_size=5)))
    shares = []
    for begin, end in zip([0, *cuts], [*cuts, days], strict=True):
        marks = sorted(draw(st.sets(st.integers(1, 9_999), max_size=4)))
        parts = [after - before for before, after in zip([0, *marks], [*marks, 10_000], strict=True)]
        first = date(year, 1, 1)
        for number, part in enumerate(parts):
            span = (first + timedelta(begin), first + timedelta(end - 1))
            shares.append(Share(f"Kommune {number}", Decimal(part) / 100, *span))
    return year, draw(st.permutations(shares))


@given(even_years(), st.integers(0, 10**13))
def test_the_parts_are_the_whole_whatever_the_shares(case, cost):
    year, shares = case
    assert uneven(year, shares) == []
    lines = split(cost, year, shares)
    assert sum(line.amount for line in lines) == cost
    assert sum(line.amount for own in by_party(lines).values() for line in own) == cost
    for line in lines:
        exact = Decimal(cost) * line.share.days * line.share.percent / (100 * days_in(year))
        assert abs(line.amount - exact) < 1


@given(even_years(), st.data())
def test_one_share_that_is_a_hundredth_off_is_always_found(case, data):
    year, shares = case
    n = data.draw(st.integers(0, len(shares) - 1))
    off = Share(shares[n].party, shares[n].percent + Decimal("0.01"), shares[n].from_on, shares[n].until_on)
    (found,) = uneven(year, [*shares[:n], off, *shares[n + 1 :]])
    assert (found.from_on, found.until_on, found.total) == (off.from_on, off.until_on, Decimal("100.01"))
