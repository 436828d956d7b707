"""Days and deadlines of funding in words."""

from datetime import date

from babel.dates import format_date

from saas import clock
from saas.pages import current_language, gettext, relative_day


def day_month(value: date) -> str:
    """«1. desember», with the year when it is another than this one."""
    pattern = "d. MMMM" if value.year == clock.today().year else "d. MMMM y"
    return format_date(value, pattern, locale=_locale())


def full_day(value: date) -> str:
    """«1. desember 2026», for what is kept."""
    return format_date(value, "d. MMMM y", locale=_locale())


def span(first: date, last: date) -> str:
    """«1. januar–30. juni», both in the year that is spoken of already."""
    if first == last:
        return format_date(first, "d. MMMM", locale=_locale())
    return f"{format_date(first, 'd. MMMM', locale=_locale())}–{format_date(last, 'd. MMMM', locale=_locale())}"


def month(number: int) -> str:
    """«januar»"""
    return format_date(date(2026, number, 1), "LLLL", locale=_locale())


def countdown(value: date | None) -> str:
    """«om 9 dager (1. desember)», or nothing."""
    if value is None:
        return ""
    return gettext("%(relative)s (%(day)s)", relative=relative_day(value), day=day_month(value))


def _locale() -> str:
    return "nn_NO" if current_language() == "nn" else "nb_NO"
