"""The whole way from a case to a safe pattern (anonymity.md §1.7, steps 4 to 7)."""

from collections.abc import Callable, Iterator
from time import monotonic
from typing import Any, Literal

import numpy as np

from saas.suppressor.case import Case
from saas.suppressor.giving_back import give_back, show_useless
from saas.suppressor.guessing import guess
from saas.suppressor.heuristic import protect_all
from saas.suppressor.history import System, read
from saas.suppressor.implied import implied_sums
from saas.suppressor.kommuner import Behind, behind
from saas.suppressor.needs import Needs, as_far_as_can_be, judge_all, requirement, within_reach
from saas.suppressor.optimum import improve
from saas.suppressor.pattern import Pattern, Status
from saas.suppressor.problem import LARGE, OUTSIDER, Mask, Problem, Requirement, persons, weigh
from saas.suppressor.readers import Readers
from saas.suppressor.refusals import CannotProtect
from saas.suppressor.witness import Witnesses

Method = Literal["auto", "heuristic", "optimal"]
Progress = Callable[[str, float], None]
AGAIN = 3


def protect(case: Case, *, seconds: float = 120.0, progress: Progress | None = None, method: Method = "auto") -> Pattern:
    """A pattern of blanks that is safe for outsiders and for every coordinator, at little loss.

    The same case gives the same pattern, unless `seconds` run out: then the blanks not yet given back stay, and
    the pattern is safe but dearer. `progress` hears a phase and a share from 0 to 1. `method`: "heuristic",
    "optimal" (spends the time to prove the cheapest), or "auto" (proves it where that is quick).
    Raises BadCase for a case that makes no sense and CannotProtect, both in plain English without any value.
    """
    return _Protection(case, seconds, progress or _silent, method).run()


def _silent(phase: str, share: float) -> None:
    """Nobody listens."""


class _TooLate(Exception):
    """Time ran out while something cheaper was tried; what was safe before stands."""


