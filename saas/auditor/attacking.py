"""The attack: everything published together, one kind of reader, and an interval for every figure that is hidden."""

import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from saas.auditor.gathering import Facts, gather
from saas.auditor.publication import OUTSIDER, Knowledge, Need, Publication
from saas.auditor.solving import TOLERANCE, CannotBeTrue, Solver
from saas.auditor.system import parts_of
from saas.auditor.witnesses import Reach, Seeker

Progress = Callable[[str, float], None]


class Judged(Reach, Protocol):
    """Anything that can say whether an interval is wide enough, and how far is enough to look for (Need is one)."""

    def met_by(self, least: float, most: float) -> bool:
        """Is the interval from `least` to `most` wide enough?"""
        ...


Interval = tuple[float, float | None]


@dataclass
class Report:
    """What one view could find out.

    `exact` and `intervals` hold figures that must not be shown; they are left out of repr(), so no log gets them.
    `broken` are (id, least, most, need). `contradictions` are ids with two values, and sums that do not add up.
    `kommuner` and `cells` are, in an attack on single kommuner, whose figures were opened and in which leaves; `stood`
    are the (kommune, figure) pairs that were gone for in vain.
    """

    view: str
    attacked: int = 0
    exact: list[tuple[str, float]] = field(default_factory=list, repr=False)
    broken: list[tuple[str, float, float | None, Judged]] = field(default_factory=list, repr=False)
    narrowest: float | None = None
    intervals: dict[str, Interval] = field(default_factory=dict, repr=False)
    seconds: float = 0.0
    contradictions: list[str] = field(default_factory=list)
    solved: int = 0
    kommuner: set[str] = field(default_factory=set, repr=False)
    stood: set[tuple[str, str]] = field(default_factory=set, repr=False)
    cells: list[str] = field(default_factory=list)

    @property
    def failing(self) -> list[str]:
        """The ids that this view opens, without their values."""
        return list(dict.fromkeys([name for name, _ in self.exact] + [name for name, *_ in self.broken]))


def attack(
    publications: Sequence[Publication],
    *,
    knowledge: Knowledge | None = None,
    targets: Sequence[str] | Mapping[str, Mapping[str, float]] | None = None,
    needs: Mapping[str, Judged] | None = None,
    integer: bool = False,
    whole: bool | None = None,
    truth: Mapping[str, float] | None = None,
    thorough: bool = True,
    enough: int | None = None,
    progress: Progress | None = None,
) -> Report:
    """Find how narrowly each hidden figure can be known from all `publications` (oldest first) together.

    `targets`: ids, or {name: {id: factor}} for combinations; None is every blank and every named combination.
    `needs`: what each must keep; a target without one must only not be exact. `integer`: whole numbers by
    branch-and-bound; `whole`: round intervals inwards (None: when everything known is whole). `truth`: all figures,
    as a first witness. `thorough=False` stops at a figure as soon as witnesses show that its need is met; its interval
    is then at least as wide as told. `enough`: give up when so many figures are opened.
    """
    started = time.perf_counter()
    reader = knowledge or OUTSIDER
    facts = gather(publications, reader)
    wanted = _wanted(targets, facts)
    report = Report(reader.name, contradictions=list(facts.contradicted))
    parts, odd = parts_of(facts, wanted)
    report.contradictions += odd
    inwards = facts.whole if whole is None else whole
    judge = _Judge(report, needs or {}, inwards, thorough, enough)
    for number, part in enumerate(parts):
        mine = [(name, place) for place, name in enumerate(part.names) if name in wanted]
        if mine:
            solver = Solver(part, integer)
            _start(solver, truth)
            judge.part(solver, mine)
        if progress and number % 20 == 0:
            progress(reader.name, number / len(parts))
    report.seconds = time.perf_counter() - started
    return report


def _wanted(targets: object, facts: Facts) -> dict[str, Mapping[str, float]]:
    if targets is None:
        hidden = [name for name in facts.names if name not in facts.known and name not in facts.rounded]
        return {name: {name: 1.0} for name in hidden} | facts.targets
    if isinstance(targets, Mapping):
        return {name: dict(terms) for name, terms in targets.items()}
    asked = [name for name in targets if name not in facts.known]  # type: ignore[attr-defined]
    return {name: facts.targets.get(name, {name: 1.0}) for name in asked}


def _start(solver: Solver, truth: Mapping[str, float] | None) -> None:
    """The truth is a world that fits, if it is told and if it does fit."""
    if truth is None or not all(name in truth for name in solver.part.names):
        return
    point = np.array([truth[name] for name in solver.part.names], dtype=float)
    gap = np.abs(solver.part.matrix @ point - solver.part.right)
    inside = (point >= solver.part.least - TOLERANCE) & (point <= solver.part.most + TOLERANCE)
    if inside.all() and (not gap.size or gap.max() < TOLERANCE):
        solver.witness(point)


@dataclass
class _Judge:
    report: Report
    needs: Mapping[str, Judged]
    inwards: bool
    thorough: bool
    enough: int | None = None

    def part(self, solver: Solver, mine: list[tuple[str, int]]) -> None:
        """Bound every target of one part, and write down what is found."""
        try:
            if not self.thorough:
                Seeker(self._enough, self.needs.get, self.inwards).look(solver, mine)
            for name, place in mine:
                if self.enough is not None and len(self.report.exact) + len(self.report.broken) >= self.enough:
                    break
                self._write(name, *self._interval(solver, name, place))
        except CannotBeTrue:
            self.report.contradictions += [name for name, _ in mine if name not in self.report.contradictions]
        self.report.solved += solver.solved

    def _enough(self, solver: Solver, name: str, place: int) -> bool:
        least, most = self._rounded(float(solver.low[place]), float(solver.high[place]))
        return most - least > TOLERANCE and self.needs.get(name, Need()).met_by(least, most)

    def _interval(self, solver: Solver, name: str, place: int) -> tuple[float, float]:
        if not self.thorough and self._enough(solver, name, place):
            return self._rounded(float(solver.low[place]), float(solver.high[place]))
        if not self.thorough and solver.bound(place, upwards=False) and self._enough(solver, name, place):
            return self._rounded(float(solver.low[place]), float(solver.high[place]))
        return self._rounded(*solver.interval(place))

    def _rounded(self, least: float, most: float) -> tuple[float, float]:
        """Counts are whole: an interval of them ends at the whole numbers inside it."""
        if not self.inwards:
            return least, most
        low = math.ceil(least - 1e-5) if math.isfinite(least) else least
        high = math.floor(most + 1e-5) if math.isfinite(most) else most
        return (low, high) if low <= high else (least, most)

    def _write(self, name: str, least: float, most: float) -> None:
        report = self.report
        report.attacked += 1
        width = most - least
        report.intervals[name] = (least, most if math.isfinite(most) else None)
        if width < TOLERANCE * max(1.0, abs(least)):
            report.exact.append((name, (least + most) / 2))
        need = self.needs.get(name)
        if need is not None and not need.met_by(least, most):
            report.broken.append((name, least, report.intervals[name][1], need))
        if math.isfinite(width):
            report.narrowest = width if report.narrowest is None else min(width, report.narrowest)
