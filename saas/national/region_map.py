"""The twelve regions as a map of tiles: a hexagon each, about where the region lies, all of the same size and with its figure in it.

Tiles and no coastline: Østfold is as easy to read as Troms og Finnmark, and no region looks weightier for being wide.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from saas.centre.geography import REGIONS, WAITING
from saas.national import words
from saas.national.reading import Stored
from saas.pages import gettext, number

# Region → (column, row) on the sheet of tiles; every second row is moved half a tile.
PLACES = {
    "R12": (2.5, 0), "R11": (2.0, 1), "R10": (1.5, 2), "R09": (1.0, 3), "R04": (2.0, 3), "R08": (0.5, 4), "R03": (1.5, 4),
    "R01": (2.5, 4), "R07": (0.0, 5), "R05": (1.0, 5), "R02": (2.0, 5), "R06": (0.5, 6),
}  # fmt: skip
WIDTH, HEIGHT, GAP = 98.0, 84.0, 4.0
_ROW = HEIGHT * 0.75
CLASSES = 4


@dataclass(frozen=True)
class Tile:
    """One region in place: its outline, its name in one or two lines, its figure, and which class its colour is (0: none shown)."""

    code: str
    outline: str
    x: float
    y: float
    name: tuple[str, ...]
    figure: str
    shade: int


@dataclass(frozen=True)
class Line:
    """The same region in the table beside: the released figure, how many kommuner, and what the map shows; or why there is none."""

    name: str
    value: str
    units: str
    shown: str


@dataclass(frozen=True)
class Map:
    """The map with its key and its table. `measure` says what the tiles show."""

    title: str
    measure: str
    width: float
    height: float
    tiles: tuple[Tile, ...]
    key: tuple[tuple[int, str], ...]
    lines: tuple[Line, ...]
    hidden: int


@dataclass(frozen=True)
class Scale:
    """From a figure to one of four shades: equal steps, made from what is shown alone; shares always go from 0 to 100."""

    low: float
    high: float
    decimals: int
    unit: str

    def shade(self, figure: float) -> int:
        """1 to 4."""
        if self.high <= self.low:
            return CLASSES
        return min(int((figure - self.low) / (self.high - self.low) * CLASSES), CLASSES - 1) + 1

    def key(self) -> tuple[tuple[int, str], ...]:
        """What each shade means, the lightest first."""
        if self.high <= self.low:
            return ((CLASSES, self.says(self.high)),)
        edges = [self.low + (self.high - self.low) * n / CLASSES for n in range(1, CLASSES)]
        between = [
            gettext("%(low)s til under %(high)s", low=number(low, self.decimals), high=self.says(high))
            for low, high in pairwise(edges)
        ]
        said = [
            gettext("under %(edge)s", edge=self.says(edges[0])), *between, gettext("%(edge)s og over", edge=self.says(edges[-1])),
        ]  # fmt: skip
        return tuple(enumerate(said, start=1))

    def says(self, figure: float) -> str:
        """A figure with its unit where it has a short one."""
        return number(figure, self.decimals) + (f"\u00a0{self.unit}" if self.unit else "")


def draw(title: str, kind: str, unit: str, decimals: int, cells: dict[str, Stored]) -> Map:
    """The map of an indicator from its released cells by region; what has no cell is not counted."""
    figures = {code: shown for code, cell in cells.items() if (shown := _figure(cell, kind)) is not None}
    scale = _scale(kind, decimals, [figures[code] for code in PLACES if code in figures])
    tiles = tuple(_tile(code, cells.get(code), figures.get(code), scale) for code in PLACES)
    listed = [*REGIONS, *([WAITING] if WAITING in cells else [])]
    return Map(
        title=title,
        measure=_measure(kind, unit),
        width=max(column for column, _ in PLACES.values()) * WIDTH + WIDTH,
        height=max(row for _, row in PLACES.values()) * _ROW + HEIGHT,
        tiles=tiles,
        key=scale.key() if figures else (),
        lines=tuple(_line(code, cells.get(code), figures.get(code), scale, decimals) for code in listed),
        hidden=sum(1 for cell in cells.values() if cell.flag == words.HIDDEN),
    )


def _figure(cell: Stored, kind: str) -> float | None:
    """What is drawn: a share for yes and no, the figure itself for a mean, and otherwise how many a kommune."""
    if cell.value is None or kind == "mean":
        return cell.value
    if not cell.units:
        return None
    return cell.value / cell.units * (100 if kind == "yes_no" else 1)


def _measure(kind: str, unit: str) -> str:
    if kind == "yes_no":
        return gettext("Andel av kommunene som deler tall")
    return unit if kind == "mean" else gettext("%(unit)s i snitt for hver kommune som deler tall", unit=unit)


def _scale(kind: str, decimals: int, figures: Sequence[float]) -> Scale:
    if kind == "yes_no":
        return Scale(0, 100, 0, "%")
    decimals = decimals if kind == "mean" else 1
    return Scale(min(figures, default=0.0), max(figures, default=0.0), decimals, "")


def _tile(code: str, cell: Stored | None, figure: float | None, scale: Scale) -> Tile:
    column, row = PLACES[code]
    x, y = column * WIDTH + WIDTH / 2, row * _ROW + HEIGHT / 2
    half, tall = (WIDTH - GAP) / 2, (HEIGHT - GAP) / 2
    corners = ((0, -tall), (half, -tall / 2), (half, tall / 2), (0, tall), (-half, tall / 2), (-half, -tall / 2))
    outline = " ".join(f"{x + dx:g},{y + dy:g}" for dx, dy in corners)
    shown = scale.says(figure) if figure is not None else cell.flag if cell else words.NOT_COUNTED
    return Tile(code, outline, x, y, _lines(words.region(code)), shown, scale.shade(figure) if figure is not None else 0)


def _lines(name: str) -> tuple[str, ...]:
    """«Oslo og», «Akershus»: a long name is broken after its «og»."""
    first, found, last = name.partition(" og ")
    return (f"{first} og", last) if found else (name,)


def _line(code: str, cell: Stored | None, figure: float | None, scale: Scale, decimals: int) -> Line:
    if cell is None or cell.value is None:
        return Line(words.region(code), words.flag(cell.flag if cell else words.NOT_COUNTED), "", "")
    units = "" if cell.units is None else number(cell.units)
    return Line(words.region(code), number(cell.value, decimals), units, scale.says(figure) if figure is not None else "")
