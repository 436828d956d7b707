"""The suppressor proposes, the auditor disposes: what it opens is handed back, a bounded number of times."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from infra.protect_input import Asked
from saas import auditor, suppressor
from saas.auditor import Need, Publication, Sum, Truth, Verdict
from saas.suppressor import Case, Pattern

TRIES = 6
SECONDS = 40.0
HANDED_BACK = "audit"

Tell = Callable[[str], None]


class Opened(Exception):
    """The auditor opens something that no further blank can close; `cells` are the ids, never their values."""

    def __init__(self, cells: Iterable[str]) -> None:
        self.cells = tuple(dict.fromkeys(cells))
        super().__init__(", ".join(self.cells))


@dataclass(frozen=True)
class Protected:
    """A pattern, and the verdict of the auditor who failed to open it. `handed_back` are cells it asked for."""

    pattern: Pattern
    verdict: Verdict
    handed_back: frozenset[str]

    def status(self, name: str) -> str:
        """Open, primary, secondary or withheld; what the auditor asked for is a secondary blank like any other."""
        return "secondary" if name in self.handed_back else self.pattern.status[name]


def protect(asked: Asked, tell: Tell = lambda phase: None) -> Protected:
    """Blanks for one case, attacked together with everything earlier, as every reader and down to the kommune.

    Raises BadCase, CannotProtect (from the suppressor) and Opened.
    """
    extra: frozenset[str] = frozenset()
    for _ in range(TRIES):
        case = replace(asked.case, withheld={**dict.fromkeys(sorted(extra), HANDED_BACK), **asked.case.withheld})
        pattern = suppressor.protect(case, seconds=SECONDS / (1 + len(extra)), progress=lambda *_: tell("suppress"))
        verdict = _audit(asked, pattern, tell)
        if verdict.passed:
            return Protected(pattern, verdict, extra)
        more = _neighbours(asked, pattern, verdict)
        if not more:
            break
        extra |= more
    raise Opened(name for names in verdict.failing.values() for name in names)


def _audit(asked: Asked, pattern: Pattern, tell: Tell) -> Verdict:
    case = asked.case
    release = Publication(pattern.cells, _sums(case.equations), bounds=asked.limits)
    earlier = [Publication(one.cells, _sums(one.equations)) for one in case.earlier]
    needs = {name: Need(row.value, row.up, row.lo, row.width) for name, row in pattern.needs.items()}
    truth = Truth(
        contributions=case.contributions,
        coordinators={k: who for one in case.earlier for k, who in (one.coordinators or {}).items()}
        | dict(case.coordinators),
        earlier=[one.contributions for one in case.earlier],
        figures=case.figures,
        needs=needs,
        most=case.bounds,
        structural=case.structural,
    )
    return auditor.audit(release, earlier, truth, asked.parameters, progress=lambda *_: tell("audit"))


def _sums(equations: Iterable[suppressor.Equation]) -> list[Sum]:
    return [Sum(row.total, row.parts) for row in equations]


def _neighbours(asked: Asked, pattern: Pattern, verdict: Verdict) -> frozenset[str]:
    """For each figure that was opened: itself if it is shown, else the cheapest shown cell of a sum it stands in."""
    frozen = {name for one in asked.case.earlier for name, value in one.cells.items() if value is not None}
    shown = {name: value for name, value in pattern.cells.items() if value is not None and name not in frozen}
    wanted: set[str] = set()
    for view in verdict.views:
        for name in view.cells or view.failing:
            cell = name.split("~")[0]
            if cell in shown:
                wanted.add(cell)
            elif near := _near(asked.case, cell, shown, wanted):
                wanted.add(near)
    return frozenset(wanted)


def _near(case: Case, cell: str, shown: dict[str, float], taken: set[str]) -> str | None:
    rows = [(row.total, *row.parts) for row in case.equations if cell == row.total or cell in row.parts]
    candidates = [name for row in rows for name in row if name in shown and name not in taken]
    return min(candidates, key=lambda name: (shown[name], name), default=None)
