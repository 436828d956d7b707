"""The dispatch clock goes by Norwegian working days, over Easter, Christmas and the days in May."""

from datetime import date

import pytest

from tenants.minutes.working_days import add, between, is_working_day


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (date(2026, 9, 15), date(2026, 9, 15), 0),
        (date(2026, 9, 15), date(2026, 9, 16), 1),
        (date(2026, 9, 18), date(2026, 9, 21), 1),  # From Friday to Monday.
        (date(2026, 9, 18), date(2026, 9, 20), 0),  # The weekend does not count.
        (date(2026, 4, 1), date(2026, 4, 7), 1),  # Wednesday before Easter to Tuesday after.
        (date(2026, 3, 31), date(2026, 4, 8), 3),
        (date(2026, 12, 23), date(2026, 12, 28), 2),  # Christmas Eve is a working day, the 25th and 26th are not.
        (date(2026, 12, 31), date(2027, 1, 4), 1),  # New Year's Day is a Friday.
        (date(2026, 4, 30), date(2026, 5, 4), 1),  # The first of May is a Friday.
        (date(2026, 5, 13), date(2026, 5, 15), 1),  # Ascension Day.
        (date(2027, 5, 14), date(2027, 5, 18), 1),  # Whit Monday and 17 May fall together in 2027.
        (date(2026, 9, 16), date(2026, 9, 15), 0),  # Never backwards.
    ],
)
def test_working_days_between(start, end, expected):
    assert between(start, end) == expected


@pytest.mark.parametrize(
    ("day", "n", "expected"),
    [
        (date(2026, 9, 16), 0, date(2026, 9, 16)),
        (date(2026, 9, 16), 3, date(2026, 9, 21)),
        (date(2026, 4, 1), 1, date(2026, 4, 7)),
        (date(2026, 12, 23), 2, date(2026, 12, 28)),
        (date(2026, 9, 19), 1, date(2026, 9, 21)),  # From a Saturday.
    ],
)
def test_the_nth_working_day_after(day, n, expected):
    assert add(day, n) == expected


def test_adding_and_counting_are_each_others_opposite_through_three_years():
    day = date(2025, 1, 1)
    while day < date(2028, 1, 1):
        for n in (1, 2, 5):
            later = add(day, n)
            assert between(day, later) == n and is_working_day(later)
        day = date.fromordinal(day.toordinal() + 3)


def test_working_days_are_not_counted_backwards():
    with pytest.raises(ValueError, match="forwards"):
        add(date(2026, 9, 16), -1)
