"""Which figures of different releases are the same quantity: what a reader who holds them side by side can reason with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from saas.centre import periods
from saas.centre.catalogue import Indicator
from saas.centre.cells import System, systems
from saas.centre.past import Past, relevant
from saas.centre.snapshot import STANDING, Snapshot

YEAR = "year"


@dataclass(frozen=True)
class Known:
    """An earlier release's part in a system: its figures, their quantities' names, and whether its numbers are all kept."""

    past: Past
    system: System
    names: Mapping[str, str]
    complete: bool

    def shown(self) -> dict[str, float | None]:
        """What everybody knows of it, by quantity (None is a blank); both figures of a mean count as known where it is."""
        served, values = self.past.served, self.system.values
        if not self.system.part:
            return {self.names[figure]: served.get(figure) for figure in self.system.keys}
        if not self.complete:
            return {}
        return {self.names[f]: None if served.get(f) is None else values[f] for f in self.system.keys}


@dataclass(frozen=True)
class Laid:
    """One system of this release beside the earlier ones, every quantity under one name.

    `follows`: quantity now → the quantity that the same stock figure was in the release before.
    """

    now: System
    names: Mapping[str, str]
    known: tuple[Known, ...]
    follows: Mapping[str, str]

    def own(self, figure: str) -> bool:
        """Whether a figure is this release's own, and not one of an earlier tertial of the year."""
        return "@" not in figure


def lay(group: Sequence[Indicator], snapshot: Snapshot, pasts: Sequence[Past]) -> list[Laid]:
    """The systems of a group of indicators, each with what is known of it from before."""
    near = sorted(relevant(pasts, snapshot.period, group[0]), key=lambda past: past.period)
    found = _now(group, snapshot, near)
    return [_lay(system, snapshot.period, group, number, near) for number, system in enumerate(found)]


def year_figure(figure: str, year: str) -> str:
    """«meetings_held|region=R08» → «meetings_held|year=2026|region=R08»."""
    indicator, _, rest = figure.partition("|")
    return "|".join(part for part in (indicator, f"{YEAR}={year}", rest) if part)


def _now(group: Sequence[Indicator], snapshot: Snapshot, near: Sequence[Past]) -> list[System]:
    """This release's systems; a flow that ends its year has the year's figures in it."""
    found = systems(group, snapshot)
    if group[0].kind != "flow" or not periods.ends_year(snapshot.period):
        return found
    standing = [past for past in near if not past.replaced and past.period < snapshot.period]
    tertials = [(past.period, systems(group, past.snapshot)[0]) for past in standing]
    complete = all(_is_complete(system, past) for past, (_, system) in zip(standing, tertials, strict=True))
    return [_with_year(found[0], snapshot.period, tertials)] if len(tertials) == 2 and complete else found


def _with_year(now: System, period: str, tertials: Sequence[tuple[str, System]]) -> System:
    year = periods.year_of(period)
    of_year = {figure: year_figure(figure, year) for figure in now.keys}
    keys: dict[str, Any] = {**now.keys, **{of_year[figure]: {YEAR: year, **own} for figure, own in now.keys.items()}}
    equations = [*now.equations, *((of_year[t], tuple(of_year[p] for p in parts)) for t, parts in now.equations)]
    contributions = dict(now.contributions)
    for at, system in tertials:
        keys |= {f"{figure}@{at}": own for figure, own in system.keys.items()}
        equations += [(f"{t}@{at}", tuple(f"{p}@{at}" for p in parts)) for t, parts in system.equations]
        contributions |= {f"{leaf}@{at}": amounts for leaf, amounts in system.contributions.items()}
    for figure, total in of_year.items():
        equations.append((total, (*(f"{figure}@{at}" for at, system in tertials if figure in system.keys), figure)))
    return replace(now, keys=keys, equations=tuple(equations), contributions=contributions)


def _lay(system: System, period: str, group: Sequence[Indicator], number: int, near: Sequence[Past]) -> Laid:
    standing = group[0].kind in STANDING
    known: list[Known] = []
    for past in near:
        own = systems(group, past.snapshot)[number]
        known.append(Known(past, own, _names(own, past.period, known, standing), _is_complete(own, past)))
    names = _names(system, period, known, standing)
    return Laid(system, names, tuple(known), _follows(names, _before(period, known)) if standing else {})


def _is_complete(system: System, past: Past) -> bool:
    return all(member.kommune in past.kept for member in system.members)


def _names(system: System, period: str, known: Sequence[Known], standing: bool) -> dict[str, str]:
    """A figure that is corrected, or stands still down to each kommune, is the quantity it was; others are new."""
    same = [one for one in known if one.past.period == period]
    base = same[-1] if same else _before(period, known) if standing else None
    names = {}
    for figure in system.keys:
        names[figure] = figure if "@" in figure else f"{figure}@{period}"
        if base is not None and figure in base.names and (same or base.system.made[figure] == system.made[figure]):
            names[figure] = base.names[figure]
    return names


def _before(period: str, known: Sequence[Known]) -> Known | None:
    """The newest release of an earlier period that holds, if everything it was counted from is kept."""
    found = [one for one in known if one.past.period < period and not one.past.replaced]
    return found[-1] if found and found[-1].complete else None


def _follows(names: Mapping[str, str], before: Known | None) -> dict[str, str]:
    if before is None:
        return {}
    return {now: before.names[figure] for figure, now in names.items() if figure in before.names and before.names[figure] != now}
