"""What every unsafe or blank figure must keep, before any further blank is chosen."""

from dataclasses import dataclass, field, replace

import numpy as np

from saas.suppressor.case import Case
from saas.suppressor.history import System
from saas.suppressor.parameters import Parameters
from saas.suppressor.pattern import Need
from saas.suppressor.primary import judge, need
from saas.suppressor.problem import Problem, Requirement
from saas.suppressor.refusals import CannotProtect
from saas.suppressor.witness import Witnesses


@dataclass
class Needs:
    """By id: the needs, the rules broken, and the cells that are unsafe by themselves."""

    of: dict[str, Need] = field(default_factory=dict)
    why: dict[str, list[str]] = field(default_factory=dict)
    primary: set[str] = field(default_factory=set)


def judge_all(case: Case, system: System) -> Needs:
    """Judge every figure that is not known to everyone already."""
    found, rules = Needs(), case.parameters
    for name, cell in sorted(system.cells.items()):
        if name in system.known:
            continue
        never_out = name not in system.shown and name not in system.stays_blank and name not in system.complements
        if never_out or (name in system.complements and not rules.complement):
            continue
        verdict = judge(cell, system.people, rules)
        why = list(verdict.why) + (["named"] if name in case.primaries else [])
        if why:
            found.why[name] = why
            found.primary.add(name)
        if why or name in system.stays_blank or name in system.withheld:
            found.of[name] = need(cell, verdict.up, rules)
    for name, count in sorted(system.complements.items()):
        if name in found.primary and count not in system.known:
            found.why[count] = [*found.why.get(count, []), *(f"complement_{rule}" for rule in found.why[name])]
            found.primary.add(count)
            found.of.setdefault(count, need(system.cells[count], 0.0, rules))
    return found


def requirement(problem: Problem, name: str, wanted: Need) -> Requirement:
    """A need as a requirement for an outsider, in whole steps where the figures are whole."""
    sides = [wanted.up, wanted.lo, wanted.width]
    if problem.integral:
        value = float(problem.truth[problem.at[name]])
        caps = problem.caps[problem.at[name]]
        ceiling = sum(caps.values()) if caps else np.inf
        sides = [float(np.ceil(side - 1e-6)) for side in sides]
        sides = [min(sides[0], ceiling - value), min(sides[1], value), min(sides[2], ceiling)]
    return Requirement((problem.at[name],), sides[0], sides[1], sides[2])


def within_reach(problem: Problem, needs: Needs, rules: Parameters) -> None:
    """Lower what earlier releases left no room for; raise CannotProtect for what they opened.

    Nothing new can be hidden better than by blanking all of this release, so that is tried.
    """
    if not problem.system.known:
        return
    witnesses, everything = Witnesses(problem), ~problem.known
    requirements = {requirement(problem, name, wanted): name for name, wanted in needs.of.items()}
    opened = []
    for one in witnesses.broken(requirements, everything):
        name = requirements[one]
        up, lo = _farthest(witnesses, one, everything)
        if name in problem.system.stays_blank and up + lo >= min(rules.insider_width, one.width) - 1e-6 and up + lo > 0:
            needs.of[name] = _lowered(needs.of[name], up, lo)
        else:
            opened.append(name)
    if opened:
        names = {problem.system.complements.get(name, name) for name in opened}
        raise CannotProtect(names, "tall som er publisert før (eller er null etter definisjonen), røper dem.")


def as_far_as_can_be(problem: Problem, needs: Needs) -> Needs:
    """The same needs, each no more than it can get when all of this release is blank."""
    witnesses, everything, found = Witnesses(problem), ~problem.known, dict(needs.of)
    requirements = {requirement(problem, name, wanted): name for name, wanted in needs.of.items()}
    for one in witnesses.broken(requirements, everything):
        name = requirements[one]
        up, lo = _farthest(witnesses, one, everything)
        found[name] = _lowered(needs.of[name], up, lo)
    return replace(needs, of=found)


def _lowered(wanted: Need, up: float, lo: float) -> Need:
    """A need, no more than a figure can move up and down."""
    return Need(min(wanted.up, up), min(wanted.lo, lo), min(wanted.width, up + lo), wanted.value)


def _farthest(witnesses: Witnesses, wanted: Requirement, blank: np.ndarray) -> tuple[float, float]:
    """How far one figure can move up and down."""
    witnesses.attacker.face(blank, wanted.view)
    number = wanted.figures[0]
    ends = [abs(float(witnesses.attacker.stretch(np.array([number]), upward)[0][number])) for upward in (True, False)]
    return witnesses.counted(ends[0]), witnesses.counted(ends[1])