class _Protection:
    """One run: the state that its phases share."""

    def __init__(self, case: Case, seconds: float, progress: Progress, method: Method) -> None:
        self.case, self.seconds, self.progress, self.method = case, seconds, progress, method
        self.rules = case.parameters
        self.started = monotonic()
        self.rounds: list[dict[str, Any]] = []
        self.dropped: set[Requirement] = set()

    def run(self) -> Pattern:
        self.progress("cells", 0.0)
        system = read(self.case)
        guess(system)
        needs = judge_all(self.case, system)
        figures = behind(system) if self.rules.kommune_percent else None
        full = Problem(system, self.rules, figures, self.case.blanked_before)
        cells_only = Problem(system, self.rules, None, self.case.blanked_before)
        within_reach(cells_only if system.follows else full, needs, self.rules)
        start = np.zeros(full.size, bool)
        if len(full.names) > len(system.cells):
            start[: cells_only.size] = self._stage(cells_only, needs, None, np.zeros(cells_only.size, bool), 0.4)
        least = needs
        if system.follows:
            # Whoever believes that stocks stood still may know a cell better than it needs, whatever is blank now. What
            # is blank for those who do not believe it stays so, and the believer is left as much doubt as there can be.
            least = as_far_as_can_be(full, needs)
            full.must |= start & ~full.known
        blank = self._stage(full, least, figures, start, 1.0, last=True)
        self.progress("done", 1.0)
        return self._pattern(system, full, needs, blank)

    def _stage(
        self, problem: Problem, needs: Needs, figures: Behind | None, start: Mask, until: float, last: bool = False
    ) -> Mask:
        """Protect one problem: add blanks until nothing is broken, then take back what is not needed."""
        self.problem, self.needing = problem, sorted(problem.at[name] for name in needs.of)
        problem.must[self.needing] = True
        for name, wanted in sorted(needs.of.items()):
            problem.require(requirement(problem, name, wanted))
        self.witnesses = Witnesses(problem)
        # In a large problem only the blanks of its own stage are tried; those before were tried when they were cheap to try.
        self.tried = ~start if problem.size > LARGE else np.ones(problem.size, bool)
        self.readers = Readers(problem, figures, self.needing, self.rules) if last else None
        best = self._stable(start.copy() | problem.must, "protecting")
        clean = bool(start.any()) and bool(np.array_equal(best, start | problem.must))
        # Beside an earlier release a large problem has very few blanks to give back, and each is dear to try.
        dear = problem.size > LARGE and bool(self.case.earlier)
        for _ in range(0 if clean or dear else AGAIN):
            if self._late(until):
                break
            before = len(problem.requirements)
            trial = self._cheaper(best, until)
            best = min(best, trial, key=lambda one: weigh(problem, one))
            if len(problem.requirements) == before:
                break
        return self._useful(best, until) if last else best

    def _cheaper(self, best: Mask, until: float) -> Mask:
        """A safe pattern with less blank, or the one there was when time runs out."""
        trial = give_back(self.problem, best, self.witnesses, lambda: self._late(until), self.tried)
        if self.method != "heuristic" and not self._late(until):
            trial = improve(self.problem, trial, self.method == "optimal", self._left(until))
        if np.array_equal(trial, best):
            return best
        try:
            return self._stable(trial, "giving back", until)
        except _TooLate:
            return best

    def _useful(self, blank: Mask, until: float) -> Mask:
        """Show the secondary blanks that everyone can work out, as long as that changes anything."""
        for _ in range(AGAIN):
            shown = show_useless(self.problem, blank, self.witnesses)
            if np.array_equal(shown, blank):
                break
            blank = self._stable(shown, "giving back")
        return blank

    def _stable(self, blank: Mask, phase: str, until: float | None = None) -> Mask:
        """Add requirements and blanks until no reader learns what she must not; `_TooLate` at `until`, if told."""
        while True:
            blank = protect_all(self.problem, blank, self.witnesses, self._give_up)
            found = []
            for one in self._broken(blank):
                if until is not None and self._late(until):
                    raise _TooLate
                if one not in self.dropped and self.problem.require(one):
                    found.append(one)
            self.rounds.append(
                {"phase": phase, "figures": self.problem.size, "blanks": int((blank & ~self.problem.known).sum()),
                 "added": len(found), "seconds": round(monotonic() - self.started, 2)}
            )
            self.progress(phase, min(0.99, (monotonic() - self.started) / max(self.seconds, 1e-9)))
            if not found:
                return blank

    def _broken(self, blank: Mask) -> Iterator[Requirement]:
        """What a pattern gives away beside its requirements, found little by little."""
        self.witnesses.start_over(blank)
        yield from self.witnesses.broken(implied_sums(self.problem, blank, self.rules), blank)
        if self.readers is not None:
            for wanted in self.readers.left_open(self.witnesses, blank):
                yield from self.witnesses.broken(wanted, blank)
                self.progress("readers", min(0.99, (monotonic() - self.started) / max(self.seconds, 1e-9)))

    def _give_up(self, wanted: Requirement) -> None:
        """Let go what no blank can help and no release of ours gave away; refuse for the rest."""
        names = [self.problem.names[number] for number in wanted.figures]
        # A coordinator whose own figure was corrected, or who joined, knows what is withheld for it, and one who believes
        # that the others stood still knows them from the release before: no blank of this release can help that.
        old = self.problem.system.stays_blank | self.problem.system.guessed | set(self.problem.system.withheld)
        before = wanted.own_blank or bool(self.case.earlier) or any(name in old for name in names)
        hidden = wanted.either and not self.case.earlier
        if not ((wanted.view != OUTSIDER and before) or hidden):
            cells = {self.problem.system.complements.get(name, name.split(" @ ")[0]) for name in names}
            reader = f"koordinatoren {' og '.join(persons(wanted.view))}" if wanted.view else "en leser"
            raise CannotProtect(cells, f"{reader} kan regne dem ut av det som er publisert før, eller som må vises.")
        self.dropped.add(wanted)
        self.problem.requirements.remove(wanted)

    def _late(self, share: float) -> bool:
        return monotonic() - self.started > share * self.seconds

    def _left(self, share: float) -> float:
        return share * self.seconds - (monotonic() - self.started)

    def _pattern(self, system: System, problem: Problem, needs: Needs, blank: Mask) -> Pattern:
        """The answer in the words of the case."""
        cells: dict[str, float | None] = {}
        status: dict[str, Status] = {}
        why = {name: [*needs.why.get(name, []), *system.withheld.get(name, [])] for name in system.shown}
        for name in system.shown:
            status[name] = _status(name, system, needs, bool(blank[problem.at[name]]))
            cells[name] = None if status[name] != "open" else system.cells[name].value
            if name in system.stays_blank:
                why[name].append("blank_before")
        hidden = [name for name, value in cells.items() if value is None]
        total = sum(system.cells[name].value for name in system.shown)
        return Pattern(
            cells=cells,
            status=status,
            why={name: rules for name, rules in why.items() if rules},
            needs={n: w for n, w in needs.of.items() if n in cells and n not in system.published_before},
            equations=list(self.case.equations),
            blanks=len(hidden),
            mass=sum(system.cells[name].value for name in hidden) / total if total else 0.0,
            rounds=self.rounds,
            seconds=monotonic() - self.started,
        )


def _status(name: str, system: System, needs: Needs, blank: bool) -> Status:
    """How a cell of the release is shown."""
    if name in system.withheld:
        return "withheld"
    if name in needs.primary:
        return "primary"
    return "secondary" if blank else "open"
