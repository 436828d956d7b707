"""Where days fall in a year, tried over 2020–2040 with the Norwegian holidays: working days, in order, in their month."""

from calendar import monthrange
from datetime import date, timedelta

import holidays
from hypothesis import given, settings
from hypothesis import strategies as st

from tenants.wheel.days import Meant, in_year, rule_of, settled

FIRST, LAST = 2020, 2040
YEARS = st.integers(FIRST, LAST)
DATES = st.dates(date(FIRST, 1, 1), date(LAST, 12, 31))
RED = {year: set(holidays.country_holidays("NO", years=year)) for year in range(FIRST - 1, LAST + 3)}


def is_free(day):
    return day.weekday() >= 5 or day in RED[day.year]


@settings(max_examples=400, deadline=None)
@given(DATES, YEARS, st.sampled_from(["later", "earlier"]))
def test_a_date_never_falls_on_a_weekend_or_holiday_and_stays_in_its_month_where_it_can(day, year, moves):
    placed = in_year(Meant(day.month, day, moves=moves), year)
    assert not is_free(placed.starts_on)
    assert placed.starts_on.year == year and placed.month == placed.starts_on.month
    meant = date(year, day.month, min(day.day, monthrange(year, day.month)[1]))
    assert placed.from_on == meant
    if not is_free(meant):
        assert placed.starts_on == meant
    if moves == "later":
        assert placed.month == day.month
    before = [one for one in days_of(year, meant.month) if one < meant and not is_free(one)]
    if moves == "earlier" and before:
        assert placed.month == day.month


@settings(max_examples=400, deadline=None)
@given(DATES, YEARS)
def test_a_deadline_is_never_moved_past(day, year):
    placed = in_year(Meant(day.month, day, moves="earlier"), year)
    new_year = all(is_free(date(year, 1, n)) for n in range(1, placed.from_on.day + 1)) and placed.from_on.month == 1
    assert placed.starts_on <= placed.from_on or new_year


@settings(max_examples=400, deadline=None)
@given(DATES, DATES, YEARS, st.sampled_from(["later", "earlier"]))
def test_the_order_of_the_year_is_kept(one, other, year, moves):
    first, second = sorted([one, other], key=lambda day: (day.month, day.day))
    earlier = in_year(Meant(first.month, first, moves=moves), year).starts_on
    later = in_year(Meant(second.month, second, moves=moves), year).starts_on
    assert earlier <= later


@settings(max_examples=300, deadline=None)
@given(DATES, st.integers(0, 40), st.integers(FIRST, LAST - 3))
def test_a_stretch_of_days_ends_after_it_begins_on_working_days_in_its_year(day, length, year):
    until = min(day + timedelta(days=length), date(day.year, 12, 31))
    placed = in_year(Meant(day.month, day, until), year)
    assert placed.starts_on <= placed.ends_on and not is_free(placed.ends_on) and placed.ends_on.year == year


@settings(max_examples=400, deadline=None)
@given(DATES, YEARS)
def test_the_third_tuesday_stays_the_third_tuesday(day, year):
    weekday, nth = rule_of(day)
    placed = in_year(Meant(day.month, day, weekday=weekday, nth=nth), year)
    assert placed.from_on.month == day.month and placed.from_on.isoweekday() == weekday
    number = (placed.from_on.day - 1) // 7 + 1
    assert number == nth if nth > 0 else placed.from_on + timedelta(days=7) > date(year, day.month, monthrange(year, day.month)[1])
    assert not is_free(placed.starts_on) and placed.starts_on.month == day.month


@settings(max_examples=300, deadline=None)
@given(DATES, st.sampled_from(["later", "earlier"]))
def test_years_of_rolling_do_not_make_a_day_drift(day, moves):
    """From year to year it is the day as meant that is rolled, so that two steps lead to where one long step does."""
    meant = Meant(day.month, day, moves=moves)
    step = in_year(meant, FIRST)
    for year in range(FIRST + 1, LAST + 1):
        step = in_year(Meant(step.month, step.from_on, moves=moves), year)
    straight = in_year(meant, LAST)
    if (day.month, day.day) != (2, 29):
        assert step == straight
    assert step.starts_on.year == LAST and not is_free(step.starts_on)


def test_easter_and_the_seventeenth_of_may():
    # Easter Day 2029 is 1 April: the national deadline of that day is met before Maundy Thursday.
    assert in_year(Meant(4, date(2026, 4, 1), moves="earlier"), 2029).starts_on == date(2029, 3, 28)
    assert in_year(Meant(5, date(2026, 5, 17)), 2027).starts_on == date(2027, 5, 18)
    # The third Tuesday of May 2033 is the 17th.
    assert in_year(Meant(5, date(2026, 5, 19), weekday=2, nth=3), 2033).starts_on == date(2033, 5, 18)
    assert settled(date(2027, 1, 1), "earlier") == date(2027, 1, 4)
    assert in_year(Meant(2, date(2028, 2, 29)), 2029).from_on == date(2029, 2, 28)


def days_of(year, month):
    return [date(year, month, n) for n in range(1, monthrange(year, month)[1] + 1)]
