"""The wheel as a drawing, in numbers: twelve months, a ring for each level, a mark for each entry, and where today is."""

import math
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from saas.pages import gettext, ngettext, say
from tenants.wheel.models import MONTHS, RINGS, WheelEntry

SIZE = 440.0
CENTRE = SIZE / 2
# From the outside in: the names of the months, then the rings, then a hub that says the year.
NAMES, OUTER, HUB = 202.0, 186.0, 62.0
# A shape for each thing that an entry makes, so that they are told apart in black and white.
SHAPES = {
    "meeting": "M-6 0a6 6 0 1 0 12 0a6 6 0 1 0 -12 0z",
    "task": "M-5 -5h10v10h-10z",
    "nothing": "M0 -6L5.2 4.2H-5.2z",
}


@dataclass(frozen=True)
class Mark:
    """One entry: where it stands, its shape, and what it is called."""

    x: float
    y: float
    shape: str
    makes: str
    title: str


@dataclass(frozen=True)
class Sector:
    """One month: its outline, where its name stands, how many entries it has, and whether the list shows only it."""

    month: int
    path: str
    name: str
    x: float
    y: float
    entries: int
    chosen: bool


@dataclass(frozen=True)
class Ring:
    """One ring: its outer edge, its name, and where the first letters of the name stand."""

    radius: float
    name: str
    short: str
    y: float


@dataclass(frozen=True)
class Wheel:
    """Everything in place inside a square of `size`. `today` is a line from the hub outwards, in its own year only."""

    size: float
    centre: float
    hub: float
    sectors: list[Sector]
    rings: list[Ring]
    marks: list[Mark]
    today: tuple[float, float, float, float] | None
    summary: str


def draw(year: int, entries: Sequence[WheelEntry], today: date, chosen: int | None = None) -> Wheel:
    """The wheel of a year. Every entry in `entries` has its mark, and the sentence counts the same entries."""
    rings = [ring for ring in RINGS if ring != "OPERATIONAL" or any(one.ring == ring for one in entries)]
    width = (OUTER - HUB) / len(rings)
    placed = {ring: OUTER - width * place for place, ring in enumerate(rings)}
    marks = [
        mark
        for ring in rings
        for month in range(1, 13)
        for mark in _marks([one for one in entries if one.ring == ring and one.month == month], month, placed[ring] - width, placed[ring])
    ]
    sectors = [_sector(month, sum(one.month == month for one in entries), chosen) for month in range(1, 13)]
    drawn = [Ring(placed[ring], say(RINGS[ring]), _short(ring), CENTRE - placed[ring] + width / 2) for ring in rings]
    return Wheel(SIZE, CENTRE, HUB, sectors, drawn, marks, _today(year, today), summary(year, entries, today))


def summary(year: int, entries: Sequence[WheelEntry], today: date) -> str:
    """«Årshjulet for 2026 har 28 oppføringer, flest i november (4). Nå: 2 under forberedelse.»"""
    if not entries:
        return gettext("Årshjulet for %(year)s er tomt.", year=year)
    counts = {month: sum(one.month == month for one in entries) for month in range(1, 13)}
    busiest = max(counts, key=lambda month: counts[month])
    said = ngettext("Årshjulet for %(year)s har %(num)s oppføring", "Årshjulet for %(year)s har %(num)s oppføringer",
                    len(entries), year=year)  # fmt: skip
    most = gettext("flest i %(month)s (%(n)s)", month=say(MONTHS[str(busiest)]).lower(), n=counts[busiest])
    now = sum(one.prepared_from <= today <= one.last_day for one in entries)
    ending = gettext("Nå: %(n)s under forberedelse eller i gang.", n=now) if now else ""
    return f"{said}, {most}. {ending}".strip()


def _marks(found: Sequence[WheelEntry], month: int, inner: float, outer: float) -> list[Mark]:
    """Evenly over their month and ring, in two rows where they would touch."""
    made = []
    rows = 1 if len(found) < 4 else 2
    columns = math.ceil(len(found) / rows)
    for place, entry in enumerate(found):
        row, column = divmod(place, columns)
        turn = (month - 1 + (column + 1) / (columns + 1)) / 12
        x, y = _at(turn, inner + (outer - inner) * (rows - row) / (rows + 1))
        made.append(Mark(x, y, SHAPES[entry.makes], entry.makes, entry.title))
    return made


def _sector(month: int, entries: int, chosen: int | None) -> Sector:
    first, last = (month - 1) / 12, month / 12
    (x1, y1), (x2, y2), (x3, y3), (x4, y4) = _at(first, HUB), _at(first, OUTER), _at(last, OUTER), _at(last, HUB)
    path = f"M{x1} {y1}L{x2} {y2}A{OUTER} {OUTER} 0 0 1 {x3} {y3}L{x4} {y4}A{HUB} {HUB} 0 0 0 {x1} {y1}Z"
    x, y = _at((month - 0.5) / 12, NAMES)
    return Sector(month, path, say(MONTHS[str(month)])[:3].lower(), x, round(y + 4, 1), entries, month == chosen)


def _today(year: int, today: date) -> tuple[float, float, float, float] | None:
    if today.year != year:
        return None
    turn = (today.month - 1 + (today.day - 0.5) / monthrange(year, today.month)[1]) / 12
    return *_at(turn, HUB), *_at(turn, OUTER + 6)


def _short(ring: str) -> str:
    return {"STEERING": "SG", "COORDINATING": "KG", "OPERATIONAL": "UN", "COORDINATOR": "K"}[ring]


def _at(turn: float, radius: float) -> tuple[float, float]:
    """A part of a turn from the top, clockwise as a year is read."""
    angle = 2 * math.pi * turn
    return round(CENTRE + radius * math.sin(angle), 1), round(CENTRE - radius * math.cos(angle), 1)
