"""What the cadence says: a sentence for the group, and one for each month of the strip."""

from dataclasses import dataclass
from datetime import date

from tenants.groups.cadence_year import YearView
from tenants.groups.words import Words

# The same in bokmål and nynorsk.
MONTHS = (
    "januar",
    "februar",
    "mars",
    "april",
    "mai",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "desember",
)


@dataclass(frozen=True)
class Month:
    """One square of the strip. `state` is held, planned, missed, exempt, none or future; `text` says it in words."""

    state: str
    text: Words


def of_lacking_month(view: YearView, month: int, by: date) -> Words:
    """The warning for a month that lacks a meeting, to be planned `by` a day. A date's full stop ends its sentence."""
    name = view.norm.name
    facts: dict[str, str | int] = {"group": name, "month": MONTHS[month - 1], "day": _numeric(by)}
    waiting = view.in_month(view.unfinished, month)
    if waiting:
        return Words("{group}: møtet {day} er ikke ført som avholdt.", {"group": name, "day": _numeric(waiting[-1])})
    if count := view.count(month):
        facts |= {"count": count, "min": view.norm.min}
        return Words("{group} har {count} av {min} møter i {month}. Planlegg innen {day}", facts)
    if view.today > by:
        return Words("{group} har ikke møte i {month}. Fristen for å planlegge var {day}", facts)
    return Words("{group} har ikke møte i {month}. Planlegg innen {day}", facts)


def of_year(view: YearView, needed: int, most: int, next_by: date | None) -> Words:
    """«2 av 3–4 møter i 2026. Neste bør holdes innen 15.11.»; without `next_by` nothing more is needed."""
    span = str(needed) if needed == most else f"{needed}–{most}"
    facts: dict[str, str | int] = {"held": len(view.held), "span": span, "year": view.year, "planned": len(view.coming)}
    if not needed:
        return Words("Holdt i {year}: {held}. Planlagt: {planned}.", facts)
    if next_by is None and view.coming:
        return Words(
            "{held} av {span} møter i {year}. Neste er planlagt {day}", facts | {"day": _numeric(view.coming[0])}
        )
    if next_by is None or view.year < view.today.year:
        return Words("{held} av {span} møter i {year}.", facts)
    facts["day"] = _numeric(next_by)
    if view.coming:
        return Words("{held} av {span} møter i {year}, {planned} planlagt. Ett til bør holdes innen {day}", facts)
    if next_by < view.today:
        return Words("{held} av {span} møter i {year}. Neste skulle vært holdt innen {day}", facts)
    return Words("{held} av {span} møter i {year}. Neste bør holdes innen {day}", facts)


def of_month(view: YearView, month: int, missed: bool) -> Month:
    """One square, with its words."""
    name = MONTHS[month - 1]
    held, coming = view.in_month(view.held, month), view.in_month(view.coming, month)
    unfinished = view.in_month(view.unfinished, month)
    if unfinished and not held and not coming:
        facts: dict[str, str | int] = {"month": name, "days": _list(unfinished)}
        return Month("missed" if missed else "planned", Words("{month}: møtet {days} er ikke ført som avholdt", facts))
    if missed:
        return Month("missed", Words("{month}: møte mangler", {"month": name}))
    if held:
        return Month("held", Words("{month}: møte holdt {days}", {"month": name, "days": _list(held)}))
    if coming:
        return Month("planned", Words("{month}: møte planlagt {days}", {"month": name, "days": _list(coming)}))
    if view.exempt(month):
        return Month("exempt", Words("{month}: fritatt", {"month": name}))
    if not view.over(month) and (view.norm.per == "year" or view.existed(month)):
        return Month("future", Words("{month}: ikke planlagt ennå", {"month": name}))
    return Month("none", Words("{month}: ingen møter, ikke krav", {"month": name}))


def _numeric(day: date) -> str:
    return f"{day.day}.{day.month}."


def _list(days: list[date]) -> str:
    return ", ".join(_numeric(day) for day in days)
