"""Charts as values: lines and bars with gaps, units and sources; a page draws them with their table twin.

    chart = charts.lines("Tilbudt cannabis", [charts.Line("Nordvik", points, emphasis=True)], unit="%", source="Ungdata")
    {% import "components/charts.html" as charts with context %}{{ charts.figure(chart) }}
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from saas.charts import words
from saas.charts.drawing import Drawing, draw_bars, draw_lines
from saas.charts.scale import Axis
from saas.charts.values import FEW_ANSWERS, FLAG_WORDS, Line, Point, along, stretches, text_of
from saas.charts.words import caution
from saas.pages import gettext

__all__ = [
    "FEW_ANSWERS", "FLAG_WORDS", "Chart", "Line", "Point", "Spark", "bars", "caution", "lines", "spark", "text_of",
]  # fmt: skip
_SPARK_WIDTH, _SPARK_HEIGHT, _SPARK_EDGE = 96.0, 28.0, 4.0


@dataclass(frozen=True)
class Cell:
    """One place in the table: the words, how many answered, and the word of caution."""

    text: str
    n: int | None = None
    caution: str = ""


@dataclass(frozen=True)
class Chart:
    """A chart of `kind` «lines» or «bars». What it says is worked out in the language of whoever reads it."""

    kind: str
    title: str
    lines: Sequence[Line]
    unit: str = ""
    decimals: int = 0
    source: str = ""
    note: str = ""
    emphasis: str | None = None
    said: str = ""

    @property
    def key(self) -> str:
        """A name for the page's ids, the same each time for the same chart."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:10]

    @property
    def drawing(self) -> Drawing:
        """Everything in place."""
        if self.kind == "lines":
            return draw_lines(self.lines, self.unit, self.decimals)
        points = self.lines[0].points
        return draw_bars(points, self.unit, self.decimals, self.emphasis, [words.reason(point) for point in points])

    @property
    def summary(self) -> str:
        """The chart in one sentence or two: `said` where whoever made it knows better than «fra … til …»."""
        if self.said:
            return self.said
        if self.kind == "lines":
            return words.of_lines(self.lines, self.unit, self.decimals)
        return words.of_bars(self.lines[0].points, self.unit, self.decimals, self.emphasis)

    @property
    def drawable(self) -> bool:
        """Whether there is any value to draw; without one the words and the table say it all."""
        return any(point.figure is not None for line in self.lines for point in line.points)

    @property
    def head(self) -> list[str]:
        """The names over the table's columns."""
        if self.kind == "lines":
            return [gettext("Periode"), *(line.name for line in self.lines)]
        return [gettext("Navn"), gettext("Verdi")]

    @property
    def rows(self) -> list[tuple[str, list[Cell]]]:
        """The table: a row for each period or name, a cell for each line; nothing left out, nothing made up."""
        if self.kind == "bars":
            return [(point.label, [self._cell(point)]) for point in self.lines[0].points]
        found = [{point.label: point for point in line.points} for line in self.lines]
        return [(label, [self._cell(line.get(label)) for line in found]) for label, _ in along(self.lines)]

    def _cell(self, point: Point | None) -> Cell:
        text = words.cell(point, self.unit, self.decimals)
        return Cell(text, point.n, caution(point.n) if point.few else "") if point else Cell(text)


@dataclass(frozen=True)
class Spark:
    """A tiny line with its words beside it."""

    width: float
    height: float
    paths: list[str]
    dots: list[tuple[float, float]]
    words: str


def lines(
    title: str, lines: Sequence[Line], unit: str = "", decimals: int = 0, source: str = "", note: str = ""
) -> Chart:
    """Development over time. Missing years keep their place, and no line is drawn over what is hidden or missing."""
    given = list(lines)
    if len(given) == 1 and not given[0].emphasis:
        given = [replace(given[0], emphasis=True)]
    return Chart("lines", title, tuple(given), unit, decimals, source, note)


def bars(
    title: str,
    points: Sequence[Point],
    unit: str = "",
    decimals: int = 0,
    source: str = "",
    emphasis: str | None = None,
    note: str = "",
) -> Chart:
    """Names side by side; `emphasis` is the label of the one it is about."""
    return Chart("bars", title, (Line(title, tuple(points)),), unit, decimals, source, note, emphasis)


def spark(points: Sequence[Point], unit: str = "", decimals: int = 0, **line: Any) -> Spark:
    """A sparkline: the same gaps as in the chart, the last figure as a dot, and the trend in words."""
    one = Line("", tuple(points), **line)
    places = dict(along([one]))
    joined = stretches(one, places)
    up = _around([point.figure for part in joined for point in part if point.figure is not None])
    first, last = min(places.values(), default=0.0), max(places.values(), default=0.0)

    def at(point: Point) -> tuple[float, float]:
        share = (places[point.label] - first) / (last - first) if last > first else 0.5
        x = _SPARK_EDGE + (_SPARK_WIDTH - 2 * _SPARK_EDGE) * share
        return round(x, 1), up.place(point.figure or 0, _SPARK_HEIGHT - _SPARK_EDGE, _SPARK_EDGE)

    paths = ["M" + "L".join(f"{x} {y}" for x, y in map(at, part)) for part in joined if len(part) > 1]
    alone = [at(part[0]) for part in joined if len(part) == 1]
    end = [at(joined[-1][-1])] if joined else []
    dots = list(dict.fromkeys([*alone, *end]))
    return Spark(_SPARK_WIDTH, _SPARK_HEIGHT, paths, dots, words.of_points(points, unit, decimals))


def _around(values: Sequence[float]) -> Axis:
    """From the lowest to the highest: there is no axis to read. A change under a fifth of the level stays a small one."""
    low, high = min(values, default=0.0), max(values, default=0.0)
    lacking = max(0.2 * max(abs(low), abs(high)) - (high - low), 0.0) / 2
    low, high = low - lacking, high + lacking
    return Axis(low, high, 1.0) if high > low else Axis(low - 1, high + 1, 1.0)
