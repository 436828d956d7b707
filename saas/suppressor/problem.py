"""The system as numbers: figures in a fixed order, their sums as a matrix, who knows what, and what must hold."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_matrix

from saas.suppressor.cells import TOLERANCE
from saas.suppressor.history import System
from saas.suppressor.kommuner import Behind
from saas.suppressor.parameters import Parameters
from saas.suppressor.primary import coordinator

Vector = NDArray[np.float64]
Mask = NDArray[np.bool_]
OUTSIDER = ""
SALT = b"bindeledd suppressor 1"
LARGE = 1200  # So many figures and more are worth looking at in small parts first.
BARELY = 0.05  # Smallest movement that counts as uncertainty where figures are not whole numbers.


@dataclass(frozen=True)
class Requirement:
    """How far the sum of some figures must be able to move for one reader.

    `up`, `lo` and `width` must all be reached; when `either`, one of `up` and `lo` is enough. `own_blank`: it
    holds only as long as its one figure is blank, and falls away when that figure is shown.
    """

    figures: tuple[int, ...]
    up: float = 0.0
    lo: float = 0.0
    width: float = 0.0
    view: str = OUTSIDER
    either: bool = False
    own_blank: bool = False


@dataclass(frozen=True)
class View:
    """A reader: the figures where she knows more than an outsider, and the room left above and below there."""

    at: NDArray[np.int32]
    down: Vector
    up: Vector


def tie(name: str) -> float:
    """A number in [0, 1) that settles ties by the id alone, so that values never do."""
    return int.from_bytes(blake2b(name.encode(), key=SALT, digest_size=6).digest(), "big") / 2**48


class Problem:
    """Figures (cells first, then the figures of groups behind them), deviations from the truth as unknowns."""

    def __init__(self, system: System, rules: Parameters, behind: Behind | None, cheaper: Iterable[str]) -> None:
        self.system, self.rules = system, rules
        figures = {figure.id: figure for figure in behind.figures} if behind else {}
        hidden = sorted((figures.keys() - system.cells.keys()), key=tie)
        self.names = [*sorted(system.cells, key=tie), *hidden]
        self.at = {name: number for number, name in enumerate(self.names)}
        self.amounts: list[dict[str, float] | None] = []
        self.caps: list[dict[str, float] | None] = []
        for name in self.names:
            cell = system.cells.get(name)
            self.amounts.append(cell.by_kommune if cell else figures[name].amounts)
            self.caps.append(cell.caps if cell else figures[name].caps)
        self.truth = np.array(
            [system.cells[n].value if n in system.cells else sum(figures[n].amounts.values()) for n in self.names]
        )
        self.sums = self._sums(behind)
        self.matrix = self._matrix()
        self._mark(cheaper)
        self.requirements: list[Requirement] = []
        self._listed: set[Requirement] = set()
        self.integral = self._whole()
        self.barely = 1.0 if self.integral else BARELY
        self.people = self._own()
        self.kommuner: dict[str, list[str]] = {}
        for kommune in sorted({one for made in self.amounts for one in made or ()}):
            self.kommuner.setdefault(coordinator(system.people, kommune), []).append(kommune)
        self._room()
        self._by_person: dict[int, dict[str, float]] = {}
        self._views: dict[str, View] = {OUTSIDER: View(np.zeros(0, np.int32), np.zeros(0), np.zeros(0))}

    @property
    def size(self) -> int:
        """How many figures there are, shown and hidden."""
        return len(self.names)

    def require(self, requirement: Requirement) -> bool:
        """Add a requirement; False where it stands already."""
        if requirement in self._listed:
            return False
        self._listed.add(requirement)
        self.requirements.append(requirement)
        return True

    def _sums(self, behind: Behind | None) -> list[tuple[int, tuple[int, ...]]]:
        equations = [*self.system.equations, *(behind.equations if behind else ())]
        return [(self.at[one.total], tuple(self.at[part] for part in one.parts)) for one in equations]

    def _matrix(self) -> csc_matrix:
        rows, columns, signs = [], [], []
        for row, (total, parts) in enumerate(self.sums):
            rows += [row] * (1 + len(parts))
            columns += [total, *parts]
            signs += [-1.0] + [1.0] * len(parts)
        return csc_matrix((signs, (rows, columns)), shape=(len(self.sums), self.size))

    def _mark(self, cheaper: Iterable[str]) -> None:
        """Which figures are known or blank whatever is chosen, and what it costs to blank each of the others."""
        system, cheap = self.system, set(cheaper)
        shown = set(system.shown)
        self.known = np.array([name in system.known for name in self.names])
        self.must = np.array([name not in shown or name in system.stays_blank or name in system.withheld for name in self.names])
        self.must &= ~self.known
        weight = 1.0 + np.log2(1.0 + self.truth)
        discount = np.array([self.rules.history_discount if name in cheap else 1.0 for name in self.names])
        self.weight: Vector = weight * discount * (1 + 1e-4 * np.array([tie(name) for name in self.names]))

    def _whole(self) -> bool:
        """Whether readers may count on whole numbers."""
        amounts = [value for made in self.amounts if made for value in made.values()]
        values = np.concatenate([np.array(amounts), self.truth[~np.isin(self.names, list(self.system.guessed))]])
        return bool(np.all(np.abs(values - np.round(values)) < TOLERANCE))

    def _own(self) -> dict[str, list[int]]:
        """Every coordinator, and the figures that some of her kommuner take part in."""
        found: dict[str, list[int]] = {}
        for number, amounts in enumerate(self.amounts):
            for person in sorted({coordinator(self.system.people, kommune) for kommune in amounts or ()}):
                found.setdefault(person, []).append(number)
        return dict(sorted(found.items()))

    def _room(self) -> None:
        """How far down and up an outsider can imagine each figure before any sum is read."""
        rules = self.rules
        widest = max(rules.width_min, rules.width_pct / 100 * float(self.truth.max(initial=0)), rules.insider_width)
        ceiling = 2 * float(self.truth.max(initial=1.0)) * (1 + rules.p_percent / 100) + 2 * widest + 20
        self.down: Vector = self.truth.copy()
        self.up: Vector = ceiling - self.truth
        for number, caps in enumerate(self.caps):
            if caps is not None:
                self.up[number] = max(0.0, sum(caps.values()) - self.truth[number])
        self.down[self.known] = self.up[self.known] = 0.0

    def view(self, name: str) -> View:
        """What one reader knows beside the outsider: one coordinator's own, or two coordinators' together."""
        if name not in self._views:
            self._views[name] = self._seen_by(persons(name))
        return self._views[name]

    def join_views(self, name: str, members: Iterable[str]) -> None:
        """Give a made-up reader a name: she knows of each figure as much as the one of these readers who knows most."""
        down, up = self.down.copy(), self.up.copy()
        for one in members:
            view = self.view(one)
            down[view.at], up[view.at] = np.minimum(down[view.at], view.down), np.minimum(up[view.at], view.up)
        at = np.flatnonzero((down < self.down) | (up < self.up)).astype(np.int32)
        self._views[name] = View(at, down[at], up[at])

    def _seen_by(self, people: Sequence[str]) -> View:
        numbers = sorted({number for person in people for number in self.people[person]})
        at, down, up = [], [], []
        for number in numbers:
            if self.known[number]:
                continue
            made, caps = self.amounts[number] or {}, self.caps[number]
            own = [kommune for person in people for kommune in self.kommuner[person] if kommune in made]
            room_down, room_up = float(self.truth[number]) - sum(made[one] for one in own), float(self.up[number])
            if caps is not None:
                room_up = max(0.0, sum(caps.values()) - sum(caps[one] for one in own) - room_down)
            if len(own) == len(made):
                room_down = room_up = 0.0
            if room_down < self.down[number] - TOLERANCE or room_up < self.up[number] - TOLERANCE:
                at.append(number)
                down.append(max(0.0, room_down))
                up.append(room_up)
        return View(np.array(at, np.int32), np.array(down), np.array(up))

    def others(self, number: int, people: Sequence[str]) -> dict[str, float]:
        """What coordinators other than these have in a figure, by coordinator."""
        if number not in self._by_person:
            by_person: dict[str, float] = {}
            for kommune, value in (self.amounts[number] or {}).items():
                person = coordinator(self.system.people, kommune)
                by_person[person] = by_person.get(person, 0.0) + value
            self._by_person[number] = by_person
        return {person: value for person, value in self._by_person[number].items() if person not in people}

    def ceiling(self, number: int, people: Sequence[str] = ()) -> float:
        """The most that kommuner other than these persons' own can have in a figure."""
        caps = self.caps[number]
        if caps is None:
            return float("inf")
        return sum(cap for kommune, cap in caps.items() if coordinator(self.system.people, kommune) not in people)

    def readers(self, pairs: Callable[[str, str], bool] | None = None) -> list[str]:
        """The names of every coordinator's view, and of the pairs that may pool what they know."""
        alone = list(self.people)
        if pairs is None:
            return alone
        return alone + [together(one, other) for one, other in combinations(alone, 2) if pairs(one, other)]


def together(one: str, other: str) -> str:
    """The name of the view of two coordinators who pool what they know."""
    return f"{one}\x1f{other}"


def persons(view: str) -> tuple[str, ...]:
    """The coordinators whose knowledge a view holds; none for the outsider."""
    return tuple(view.split("\x1f")) if view else ()


def weigh(problem: Problem, blank: Mask) -> float:
    """What a pattern costs."""
    return float(problem.weight[blank & ~problem.must].sum())
