"""The radar of the SLT-sjekk, in numbers: an axis for each area, rings from 1 to 4, and a shape for each year."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin

# The drawing's own measure; the page scales it.
WIDTH, HEIGHT, CENTRE_X, CENTRE_Y, RADIUS = 420.0, 310.0, 210.0, 160.0, 100.0
LINE = 15.0
LOWEST, HIGHEST = 0, 4


@dataclass(frozen=True)
class Axis:
    """One area: where its line ends, and where its name stands, a line at a time."""

    name: list[tuple[str, float]]
    x: float
    y: float
    text_x: float
    anchor: str


@dataclass(frozen=True)
class Shape:
    """One year: the corners joined, as an SVG path, and the corners as points."""

    name: str
    path: str
    corners: list[tuple[float, float]]
    emphasis: bool


@dataclass(frozen=True)
class Radar:
    """Everything in place inside `width` by `height`."""

    axes: list[Axis]
    rings: list[tuple[int, str]]
    shapes: list[Shape]
    width: float = WIDTH
    height: float = HEIGHT


def draw(names: Sequence[str], years: Sequence[tuple[str, Sequence[float | None]]]) -> Radar:
    """`years` are (name, one value from 1 to 4 for each axis), the last one emphasised; one that lacks a value is left out."""
    count = len(names)
    axes = [_axis(name, n, count) for n, name in enumerate(names)]
    rings = [(level, _closed([_at(level, n, count) for n in range(count)])) for level in range(1, HIGHEST + 1)]
    whole = [(name, [value for value in values if value is not None]) for name, values in years]
    shapes = [
        Shape(name, _closed(corners := [_at(value, n, count) for n, value in enumerate(values)]), corners, place == len(whole) - 1)
        for place, (name, values) in enumerate(whole)
        if len(values) == count
    ]
    return Radar(axes, rings, shapes)


def _at(value: float, number: int, count: int) -> tuple[float, float]:
    """Where a value lies on axis `number`: the first points straight up, the others follow with the clock."""
    angle, reach = 2 * pi * number / count - pi / 2, RADIUS * (value - LOWEST) / (HIGHEST - LOWEST)
    return round(CENTRE_X + reach * cos(angle), 1), round(CENTRE_Y + reach * sin(angle), 1)


def _axis(name: str, number: int, count: int) -> Axis:
    x, y = _at(HIGHEST, number, count)
    out_x, out_y = _at(HIGHEST * 1.12, number, count)
    anchor = "middle" if abs(out_x - CENTRE_X) < 1 else "start" if out_x > CENTRE_X else "end"
    # «Samarbeid og medvirkning» is set on two lines, so that it is not cut at the edge.
    lines = name.replace(" og ", "\nog ", 1).split("\n") if anchor != "middle" else [name]
    return Axis([(line, round(out_y + 4 + LINE * place, 1)) for place, line in enumerate(lines)], x, y, out_x, anchor)


def _closed(corners: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x} {y}" for x, y in corners) + "Z"
