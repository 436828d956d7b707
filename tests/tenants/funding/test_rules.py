"""The SLT grant's rules, as sums."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saas import clock
from tenants.funding import rules
from tenants.funding.money import amount, kroner, ore, percent
from tenants.funding.rules import Effort, Facts, Money
from tenants.funding.wording import countdown

TODAY = date(2026, 11, 22)
SLT = Facts("Fritid for alle", "slt", "considered", 2027, 1)


@pytest.fixture(autouse=True)
def november():
    clock.move_to(clock.at(TODAY, 9, 30))
    yield
    clock.move_to(None)


@pytest.fixture
def house():
    """These rules need no house."""


def found(grant=SLT, money=(), efforts=(), others=(), today=TODAY):
    checks = rules.checks(grant, money, efforts, others, today)
    return {check.code: (check.level, check.words.plain.replace("\u00a0", " ")) for check in checks}


def test_the_application_is_due_on_1_december_before_and_the_report_on_1_april_after():
    assert rules.deadlines("slt", 2027) == (date(2026, 12, 1), date(2028, 4, 1))
    assert rules.deadlines("bufdir", 2027) == (None, None)


def test_each_year_of_a_grant_has_a_report_and_then_there_is_none():
    assert rules.next_report(date(2027, 4, 1), 2026, 3) == date(2028, 4, 1)
    assert rules.next_report(date(2028, 4, 1), 2026, 3) == date(2029, 4, 1)
    assert rules.next_report(date(2029, 4, 1), 2026, 3) is None
    assert rules.next_report(date(2027, 4, 1), 2026, 1) is None
    assert rules.next_report(date(2028, 2, 29), 2026, 5) == date(2029, 2, 28)
    assert rules.next_report(None, 2026, 3) is None


def test_own_funding_is_a_fifth_of_the_grant_each_year():
    assert rules.own_needed(40_000_000) == 8_000_000
    assert rules.own_missing(40_000_000, 8_000_000) == 0
    assert rules.own_missing(40_000_000, 7_999_999) == 1
    assert found(money=[Money(2027, 40_000_000, 7_000_050)])["own_funding"] == (
        "warn", "Egenandelen i 2027 mangler 9 999,50 kr. Den skal være minst 20 % av tilskuddet: 80 000 kr.",
    )  # fmt: skip
    assert found(money=[Money(2027, 40_000_000, 8_000_000)])["own_funding"][0] == "ok"
    assert found(money=[Money(2027, 0)]) == {}


@given(st.integers(0, 10**13), st.integers(0, 10**13))
def test_what_is_missing_is_exactly_what_makes_it_enough(grant, own):
    missing = rules.own_missing(grant, own)
    assert (own + missing) * 5 >= grant
    assert missing == 0 or (own + missing - 1) * 5 < grant


def test_an_established_measure_cannot_be_applied_for():
    old = Effort("Natteravn", date(2026, 12, 31))
    assert found(efforts=[old])["established"] == (
        "stop", "«Natteravn» startet 31. desember, før tilskuddsperioden. Det kan ikke søkes for etablert tiltak.",
    )  # fmt: skip
    assert "established" not in found(efforts=[Effort("Ny", date(2027, 1, 1)), Effort("Uten dato", None)])
    granted = Facts("x", "slt", "granted", 2027, 1)
    assert found(granted, efforts=[old])["established"][0] == "warn"


def test_a_measure_that_the_grant_itself_started_is_not_established_the_second_year():
    before = Facts("Første år", "slt", "reported", 2026, 1)
    assert "established" not in found(efforts=[Effort("Åpen hall", date(2026, 2, 1), (before,))])
    assert "established" in found(efforts=[Effort("Åpen hall", date(2025, 2, 1), (before,))])


def test_the_same_measure_gets_the_grant_for_three_years_at_most():
    years = tuple(Facts(str(year), "slt", "reported", year, 1) for year in (2024, 2025, 2026))
    over = found(efforts=[Effort("Åpen hall", date(2024, 2, 1), years)])
    assert over["same_measure"][0] == "warn" and "i 4 år" in over["same_measure"][1]
    assert "same_measure" not in found(efforts=[Effort("Åpen hall", date(2025, 2, 1), years[1:])])
    assert found(Facts("x", "slt", "considered", 2027, 4))["years"] == ("stop", "SLT-tilskudd gis for høyst 3 år.")


def test_the_third_year_is_told_in_time():
    three = Facts("x", "slt", "granted", 2024, 3, date(2027, 4, 1))
    assert found(three)["last_year"][1].startswith("2026 er år 3 av 3.")
    assert "last_year" not in found(Facts("x", "slt", "granted", 2025, 3, date(2027, 4, 1)))
    one = Facts("x", "slt", "granted", 2026, 1, date(2027, 4, 1))
    before = tuple(Facts(str(year), "slt", "reported", year, 1) for year in (2024, 2025))
    assert "3 av 3 for «Hall»" in found(one, efforts=[Effort("Hall", date(2024, 1, 1), before)])["last_year"][1]


def test_a_missing_report_stops_a_new_application():
    late = Facts("Fritid 2025", "slt", "granted", 2025, 1, date(2026, 4, 1))
    assert found(others=[late])["missing_report"] == (
        "stop", "Rapporten for Fritid 2025 skulle vært levert 1. april. Rapport og regnskap skal leveres før en ny søknad behandles.",
    )  # fmt: skip
    for fine in (
        Facts("a", "slt", "reported", 2025, 1, date(2026, 4, 1)),
        Facts("a", "slt", "granted", 2025, 1, TODAY),
        Facts("a", "bufdir", "granted", 2025, 1, date(2026, 4, 1)),
    ):
        assert "missing_report" not in found(others=[fine])
    assert "missing_report" not in found(Facts("x", "bufdir", "considered", 2027, 1), others=[late])
    assert found(late)["own_report"] == ("warn", "Rapporten er ikke levert. Fristen var 1. april.")


def test_what_stops_stands_first():
    late = Facts("Fritid 2025", "slt", "granted", 2025, 1, date(2026, 4, 1))
    levels = [c.level for c in rules.checks(SLT, [Money(2027, 100, 50), Money(2028, 100, 1)], [], [late], TODAY)]
    assert levels == ["stop", "warn", "ok"]


def test_the_deadline_is_told_both_ways():
    assert countdown(date(2026, 12, 1)) == "om 9 dager (1. desember)"
    assert countdown(date(2027, 4, 1)).endswith("(1. april 2027)")
    assert countdown(None) == ""


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("400 000", 40_000_000), ("400\u00a0000", 40_000_000), ("1 234,50", 123_450), ("1234.5", 123_450), ("0", 0),
        ("12,05", 1205), ("400 000 kr", 40_000_000), ("400.000,00", 40_000_000), ("100 000 000 000", 10**13),
    ],
)  # fmt: skip
def test_kroner_are_read_as_they_are_written(written, value):
    assert ore(written) == value


@pytest.mark.parametrize("written", ["", "mye", "1,234", "-5", "1.500", "1e9", "NaN", "100 000 000 000,01", "9" * 40, "1 00 000"])
def test_what_is_no_amount_is_refused(written):
    with pytest.raises(ValueError):
        ore(written)


def test_money_is_shown_with_øre_only_where_there_are_any():
    from decimal import Decimal

    assert (kroner(8_000_000), kroner(999_950)) == ("80\u00a0000\u00a0kr", "9\u00a0999,50\u00a0kr")
    assert (amount(5), amount(-123_450)) == ("0,05", "−1\u00a0234,50")
    assert (percent(Decimal("33.330")), percent(Decimal(100))) == ("33,33\u00a0%", "100\u00a0%")


@given(st.integers(0, 10**13))
def test_what_is_shown_is_read_back_as_the_same(value):
    assert ore(kroner(value)) == ore(amount(value)) == value
