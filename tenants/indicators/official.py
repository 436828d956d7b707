"""Public figures as the pages show them: any of the 357 kommuner beside the country and the kommuner like it."""

from dataclasses import dataclass

from sqlalchemy import column, select, table

from saas import charts, here
from saas.charts import FLAG_WORDS
from saas.db import db
from saas.pages import gettext, say
from saas.register import kommuner
from saas.register.kommuner import Kommune
from saas.statistics import service as statistics
from saas.statistics.models import OfficialSeries

# SSB's table of reported offences: the whole, its parts, and the rate that can be compared.
TOTAL, RATE, PARTS = "ssb.08487.alt", "ssb.08487.per1000", "ssb.08487."
LONE_YEAR = 4


@dataclass(frozen=True)
class Shown:
    """All that the page about one kommune shows."""

    kommune: Kommune
    sentence: str
    total: charts.Chart | None
    parts: charts.Chart | None
    beside: charts.Chart | None
    group_words: str
    notes: list[str]
    series: OfficialSeries


def own_number() -> str:
    """The kommune's official number, as the register has it."""
    tenants = table("tenants", column("id"), column("number"))
    return db.session.scalar(select(tenants.c.number).where(tenants.c.id == here.kommune().id)) or ""


def all_kommuner() -> list[Kommune]:
    """Those that may be looked up, by name."""
    return sorted(kommuner.all(), key=lambda kommune: kommune.full_name)


def show(number: str) -> Shown | None:
    """Reported offences in a kommune; None where there are no figures for this number."""
    kommune = kommuner.find(number)
    listed = {series.code: series for series in statistics.series_list() if series.code.startswith(PARTS)}
    if kommune is None or TOTAL not in listed:
        return None
    found = statistics.figures_of(number, listed)
    if not found.get(TOTAL):
        return None
    latest, rates = found[TOTAL][-1], found.get(RATE)
    compared = statistics.compare(RATE, rates[-1].period, number) if rates else None
    return Shown(
        kommune=kommune,
        sentence=sentence(kommune.name, latest),
        total=_total(kommune, listed[TOTAL], found[TOTAL]),
        parts=_parts(kommune, listed, found, latest.period),
        beside=_beside(kommune, listed[RATE], compared) if compared else None,
        group_words=_group_words(compared) if compared else "",
        notes=[say(note) for note in dict.fromkeys(n for s in listed.values() for n in s.notes)],
        series=listed[TOTAL],
    )


def sentence(name: str, figure: statistics.Figure) -> str:
    """«I Andøy ble 154 lovbrudd anmeldt i gjennomsnitt i årene 2023 og 2024.»"""
    when = _years(figure.period)
    if figure.value is None:
        why = say(FLAG_WORDS[figure.flag]) if figure.flag else gettext("Mangler")
        return gettext("Antallet anmeldte lovbrudd i %(place)s %(when)s: %(why)s.", place=name, when=when, why=why)
    count = charts.text_of(figure.value)
    if len(figure.period) == LONE_YEAR:
        return gettext("I %(place)s ble %(count)s lovbrudd anmeldt %(when)s.", place=name, count=count, when=when)
    return gettext("I %(place)s ble %(count)s lovbrudd anmeldt i gjennomsnitt %(when)s.", place=name, count=count, when=when)


def _years(period: str) -> str:
    first, _, last = period.partition("-")
    if not last:
        return gettext("i %(year)s", year=first)
    return gettext("i årene %(first)s og %(last)s", first=first, last=last)


def mean_note(period: str) -> str:
    """What must stand at a figure that is a mean over two years; nothing for one year."""
    return gettext("2-årig snitt, %(period)s", period=period) if "-" in period else period


def source(series: OfficialSeries) -> str:
    """«SSB, tabell 08487. CC BY 4.0»"""
    return ". ".join(part for part in (series.source, series.licence) if part)


def _total(kommune: Kommune, series: OfficialSeries, figures: list[statistics.Figure]) -> charts.Chart:
    points = [charts.Point(f.period, f.value, f.flag) for f in figures]
    line = charts.Line(kommune.name, points, emphasis=True, every=1)
    note = gettext("Hvert tall er et 2-årig snitt.")
    return charts.lines(say(series.title), [line], series.unit, 0, source(series), note)


def _parts(
    kommune: Kommune, listed: dict[str, OfficialSeries], found: dict[str, list[statistics.Figure]], period: str
) -> charts.Chart | None:
    points = []
    for code, series in listed.items():
        figure = next((f for f in found.get(code, []) if f.period == period), None)
        if code not in (TOTAL, RATE) and figure is not None:
            points.append(charts.Point(say(series.title), figure.value, figure.flag))
    if not points:
        return None
    points.sort(key=lambda point: (point.figure is None, -(point.figure or 0)))
    title = gettext("Hva som ble anmeldt i %(place)s", place=kommune.name)
    return charts.bars(title, points, "lovbrudd", 0, source(listed[TOTAL]), note=mean_note(period))


def _beside(kommune: Kommune, series: OfficialSeries, compared: statistics.Comparison) -> charts.Chart:
    """The kommune, the country and the kommuner like it, per 1000 inhabitants."""
    own = compared.own
    points = [charts.Point(kommune.name, own.value if own else None, own.flag if own else "missing")]
    if compared.country is not None:
        points.append(charts.Point(gettext("Landet"), compared.country.value, compared.country.flag))
    if compared.group is not None:
        points.append(charts.Point(gettext("Lignende kommuner, midterste verdi"), compared.group_median))
    title, note = gettext("Anmeldte lovbrudd per 1000 innbyggere"), mean_note(compared.period)
    return charts.bars(title, points, "", 1, source(series), emphasis=kommune.name, note=note)


def _group_words(compared: statistics.Comparison) -> str:
    """Which kommuner it is held up against, and how many of them have a figure that can be shown."""
    if compared.group is None:
        return ""
    name = say(compared.group.name, **compared.group.params)
    if not compared.hidden_n:
        return gettext("Lignende kommuner: %(name)s (%(n)s kommuner).", name=name, n=compared.group_n)
    return gettext(
        "Lignende kommuner: %(name)s (%(n)s kommuner, %(hidden)s av dem har ikke tall som kan vises).",
        name=name, n=compared.group_n, hidden=compared.hidden_n,
    )  # fmt: skip
