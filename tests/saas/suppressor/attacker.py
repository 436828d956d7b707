"""A reader written for the tests alone: every kommune's part of every cell is an unknown, two programs a question.

Nothing here is shared with the suppressor: scipy's linprog over the plain sums.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

from saas.suppressor import Case, Equation, Pattern

SLACK = 1e-5
# In small systems every coordinator is tried on every figure; in larger ones those who know most, on the smallest cells.
SMALL, READERS, FIGURES = 60, 3, 10


@dataclass
class Reader:
    """Unknowns by name, what is known about them, and sums that hold. `by_kommune`: reason about each kommune too."""

    case: Case
    shown: Mapping[str, float | None]
    person: str | None = None
    by_kommune: bool = True
    extra: Sequence[Equation] = ()
    known_more: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.at: dict[object, int] = {}
        self.rows: list[dict[int, float]] = []
        self.right: list[float] = []
        self.made_matrix: csr_matrix | None = None
        self.made = amounts(self.case)
        for one in [*self.case.equations, *self.extra]:
            self._sum(one.total, one.parts)
        for name in self.case.contributions:
            self._number(name)
        self.low, self.high = np.zeros(5000), np.full(5000, np.inf)
        if self.by_kommune:
            self._kommuner()
        for name, value in {**{n: v for n, v in self.shown.items() if v is not None}, **self.known_more}.items():
            self._fix(name, value)
        if self.person is not None:
            self._own()

    def _number(self, name: object) -> int:
        return self.at.setdefault(name, len(self.at))

    def _sum(self, total: object, parts: Iterable[object]) -> None:
        row: dict[int, float] = {self._number(total): -1.0}
        for part in parts:
            row[self._number(part)] = row.get(self._number(part), 0.0) + 1.0
        self.rows.append(row)

    def _fix(self, name: object, value: float) -> None:
        number = self._number(name)
        self.low[number] = self.high[number] = value

    def _kommuner(self) -> None:
        """Every cell is the sum of its kommuner, and every sum holds for each kommune."""
        for name, made in self.made.items():
            self._sum(name, [(kommune, name) for kommune in made])
            if name in self.case.bounds:
                for kommune in made:
                    self.high[self._number((kommune, name))] = self.case.bounds[name]
        for one in self.case.equations:
            for kommune in self.made.get(one.total, ()):
                self._sum((kommune, one.total), [(kommune, part) for part in one.parts if kommune in self.made[part]])

    def own(self, name: str) -> list[str]:
        """This reader's own kommuner in a cell."""
        return [one for one in self.made.get(name, ()) if self.case.coordinators.get(one, one) == self.person]

    def _own(self) -> None:
        """She knows what her own kommuner have in every cell."""
        for name, made in self.made.items():
            mine = self.own(name)
            if self.by_kommune:
                for kommune in mine:
                    self._fix((kommune, name), made[kommune])
            elif len(mine) == len(made):
                self._fix(name, sum(made.values()))
            elif self.low[self._number(name)] < self.high[self._number(name)]:
                self.low[self._number(name)] = sum(made[one] for one in mine)

    def _matrix(self, count: int) -> csr_matrix:
        """The sums as a matrix, made once for as many unknowns as there are."""
        if self.made_matrix is None or self.made_matrix.shape[1] != count:
            entries = [(row, column, sign) for row, signs in enumerate(self.rows) for column, sign in signs.items()]
            rows, columns, signs = zip(*entries, strict=True) if entries else ((), (), ())
            self.made_matrix = csr_matrix((signs, (rows, columns)), (len(self.rows), count))
        return self.made_matrix

    def interval(self, name: object) -> tuple[float, float]:
        """The lowest and the highest that a figure can be."""
        count = len(self.at)
        matrix = self._matrix(count)
        bounds = np.column_stack([self.low[:count], self.high[:count]])
        ends = []
        for sign in (1.0, -1.0):
            price = np.zeros(count)
            price[self.at[name]] = sign
            answer = linprog(price, A_eq=matrix, b_eq=np.zeros(len(self.rows)), bounds=bounds, method="highs")
            assert answer.status in (0, 3), answer.message
            ends.append(sign * answer.fun if answer.status == 0 else sign * -np.inf)
        return ends[0], ends[1]


