"""Office days drawn: planned and held, month by month, with the numbers in the table that comes with every chart."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from babel.dates import format_date

from saas import charts, clock
from saas.pages import current_language, gettext, ngettext, say
from tenants.visits import office
from tenants.visits.models import PLACES, OfficeDay


def of_year(year: int, days: Sequence[OfficeDay]) -> charts.Chart:
    """All places together."""
    return _drawn(gettext("Kontordager i %(year)s", year=year), year, days)


def of_places(year: int, days: Sequence[OfficeDay]) -> list[charts.Chart]:
    """One chart for each place that has any."""
    return [
        _drawn(gettext("%(place)s i %(year)s", place=say(word), year=year), year, mine)
        for code, word in PLACES.items()
        if (mine := [row for row in days if row.place == code])
    ]


def _drawn(title: str, year: int, days: Sequence[OfficeDay]) -> charts.Chart:
    months = office.by_month(days)
    locale = "nn_NO" if current_language() == "nn" else "nb_NO"
    names = [format_date(date(year, month.number, 1), "MMMM", locale=locale) for month in months]
    planned = [charts.Point(name, m.planned, year=m.number) for name, m in zip(names, months, strict=True)]
    # A month that has not begun has nothing held, which is another thing than none.
    begun = [date(year, month.number, 1) <= clock.today() for month in months]
    held = [
        charts.Point(name, m.held + m.extra if there else None, year=m.number)
        for name, m, there in zip(names, months, begun, strict=True)
    ]
    lines = [charts.Line(gettext("Planlagt"), planned), charts.Line(gettext("Holdt"), held, emphasis=True)]
    return replace(charts.lines(title, lines), said=_said(days))


def _said(days: Sequence[OfficeDay]) -> str:
    """«57 av 63 dager som var planlagt, ble holdt. 3 dager til er planlagt framover.»"""
    today = clock.today()
    planned = [row for row in days if row.planned and row.on_date <= today]
    held, extra = sum(row.held is True for row in planned), sum(not row.planned for row in days)
    ahead = sum(row.planned and row.on_date > today for row in days)
    said = [gettext("%(held)s av %(planned)s dager som var planlagt, ble holdt.", held=held, planned=len(planned))]
    if extra:
        said.append(ngettext("%(num)s dag til ble holdt uten plan.", "%(num)s dager til ble holdt uten plan.", extra))
    if ahead:
        said.append(ngettext("%(num)s dag er planlagt framover.", "%(num)s dager er planlagt framover.", ahead))
    return " ".join(said)
