"""How far a goal has come: from the baseline over what was read last to the target, in words and for a chart."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from saas import charts
from saas.pages import day, gettext
from tenants.goals.models import Goal, GoalReading
from tenants.goals.numbers import amount, places_of

# Where a goal stands → (bokmål, colour of its tag).
STANDINGS = {
    "reached": ("Nådd", "success"),
    "nearer": ("På vei", "info"),
    "still": ("Ingen endring", "neutral"),
    "away": ("Feil vei", "warning"),
    "unread": ("Ikke målt ennå", "neutral"),
    "judged": ("Vurderes", "neutral"),
}


@dataclass(frozen=True)
class Progress:
    """One goal and its readings, oldest first."""

    goal: Goal
    readings: Sequence[GoalReading]

    @property
    def latest(self) -> GoalReading | None:
        """What was read last."""
        return self.readings[-1] if self.readings else None

    @property
    def standing(self) -> str:
        """A key of STANDINGS."""
        start, aim = self.goal.baseline, self.goal.target
        if not self.goal.measurable:
            return "judged"
        if self.latest is None or start is None or aim is None:
            return "unread"
        return _standing(start, self.latest.value, aim)

    @property
    def words(self) -> str:
        """«14 % i 2025. Målet er 10 % innen 2029.»"""
        if not self.goal.measurable:
            return gettext("Målet kan ikke måles. Slik vurderes det: %(how)s", how=self.goal.judged_by)
        return " ".join(sentence for sentence in (self._where, self._aim) if sentence)

    @property
    def _where(self) -> str:
        goal = self.goal
        start = amount(goal.baseline, goal.unit)
        if self.latest is not None:
            now, when = amount(self.latest.value, goal.unit), _short(self.latest.on_date)
            if not start:
                return gettext("%(now)s %(when)s.", now=now, when=when)
            if goal.baseline_year:
                return gettext(
                    "%(now)s %(when)s, mot %(start)s i %(year)s.",
                    now=now,
                    when=when,
                    start=start,
                    year=goal.baseline_year,
                )
            return gettext("%(now)s %(when)s, mot %(start)s ved start.", now=now, when=when, start=start)
        if not start:
            return ""
        if goal.baseline_year:
            return gettext("%(value)s i %(year)s.", value=start, year=goal.baseline_year)
        return gettext("%(value)s ved start.", value=start)

    @property
    def _aim(self) -> str:
        goal = self.goal
        if goal.target is None:
            return ""
        aim = amount(goal.target, goal.unit)
        if goal.target_on is None:
            return gettext("Målet er %(value)s.", value=aim)
        return gettext("Målet er %(value)s innen %(when)s.", value=aim, when=by(goal.target_on))


def chart_of(progress: Progress) -> charts.Chart | None:
    """What was measured, and the way from the baseline to the target; nothing where there is nothing to draw."""
    goal = progress.goal
    label = _labels([one.on_date for one in progress.readings])
    measured = [charts.Point(label[one.on_date], one.value, year=_in_years(one.on_date)) for one in progress.readings]
    way = []
    if goal.baseline is not None:
        year = goal.baseline_year or goal.from_year
        way.append(charts.Point(str(year), goal.baseline))
        measured = [way[0], *(point for point in measured if (point.at_year or 0) > year)]
    if goal.target is not None and goal.target_on is not None:
        way.append(charts.Point(by(goal.target_on), goal.target, year=_in_years(goal.target_on)))
    if not goal.measurable or not measured:
        return None
    places = max(places_of(point.value) for point in [*measured, *way] if isinstance(point.value, Decimal))
    lines = [charts.Line(gettext("Målt"), measured, emphasis=True)]
    if len(way) == 2:
        lines.append(charts.Line(gettext("Veien til målet"), way, every=99))
    return charts.lines(goal.indicator or goal.title, lines, unit=goal.unit, decimals=places)


def _in_years(on: date) -> float:
    """Where a day lies along an axis of years; the last day of a year belongs to the year."""
    return float(on.year) if (on.month, on.day) == (12, 31) else on.year + (on.timetuple().tm_yday - 1) / 366


def by(day_on: date) -> str:
    """«2029» for the last day of a year, else «1. juni 2029»."""
    return str(day_on.year) if (day_on.month, day_on.day) == (12, 31) else _short(day_on)


def _labels(days: list[date]) -> dict[date, str]:
    """«juni 2026» for each day; the day itself where a month has two."""
    months = {on: _short(on).partition(" ")[2] for on in days}
    return {on: month if list(months.values()).count(month) == 1 else _short(on) for on, month in months.items()}


def _short(on: date) -> str:
    """«1. juni 2029»: inside a sentence the weekday is noise."""
    return day(on).partition(" ")[2]


def _standing(start: Decimal, now: Decimal, aim: Decimal) -> str:
    if now == aim or (aim > start and now >= aim) or (aim < start and now <= aim):
        return "reached"
    if aim == start:
        return "away"
    if now == start:
        return "still"
    return "nearer" if (now > start) == (aim > start) else "away"