def amounts(case: Case) -> dict[str, dict[str, float]]:
    """Every cell's kommuner and amounts, by adding up as often as anything is missing."""
    made = {name: dict(values) for name, values in case.contributions.items()}
    left = list(case.equations)
    while True:
        ready = [one for one in left if all(part in made for part in one.parts)]
        for one in ready:
            total: dict[str, float] = {}
            for part in one.parts:
                for kommune, value in made[part].items():
                    total[kommune] = total.get(kommune, 0.0) + value
            made.setdefault(one.total, total)
        if not ready:
            return made
        left = [one for one in left if one not in ready]


def findings(case: Case, pattern: Pattern, extra: Sequence[Equation] = (), earlier: Mapping[str, float] | None = None) -> list[str]:
    """Everything that an outsider or a coordinator learns and must not; empty for a safe pattern."""
    found = []
    made = amounts(case)
    for by_kommune in (False, True):
        for person in [None, *_readers(case, made)][: None if by_kommune else 1]:
            reader = Reader(case, pattern.cells, person, by_kommune, extra, earlier or {})
            found += _cells(case, pattern, reader, made)
            if by_kommune:
                found += _single(case, pattern, reader, made)
    return found


def _readers(case: Case, made: Mapping[str, Mapping[str, float]]) -> list[str]:
    """The coordinators of the smallest cells, and the one with the most kommuner: those who know most."""
    kommuner = [one for name in sorted(made, key=lambda name: (len(made[name]), name)) for one in sorted(made[name])]
    people = [case.coordinators.get(one, one) for one in kommuner]
    busiest = max(dict.fromkeys(people), key=people.count, default="")
    everyone = list(dict.fromkeys([busiest, *people]))
    return everyone if _small(made) else everyone[:READERS]


def _small(made: Mapping[str, Mapping[str, float]]) -> bool:
    """Whether there is time for everybody and everything."""
    return sum(map(len, made.values())) <= SMALL


def _cells(case: Case, pattern: Pattern, reader: Reader, made: Mapping[str, Mapping[str, float]]) -> list[str]:
    found, rules = [], case.parameters
    who = reader.person or "outsider"
    for name, value in pattern.cells.items():
        if value is not None or not made[name] or len(reader.own(name)) == len(made[name]):
            continue
        truth = sum(made[name].values())
        low, high = reader.interval(name)
        if high - low < 1e-6:
            found.append(f"{who}: {name} is exact")
        if name not in pattern.needs:
            continue
        up, lo, width = pattern.needs[name].up, pattern.needs[name].lo, pattern.needs[name].width
        if reader.person is not None:
            by_person: dict[str, float] = {}
            for kommune, amount in made[name].items():
                person = case.coordinators.get(kommune, kommune)
                by_person[person] = by_person.get(person, 0.0) + amount
            by_person.pop(reader.person, None)
            up = (1 + rules.p_percent / 100) * max(by_person.values()) - sum(by_person.values())
            lo, width = 0.0, rules.insider_width
        if name in case.bounds:
            ceiling = case.bounds[name] * (len(made[name]) - len(reader.own(name)))
            up, width = min(up, ceiling), min(width, ceiling)
        if high < truth + up - SLACK or low > truth - lo + SLACK or high - low < width - SLACK:
            found.append(f"{who}: {name} lies in [{low:.2f}, {high:.2f}], is {truth}, needs {up}, {lo}, {width}")
    return found


def _single(case: Case, pattern: Pattern, reader: Reader, made: Mapping[str, Mapping[str, float]]) -> list[str]:
    found, share = [], case.parameters.kommune_percent / 100
    structural = set(case.structural)
    # The figures in the smallest cells are the likeliest to be opened.
    smallest = sorted(made, key=lambda name: (len(made[name]), name))
    figures = [(kommune, name) for name in smallest for kommune in made[name] if kommune not in reader.own(name)]
    for kommune, name in [one for one in figures if one[1] not in structural][: None if _small(made) else FIGURES]:
        truth = made[name][kommune]
        low, high = reader.interval((kommune, name))
        near = truth - low < share * truth - SLACK and high - truth < share * truth - SLACK
        if high - low < 1e-6 or near:
            found.append(f"{reader.person or 'outsider'}: {kommune} in {name} lies in [{low:.2f}, {high:.2f}], is {truth}")
    return found
