"""Quiet hours go by the clock on the wall in Norway: over midnight, weekends, red days, and both changes of the clock."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saas import clock
from tenants.minutes import working_days
from tenants.notices.quiet import Hours, due, next_open


def at(*parts):
    return datetime(*parts, tzinfo=clock.OSLO)


@pytest.mark.parametrize(("moment", "opens"), [
    (at(2026, 9, 16, 10), at(2026, 9, 16, 10)),
    (at(2026, 9, 16, 19, 59), at(2026, 9, 16, 19, 59)),
    (at(2026, 9, 16, 20), at(2026, 9, 17, 7)),
    (at(2026, 9, 16, 23, 59), at(2026, 9, 17, 7)),
    (at(2026, 9, 17, 0, 0), at(2026, 9, 17, 7)),
    (at(2026, 9, 17, 6, 59), at(2026, 9, 17, 7)),
    (at(2026, 9, 18, 20), at(2026, 9, 21, 7)),  # Friday evening to Monday
    (at(2026, 9, 19, 12), at(2026, 9, 21, 7)),
    (at(2026, 4, 1, 21), at(2026, 4, 7, 7)),  # Wednesday before Easter to the Tuesday after
    (at(2026, 5, 13, 22), at(2026, 5, 15, 7)),  # Ascension Day
    (at(2026, 12, 24, 21), at(2026, 12, 28, 7)),  # Christmas, and then a weekend
    (at(2026, 3, 27, 21), at(2026, 3, 30, 7)),  # summer time begins in between
    (at(2026, 10, 23, 21), at(2026, 10, 26, 7)),  # and ends
])
def test_a_quiet_moment_opens_next_working_morning(moment, opens):
    assert next_open(moment) == opens


def test_the_wall_clock_is_seven_on_both_sides_of_summer_time():
    assert next_open(at(2026, 3, 27, 21)).astimezone(clock.UTC).hour == 5
    assert next_open(at(2026, 10, 23, 21)).astimezone(clock.UTC).hour == 6


def test_quiet_in_the_middle_of_the_day_and_none_at_all():
    assert next_open(at(2026, 9, 16, 12), Hours(11, 14)) == at(2026, 9, 16, 14)
    assert next_open(at(2026, 9, 19, 23), Hours(on=False)) == at(2026, 9, 19, 23)
    assert next_open(at(2026, 9, 19, 23), Hours(8, 8, days=False)) == at(2026, 9, 19, 23)


@pytest.mark.parametrize(("pace", "when"), [
    ("batched", at(2026, 9, 16, 10, 15)), ("daily", at(2026, 9, 17, 8)), ("weekly", at(2026, 9, 21, 8)), ("monthly", at(2026, 10, 1, 8)),
    ("at_once", at(2026, 9, 16, 10)), ("never", None),
])
def test_each_pace_has_its_next_stroke(pace, when):
    assert due(pace, at(2026, 9, 16, 10)) == when


def test_a_monday_that_is_red_is_the_next_working_day():
    assert due("weekly", at(2026, 4, 1, 10)) == at(2026, 4, 7, 8)
    assert due("monthly", at(2025, 12, 10, 10)) == at(2026, 1, 2, 8)


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2040, 12, 31)),
    st.builds(Hours, begins=st.integers(0, 23), ends=st.integers(0, 23), days=st.booleans(), on=st.booleans()),
)
def test_an_opening_is_never_before_never_quiet_and_never_far(naive, hours):
    moment = naive.replace(tzinfo=clock.OSLO)
    opens = next_open(moment, hours)
    assert moment <= opens <= moment + timedelta(days=8)
    assert next_open(opens, hours) == opens
    if hours.on and hours.days:
        assert working_days.is_working_day(opens.date())
