"""How often a group meets, measured against its norm: twelve months, one sentence, and whether it burns. No SQL."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tenants.groups.cadence_words import Month, of_lacking_month, of_month, of_year
from tenants.groups.cadence_year import Held, Norm, YearView
from tenants.groups.words import Words

__all__ = ["Held", "Month", "Norm", "Standing", "Words", "needed_between", "standing"]

# A month without a meeting must have one planned by this day.
PLAN_BY = 20
# The last meeting that a year needs should come by now: one that falls through can still be held before Christmas.
LAST_OF_YEAR = (11, 15)
# A deadline that would fall in an exempt July waits until people are back.
AFTER_SUMMER = (8, 15)


@dataclass(frozen=True)
class Standing:
    """Where a group stands in a calendar year. `next_by` is the day by which the next meeting is needed, if any is.

    `summary` always says how it is; `warning` is there only when something must be done, `urgent` when it is late.
    """

    year: int
    months: list[Month]
    held: int
    planned: int
    next_by: date | None
    summary: Words
    warning: Words | None
    urgent: bool


def standing(norm: Norm, meetings: Sequence[Held], today: date, since: date, *, year: int | None = None) -> Standing:
    """The standing in `year` (this year unless told), seen from `today`, of a group that has existed `since` a day.

    A cancelled meeting never counts. A planned one counts until its day has passed: then it must be held to count.
    """
    view = YearView(norm, today, since, year or today.year, meetings)
    return _monthly(view) if norm.per == "month" else _yearly(view)


def needed_between(norm: Norm, since: date, first: date, last: date) -> int:
    """How many meetings the norm asks for from `first` to `last`, two days of one year, both included.

    A month counts once it is over and if the group existed the whole of it; a year's meetings each count by their deadline.
    """
    view = YearView(norm, last + timedelta(days=1), since, last.year, [])
    if norm.per == "month":
        return norm.min * sum(view.over(m) and view.existed(m) and not view.exempt(m) for m in range(first.month, last.month + 1))
    needed, _ = _share(view)
    return sum(first <= _deadline(view, number, needed) <= last for number in range(1, needed + 1))


def _monthly(view: YearView) -> Standing:
    def lacks(month: int) -> bool:
        return view.existed(month) and not view.exempt(month) and view.count(month) < view.norm.min

    missed = {month for month in range(1, 13) if view.over(month) and lacks(month)}
    ahead = [month for month in range(1, 13) if not view.over(month) and lacks(month)]
    next_by = date(view.year, ahead[0], PLAN_BY) if ahead else None
    warning = of_lacking_month(view, ahead[0], next_by) if next_by and view.present(ahead[0]) else None
    summary = Words(
        "Holdt i {year}: {held}. Planlagt: {planned}.",
        {"year": view.year, "held": len(view.held), "planned": len(view.coming)},
    )
    urgent = warning is not None and view.today.day >= PLAN_BY
    return _stand(view, missed, next_by, summary, warning, urgent)


def _yearly(view: YearView) -> Standing:
    needed, most = _share(view)
    enough = len(view.held) + len(view.coming)
    deadlines = [_deadline(view, number, needed) for number in range(enough + 1, needed + 1)]
    next_by = _next_by(view, deadlines)
    finished = view.year < view.today.year
    missed = _missed_months(view, [day for day in deadlines if day < view.today])
    late = next_by is not None and next_by < view.today and not view.coming
    urgent = bool(deadlines) and (finished or late or not _fits(view, len(deadlines)))
    warning = of_year(view, needed, most, next_by) if deadlines else None
    summary = warning or of_year(view, needed, most, None)
    return _stand(view, missed, None if finished else next_by, summary, warning, urgent)


def _share(view: YearView) -> tuple[int, int]:
    """(least, most) meetings of this year; for a group founded within it, its part of the norm, in its favour."""
    first, last = date(view.year, 1, 1), date(view.year, 12, 31)
    if view.since <= first:
        return view.norm.min, view.norm.max
    days, left = (last - first).days + 1, max((last - view.since).days + 1, 0)
    return view.norm.min * left // days, -(-view.norm.max * left // days)


def _deadline(view: YearView, number: int, needed: int) -> date:
    """When meeting `number` of `needed` should be held: evenly spread, the last of them by the middle of November."""
    first = max(date(view.year, 1, 1), view.since)
    last = date(view.year, *LAST_OF_YEAR)
    if first >= last:
        last = date(view.year, 12, 31)
    day = first + (last - first) * number // needed
    return date(view.year, *AFTER_SUMMER) if view.exempt(day.month) else day


def _next_by(view: YearView, deadlines: list[date]) -> date | None:
    """The first deadline not met; with a meeting already planned, one that is still ahead."""
    if not deadlines or not view.coming:
        return deadlines[0] if deadlines else None
    return next((day for day in deadlines if day >= view.today), date(view.year, 12, 31))


def _fits(view: YearView, lacking: int) -> bool:
    """Whether the lacking meetings still fit into the year, as far apart as in the norm's fullest year."""
    apart = 365 // view.norm.max
    start = max(view.today, *view.coming) if view.coming else view.today
    return start.toordinal() + (lacking - 1) * apart <= date(view.year, 12, 31).toordinal()


def _missed_months(view: YearView, passed: list[date]) -> set[int]:
    """The months that show what did not come: each deadline's own, or the next one with nothing else to show."""
    missed: set[int] = set()
    for deadline in passed:
        free = [
            month
            for month in range(deadline.month, 13)
            if month not in missed
            and not view.count(month)
            and not view.exempt(month)
            and (view.over(month) or view.present(month))
        ]
        missed.update(free[:1])
    return missed


def _stand(
    view: YearView, missed: set[int], next_by: date | None, summary: Words, warning: Words | None, urgent: bool
) -> Standing:
    months = [of_month(view, month, month in missed) for month in range(1, 13)]
    return Standing(view.year, months, len(view.held), len(view.coming), next_by, summary, warning, urgent)
