"""The suppressor's first stage alone, with needs given from outside: the very problem that the tools of others solve."""

from collections.abc import Mapping

import numpy as np

from saas.suppressor import Case, Need, Pattern, protecting
from saas.suppressor.history import read
from saas.suppressor.needs import Needs
from saas.suppressor.problem import Problem


def protect_from_outside(case: Case, needs: Mapping[str, Need], seconds: float) -> Pattern:
    """A pattern that keeps these needs for a reader from outside, and nothing else: never used for a release.

    No coordinator, no implied sum and no single kommune is looked at, since the others do not look at them.
    """
    return _FirstStage(case, needs, seconds).run()


class _FirstStage(protecting._Protection):
    def __init__(self, case: Case, needs: Mapping[str, Need], seconds: float) -> None:
        super().__init__(case, seconds, lambda phase, share: None, "auto")
        self.given = Needs(of=dict(needs), primary=set(needs))

    def run(self) -> Pattern:
        system = read(self.case)
        problem = Problem(system, self.rules, None, frozenset())
        blank = self._stage(problem, self.given, None, np.zeros(problem.size, bool), 1.0)
        return self._pattern(system, problem, self.given, blank)
