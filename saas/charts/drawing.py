"""The drawing itself, in numbers: what a page puts down as SVG without thinking."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from saas.charts.scale import SIGN, Axis, apart, axis, cut, spaced
from saas.charts.values import Line, Point, along, short, stretches, text_of

WIDTH = 360.0
_TOP, _PLOT, _FOOT = 10.0, 168.0, 24.0
_LABEL_SIGNS, _LABEL_STEP, _LABEL_INDENT = 15, 27.0, 26.0
_ROW, _BAR = 42.0, 16.0
# Six shapes and six dashes, so that lines are told apart in black and white; a seventh begins again.
SHAPES = (
    "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z",
    "M-3.6 -3.6h7.2v7.2h-7.2z",
    "M0 -4.8L4.6 3.6H-4.6z",
    "M0 -5.2L5.2 0L0 5.2L-5.2 0z",
    "M-4 -4L4 4M4 -4L-4 4",
    "M-4.8 0h9.6M0 -4.8v9.6",
)
_YEARS = re.compile(r"^(\d{4})[-–](\d{4})$")
DASHES = ("", "7 4", "2 4", "10 4 2 4", "5 2", "1 3")


@dataclass(frozen=True)
class Text:
    """Words at a place."""

    x: float
    y: float
    text: str


@dataclass(frozen=True)
class Mark:
    """A point that is drawn; `few` is drawn hollow."""

    x: float
    y: float
    few: bool
    text: str


@dataclass(frozen=True)
class Stroke:
    """One line: its joined stretches, its marks, and its name and last value at the end."""

    look: int
    shape: str
    dash: str
    emphasis: bool
    paths: list[str]
    marks: list[Mark]
    name: Text | None
    last: Text | None


@dataclass(frozen=True)
class Bar:
    """One bar with its name above; `width` is 0 where there is no value, and `value` then says why."""

    name: Text
    x: float
    y: float
    width: float
    height: float
    emphasis: bool
    few: bool
    hidden: bool
    value: Text


@dataclass(frozen=True)
class Drawing:
    """Everything in place inside `width` by `height`."""

    width: float
    height: float
    left: float
    right: float
    grid: list[Text]
    zero: float
    ticks: list[Text]
    strokes: list[Stroke]
    bars: list[Bar]


def draw_lines(lines: Sequence[Line], unit: str, decimals: int) -> Drawing:
    """Lines against real time, from zero, with their names at their ends."""
    places = dict(along(lines))
    values = [point.figure for line in lines for point in line.points if point.figure is not None]
    up = axis(values, percent=unit.startswith("%"))
    marks = [short(value, max(up.decimals, 0)) for value in up.marks]
    left = max(len(text) for text in marks) * SIGN + 10
    drawn = sum(1 for line in lines if any(point.figure is not None for point in line.points))
    bottom = _TOP + max(_PLOT, drawn * _LABEL_STEP)
    ends = [min(max(len(line.name), 8), _LABEL_SIGNS) for line in lines]
    right = WIDTH - _LABEL_INDENT - max(ends, default=0) * SIGN
    across = _Across(places, left + 8, right - 8)
    strokes = [_stroke(line, n, across, up, bottom) for n, line in enumerate(lines)]
    grid = [Text(left, up.place(v, bottom, _TOP), text) for v, text in zip(up.marks, marks, strict=True)]
    ticks = spaced([(across.of(label), _brief(label)) for label in places], 0, right + SIGN * 4)
    return Drawing(
        width=WIDTH,
        height=bottom + _FOOT,
        left=left,
        right=right,
        grid=grid,
        zero=up.place(0, bottom, _TOP),
        ticks=[Text(x, bottom + 17, text) for x, text in ticks],
        strokes=_named(strokes, lines, _Ends(places, unit, decimals, right + 8, bottom)),
        bars=[],
    )


class _Across:
    """From a period to its place from left to right; a single one stands in the middle."""

    def __init__(self, places: dict[str, float], left: float, right: float) -> None:
        self.places, self.left, self.right = places, left, right
        self.first, self.last = min(places.values(), default=0.0), max(places.values(), default=0.0)

    def of(self, label: str) -> float:
        """The x of a period."""
        span = self.last - self.first
        share = (self.places[label] - self.first) / span if span else 0.5
        return round(self.left + (self.right - self.left) * share, 1)


def _stroke(line: Line, look: int, across: _Across, up: Axis, bottom: float) -> Stroke:
    def at(point: Point) -> tuple[float, float]:
        return across.of(point.label), up.place(point.figure or 0, bottom, _TOP)

    joined = stretches(line, across.places)
    paths = ["M" + "L".join(f"{x} {y}" for x, y in map(at, part)) for part in joined if len(part) > 1]
    marks = [Mark(*at(point), point.few, point.label) for part in joined for point in part]
    kind = look % len(SHAPES)
    return Stroke(kind, SHAPES[kind], DASHES[kind], line.emphasis, paths, marks, None, None)


@dataclass(frozen=True)
class _Ends:
    """What the names at the ends of the lines need to know."""

    places: dict[str, float]
    unit: str
    decimals: int
    x: float
    bottom: float

    def last(self, line: Line) -> str:
        """The line's last figure in words; a long unit stands in the title only."""
        figures = sorted((p for p in line.points if p.figure is not None), key=lambda p: self.places[p.label])
        return text_of(figures[-1].figure or 0, self.unit if len(self.unit) < 6 else "", self.decimals)


