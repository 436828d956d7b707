"""The timeline of measures: one year by month, each measure a bar with its milestones; drawn from the same rows as its table."""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from tenants.measures.models import Measure, Milestone

# In the drawing's own units: where the months begin, how wide one is, and how high a row.
LEFT, MONTH, ROW, HEAD = 8, 62, 46, 26


@dataclass(frozen=True)
class Bar:
    """One measure: where its bar begins and how long it is; `open_start` and `open_end` when it goes on beyond the year."""

    measure: Measure
    milestones: list[Milestone]
    y: int
    x: float
    width: float
    open_start: bool
    open_end: bool
    marks: list[tuple[float, Milestone]]


@dataclass(frozen=True)
class Timeline:
    """The drawing: its size, the months' left edges, the bars, and where today is."""

    year: int
    width: int
    height: int
    months: list[tuple[float, date]]
    bars: list[Bar]
    today: float | None


def draw(year: int, measures: Iterable[Measure], milestones: dict[UUID, list[Milestone]], today: date) -> Timeline:
    """Those of the measures that have a day in the year, in the order given."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    shown = [m for m in measures if m.starts_on and m.starts_on <= last and (m.ends_on or last) >= first]
    bars = [_bar(row, measure, milestones.get(measure.id, []), first, last) for row, measure in enumerate(shown)]
    months = [(_x(date(year, month, 1), year), date(year, month, 1)) for month in range(1, 13)]
    now = _x(today, year) if today.year == year else None
    return Timeline(year, LEFT * 2 + MONTH * 12, HEAD + ROW * len(bars) + 8, months, bars, now)


def _bar(row: int, measure: Measure, milestones: list[Milestone], first: date, last: date) -> Bar:
    assert measure.starts_on is not None
    starts, ends = max(measure.starts_on, first), min(measure.ends_on or last, last)
    x, right = _x(starts, first.year), _x(ends, first.year) + MONTH / 30
    marks = [(_x(one.due_on, first.year), one) for one in milestones if first <= one.due_on <= last]
    return Bar(
        measure, milestones, HEAD + row * ROW, x, max(round(right - x, 1), 4), measure.starts_on < first,
        measure.ends_on is None or measure.ends_on > last, marks,
    )  # fmt: skip


def _x(day: date, year: int) -> float:
    """The day's place, each month as wide as any other."""
    within = (day.day - 1) / monthrange(day.year, day.month)[1]
    return round(LEFT + ((day.year - year) * 12 + day.month - 1 + within) * MONTH, 1)
