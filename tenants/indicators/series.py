"""The kommune's own figures, gathered: one series is one indicator on one school level, over the years."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select, tuple_

from saas import charts, here, vocabulary
from saas.db import db
from saas.pages import gettext, say
from saas.statistics import headings
from saas.statistics.headings import LEVELS, SEXES
from tenants.indicators import catalogue
from tenants.indicators.models import IndicatorReading


@dataclass
class Series:
    """An indicator on a level. `readings` are there when they were asked for, oldest first."""

    code: str
    level: str
    title: str
    source: str
    unit: str
    latest: int
    count: int
    readings: list[IndicatorReading] = field(default_factory=list)

    @property
    def label(self) -> str:
        """«Brukt cannabis siste år, ungdomstrinnet»"""
        if not self.level:
            return self.title
        words = say(LEVELS.get(headings.level(self.level), self.level))
        return f"{self.title}, {words[:1].lower() + words[1:]}"

    @property
    def key(self) -> str:
        """What the situasjonsbilde knows it by."""
        return f"own:{self.code}:{self.level}"

    @property
    def theme(self) -> str:
        """The vocabulary's code, or nothing for what came with a file."""
        entry = catalogue.find(self.code)
        return entry.theme if entry else ""

    @property
    def sexes(self) -> list[str]:
        """Those that there are figures for, everybody first."""
        present = {plain_sex(reading.sex) for reading in self.readings}
        return [*(sex for sex in SEXES if sex in present), *sorted(present - set(SEXES))]

    @property
    def decimals(self) -> int:
        """One where any figure has it."""
        figures = [figure for r in self.readings for figure in (r.value, r.country_value) if figure is not None]
        return 1 if any(figure != figure.to_integral_value() for figure in figures) else 0

    def points(self, sex: str) -> list[charts.Point]:
        """The kommune's figures for a sex."""
        return [
            charts.Point(r.period, r.value, r.flag, r.n, r.year) for r in self.readings if plain_sex(r.sex) == sex
        ]

    def country(self, sex: str) -> list[charts.Point]:
        """The country's, where they were given."""
        return [
            charts.Point(r.period, r.country_value, year=r.year)
            for r in self.readings
            if plain_sex(r.sex) == sex and r.country_value is not None
        ]

    def chart(self) -> charts.Chart:
        """The development, with the country beside it."""
        lines = [
            charts.Line(_name(sex), self.points(sex), emphasis=place == 0)
            for place, sex in enumerate(self.sexes)
        ]
        if self.sexes and (country := self.country(self.sexes[0])):
            lines.append(charts.Line(gettext("Landet"), country))
        entry = catalogue.find(self.code)
        note = entry.question if entry and entry.question != self.title else ""
        return charts.lines(self.label, lines, self.unit, self.decimals, self.source, note)


@dataclass(frozen=True)
class Theme:
    """A heading of the landing page with the series under it."""

    code: str
    words: str
    series: list[Series]


def listing() -> list[Series]:
    """Every series without its figures, in the order of the page; one statement."""
    r = IndicatorReading
    query = select(
        r.code, r.level, func.max(r.title), func.max(r.source), func.max(r.unit), func.max(r.year), func.count()
    ).group_by(r.code, r.level)
    found = [Series(*row) for row in db.session.execute(query)]
    levels = list(LEVELS)
    place = {level: number for number, level in enumerate(levels)}
    return sorted(found, key=lambda s: (*catalogue.rank(s.code), s.title, place.get(s.level, len(levels)), s.level))


def fill(several: Sequence[Series]) -> Sequence[Series]:
    """Fetch the figures of these series; one statement."""
    wanted = {(series.code, series.level): series for series in several}
    for reading in _readings(wanted):
        wanted[reading.code, reading.level].readings.append(reading)
    return several


def find_series(code: str, level: str) -> Series | None:
    """One series with its figures, or None."""
    readings = _readings([(code, level)])
    if not readings:
        return None
    last = readings[-1]
    return Series(code, level, last.title, last.source, last.unit, last.year, len(readings), readings)


def by_theme(several: Iterable[Series]) -> list[Theme]:
    """The series under their themes; what has none comes last."""
    found: dict[str, list[Series]] = {}
    for series in several:
        found.setdefault(series.theme, []).append(series)
    return [
        Theme(code, say(vocabulary.words("theme", code)) if code else gettext("Andre tall"), listed)
        for code, listed in found.items()
    ]


def value_words(figure: Any) -> str:
    """A reading or a row of a file in words: «12,5 %», «Skjult»."""
    if figure.value is None:
        return say(charts.FLAG_WORDS.get(figure.flag, charts.FLAG_WORDS["missing"]))
    return charts.text_of(figure.value, figure.unit, 0 if figure.value == figure.value.to_integral_value() else 1)


def sex_words(sex: str) -> str:
    """«jenter», inside a sentence."""
    return say(SEXES.get(plain_sex(sex), sex)).lower()


def plain_sex(sex: str) -> str:
    """The code of a sex; rows that were written in words («alle») are read as what they mean."""
    found = headings.sex(sex)
    return sex if sex in SEXES or found is None else found


def _readings(keys: Iterable[tuple[str, str]]) -> list[IndicatorReading]:
    r = IndicatorReading
    query = select(r).where(tuple_(r.code, r.level).in_(list(keys))).order_by(r.year, r.period, r.sex)
    return list(db.session.scalars(query))


def _name(sex: str) -> str:
    return say(SEXES.get(sex, sex)) if sex else here.kommune().name
