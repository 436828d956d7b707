"""What a chart is made of: points with a value or the reason why there is none, gathered in lines."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from saas.pages import number

# Why there is no value. None of them is ever shown as 0.
FLAG_WORDS = {"suppressed": "Skjult", "missing": "Mangler", "not_computable": "Kan ikke beregnes"}
# Below this many answers a figure says of itself that it must be read with care.
FEW_ANSWERS = 50
HARD_SPACE = "\u00a0"
_YEAR = re.compile(r"^(?:\d{4}\s*[-–/_]\s*)?(\d{4})(?:M(\d\d)|K(\d))?\b")


@dataclass(frozen=True)
class Point:
    """One figure. `label` is the period or the name shown; without a value `flag` says why (else it is missing).

    `n` is how many answered; `year` is where it stands along the axis, read from the label where it is not given.
    `breaks` is for a figure that must not be compared with those before it: no line leads to it, and no sentence does.
    """

    label: str
    value: float | Decimal | None = None
    flag: str = ""
    n: int | None = None
    year: float | None = None
    breaks: bool = False

    @property
    def figure(self) -> float | None:
        """The value to draw, or None for one that is hidden, missing or no number at all."""
        if self.value is None or self.flag or not math.isfinite(self.value):
            return None
        return float(self.value)

    @property
    def reason(self) -> str:
        """The flag of a point without a figure; nothing where there is one."""
        if self.figure is not None:
            return ""
        return self.flag if self.flag in FLAG_WORDS else "missing"

    @property
    def at_year(self) -> float | None:
        """The year given, or the last one that the label opens with: «2023-2024» is 2024, «2025K3» is half through 2025."""
        found = _YEAR.match(self.label)
        if self.year is not None or found is None:
            return self.year
        return int(found[1]) + ((int(found[2]) - 1) / 12 if found[2] else (int(found[3]) - 1) / 4 if found[3] else 0)

    @property
    def few(self) -> bool:
        """A figure on so few answers that one person moves it."""
        return self.figure is not None and self.n is not None and self.n < FEW_ANSWERS


@dataclass(frozen=True)
class Line:
    """Points of one kind under one name. `every` is how many years apart they are meant to lie, where that is known."""

    name: str
    points: Sequence[Point]
    emphasis: bool = False
    every: float | None = None


def text_of(value: float | Decimal, unit: str = "", decimals: int = 0) -> str:
    """«14 %», «47,2 per 1000», «5 594 340»."""
    shown = number(float(value), decimals).replace("-", "−")
    if re.fullmatch(r"−[0,]+", shown):
        shown = shown[1:]
    return f"{shown}{HARD_SPACE}{unit}" if unit else shown


def short(value: float, decimals: int) -> str:
    """A number for the axis: «2,5 mill.» instead of seven digits."""
    for size, word in ((1e12, "bill."), (1e9, "mrd."), (1e6, "mill.")):
        if abs(value) >= size:
            shown = number(value / size, 1).removesuffix(",0").replace("-", "−")
            return f"{shown}{HARD_SPACE}{word}"
    return text_of(value, "", decimals)


def along(lines: Sequence[Line]) -> list[tuple[str, float]]:
    """(label, position) of every period in all lines, in order: by real year where all have one, else as they come."""
    points = [point for line in lines for point in line.points]
    if points and all(point.at_year is not None for point in points):
        return sorted({(p.label, float(p.at_year or 0)) for p in points}, key=lambda place: (place[1], place[0]))
    return [(label, float(place)) for place, label in enumerate(dict.fromkeys(point.label for point in points))]


def stretches(line: Line, places: dict[str, float]) -> list[list[Point]]:
    """The points that may be joined: neighbours, never across a year without a figure.

    A survey of every third year has points and no line, since nobody knows what was between them.
    """
    ordered = sorted(line.points, key=lambda point: places[point.label])
    reach = line.every or 1.0
    found: list[list[Point]] = []
    last: Point | None = None
    for point in ordered:
        if point.figure is None:
            last = None
            continue
        if last is not None and not point.breaks and places[point.label] - places[last.label] <= reach:
            found[-1].append(point)
        else:
            found.append([point])
        last = point
    return found