def _named(strokes: list[Stroke], lines: Sequence[Line], ends: _Ends) -> list[Stroke]:
    """Each line that has a mark gets its name and last value beside its end, clear of the others'."""
    seen = [(n, stroke.marks[-1].y) for n, stroke in enumerate(strokes) if stroke.marks]
    free = apart([y for _, y in seen], _LABEL_STEP, _TOP + 4, ends.bottom - 10)
    made = list(strokes)
    for (n, _), y in zip(seen, free, strict=True):
        name = Text(ends.x, y, cut(lines[n].name, _LABEL_SIGNS))
        made[n] = replace(strokes[n], name=name, last=Text(ends.x, y + 13, cut(ends.last(lines[n]), _LABEL_SIGNS)))
    return made


def _brief(label: str) -> str:
    """«2023–24» under the axis for «2023-2024»; the table has it in full."""
    return _YEARS.sub(lambda found: f"{found[1]}–{found[2][2:]}", label)


def draw_bars(points: Sequence[Point], unit: str, decimals: int, emphasis: str | None, hidden: Sequence[str]) -> Drawing:
    """Lying bars, since Norwegian names are long: the name above, the value at the end. `hidden` are the reasons."""
    values = [point.figure for point in points if point.figure is not None]
    texts = [
        text_of(p.figure, unit if len(unit) < 6 else "", decimals) if p.figure is not None else why
        for p, why in zip(points, hidden, strict=True)
    ]
    room = max([len(text) for text in texts], default=0) * SIGN + 8
    low, high = min([0.0, *values]), max([0.0, *values])
    across = Axis(low, high if high > low else low + 1, 1)
    left, right = (room if low < 0 else 0.0), WIDTH - room
    zero = across.place(0, left, right)
    bars = []
    for n, (point, text) in enumerate(zip(points, texts, strict=True)):
        y, value = n * _ROW, point.figure
        end = across.place(value or 0, left, right)
        beside = Text(end - 5, y + 30, text) if (value or 0) < 0 else Text(end + 5, y + 30, text)
        bars.append(
            Bar(
                name=Text(0, y + 13, cut(point.label, 52)),
                x=min(zero, end),
                y=y + 18,
                # A value that is there is seen, however small beside the others.
                width=0 if value is None else max(round(abs(end - zero), 1), 1.0 if value else 0.0),
                height=_BAR,
                emphasis=point.label == emphasis,
                few=point.few,
                hidden=value is None,
                value=beside,
            )
        )
    height = max(len(bars), 1) * _ROW
    return Drawing(WIDTH, height, left, right, [], zero, [], [], bars)
