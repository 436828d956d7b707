"""The periods of the releases: a tertial is four months («2026T2»), and three of them make a year."""

from datetime import date, timedelta

from saas.errors import Invalid

MONTHS = 4


def of(day: date) -> str:
    """The tertial that a day lies in."""
    return f"{day.year}T{(day.month - 1) // MONTHS + 1}"


def check(period: str) -> str:
    """The period, if it is one («2026T2»). Raises Invalid."""
    is_written_so = len(period) == 6 and period.isascii() and period[:4].isdigit() and period[4] == "T" and period[5] in "123"
    # The first and the last year that there are have no neighbour to be reckoned from.
    if is_written_so and 1 < int(period[:4]) < 9999:
        return period
    raise Invalid("Skriv perioden som år, T og tertial, for eksempel 2026T2.", field="periode")


def first_day(period: str) -> date:
    """The first day of a tertial."""
    return date(int(period[:4]), (int(period[5]) - 1) * MONTHS + 1, 1)


def last_day(period: str) -> date:
    """The last day of a tertial."""
    return first_day(after(period)) - timedelta(days=1)


def after(period: str) -> str:
    """The tertial after this one."""
    year, number = int(period[:4]), int(period[5])
    return f"{year}T{number + 1}" if number < 3 else f"{year + 1}T1"


def before(period: str) -> str:
    """The tertial before this one."""
    year, number = int(period[:4]), int(period[5])
    return f"{year}T{number - 1}" if number > 1 else f"{year - 1}T3"


def ended(today: date) -> str:
    """The newest tertial that is over."""
    return before(of(today))


def number_of(period: str) -> int:
    """1, 2 or 3: «2. tertial»."""
    return int(period[5])


def year_of(period: str) -> str:
    """The year as a code of its own, «2026»."""
    return period[:4]


def ends_year(period: str) -> bool:
    """Whether a year is complete with this tertial."""
    return number_of(period) == 3
