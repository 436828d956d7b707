"""Where things stand in a drawing: a round axis that holds every value, and labels that do not lie on each other."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

# How wide a sign is drawn, about, at the chart's text size.
SIGN = 7.2


@dataclass(frozen=True)
class Axis:
    """From `low` to `high` in round steps, with zero always on it."""

    low: float
    high: float
    step: float

    @property
    def marks(self) -> list[float]:
        """The round values, lowest first."""
        count = round((self.high - self.low) / self.step)
        return [round(self.low + self.step * n, 10) + 0.0 for n in range(count + 1)]

    @property
    def decimals(self) -> int:
        """How many the round values need."""
        return next((n for n in range(6) if abs(round(self.step, n) - self.step) < 1e-9 * self.step), 6)

    def place(self, value: float, start: float, end: float) -> float:
        """Where a value lies between two edges of the drawing."""
        return round(start + (end - start) * ((value - self.low) / (self.high - self.low)), 1)


def axis(values: Sequence[float], *, percent: bool = False) -> Axis:
    """An axis from zero; per cent go to 100 where they are large, and small ones are not pressed flat."""
    low, high = min([0.0, *values]), max([0.0, *values])
    if percent and low == 0 and 50 < high <= 100:
        return Axis(0, 100, 25)
    if low == high:
        return Axis(0, 1, 1)
    rough = high / 4 - low / 4
    size = 10.0 ** math.floor(math.log10(rough))
    step = next(m * size for m in (1, 2, 2.5, 5, 10) if m * size >= rough * (1 - 1e-9))
    return Axis(math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step, step)


def apart(wanted: Sequence[float], distance: float, top: float, bottom: float) -> list[float]:
    """The places nearest to those wanted that lie `distance` from each other, in the same order from above."""
    order = sorted(range(len(wanted)), key=lambda n: wanted[n])
    placed = list(wanted)
    least = top
    for n in order:
        placed[n] = least = max(wanted[n], least)
        least += distance
    most = bottom
    for n in reversed(order):
        placed[n] = min(placed[n], most)
        most = placed[n] - distance
    return [round(place, 1) for place in placed]


def spaced(labels: Sequence[tuple[float, str]], left: float, right: float) -> list[tuple[float, str]]:
    """Those labels that find room beside each other, the last one first; none reaches outside."""
    kept: list[tuple[float, str]] = []
    edge = math.inf
    for x, text in reversed(labels):
        half = len(text) * SIGN / 2
        middle = max(min(x, right - half), left + half) if right - left > 2 * half else (left + right) / 2
        if middle + half <= edge:
            kept.append((round(middle, 1), text))
            edge = middle - half - SIGN
    return kept[::-1]


def cut(text: str, signs: int) -> str:
    """A text that has its room; the whole of it stands in the table."""
    return text if len(text) <= signs else text[: signs - 1].rstrip() + "…"
