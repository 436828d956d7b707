"""All kommuner's figures laid out side by side once, so that any few of them can be moved while the others stand still."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csc_matrix

from saas.auditor.alike import build, owner_of
from saas.auditor.gathering import gather
from saas.auditor.kommuner import Pair, Target, targets_of
from saas.auditor.lending import Lending
from saas.auditor.makeup import Contributions, decompositions, figures
from saas.auditor.publication import Knowledge, Publication
from saas.auditor.shrinking import NOBODY, Family, Shrunk, shrink
from saas.auditor.solving import TOLERANCE
from saas.auditor.system import Array, Part, parts_of


@dataclass
class Side:
    """A family on the board: `lines[kommune, figure]` are its targets, `hers[coordinator, figure]` what is each one's own."""

    family: Family
    lines: Array
    owner: Array
    has: Array
    hers: Array


class _Exchanges:
    """All families' figures side by side: in each a kommune can have of one figure all of hers, or all that others have of it."""

    def __init__(self, sides: Sequence[Side], readers: int) -> None:
        self.lending = Lending([side.family for side in sides])
        self.sums = np.concatenate([np.array([], dtype=int), *(side.family.sums for side in sides)])
        self.hers = np.vstack([np.zeros((0, readers)), *(side.hers.T for side in sides)])
        rows = [np.argwhere(side.lines.T != NOBODY) for side in sides]
        parts = zip(sides, self.lending.first, (found.T for found in rows), strict=True)
        placed = [
            (side.lines[row, own], side.family.wholes[row], first + own, side.owner[row])
            for side, first, (own, row) in parts
        ]
        none = np.array([], dtype=int)
        # Each member of a family that is a target: its line, its kommune's whole, its figure and its coordinator, by figure.
        self.lines, self.wholes, self.figures, self.owners = (
            np.concatenate([none, *(one[place] for one in placed)]) for place in range(4)
        )
        self.of_line = dict(zip(self.lines.tolist(), range(len(self.lines)), strict=True))

    def loose(self, world: Array) -> Array:
        """[figure, coordinator]: what may be moved of every figure, as each of them sees it."""
        return np.asarray(world[self.sums][:, None] - self.hers)

    def strike(self, world: Array, up: Array, down: Array, unaware: Array, left: Array) -> None:
        """Strike out of `left` what an exchange away from a world is far enough for, for those who are unaware of it."""
        asked = np.asarray(left.any(axis=1))[self.lines]
        if not asked.any():
            return
        lines, figures, whole = self.lines[asked], self.figures[asked], world[self.wholes[asked]][:, None]
        loose = self.loose(world)
        others = np.add.reduceat(loose, self.lending.first)[self.lending.family] - loose
        there = loose + self.lending.more(loose)
        most, least = np.minimum(whole, there[figures]), np.maximum(whole - others[figures], 0.0)
        far = (most >= up[lines, None] - TOLERANCE) | (least <= down[lines, None] + TOLERANCE)
        left[lines] &= ~(far & unaware)


@dataclass
class Board:
    """One connected part of the facts with the truth in it.

    `owner`: for each unknown the number of its coordinator, NOBODY for a figure of many. One line for each target:
    `places` is where it stands (NOBODY for members of a family), `up` and `down` how high or how low is far enough,
    `pairs` what it is, and `left[line, coordinator]` whether she may still open it.
    """

    shrunk: Shrunk
    truth: Array
    owner: Array
    places: Array
    whose: Array
    up: Array
    down: Array
    pairs: list[list[Pair]]
    left: Array
    sides: list[Side]

    def __post_init__(self) -> None:
        self.part = self.shrunk.part
        self.matrix = csc_matrix(self.part.matrix)
        self.direct = np.flatnonzero(self.places != NOBODY)
        self.exchanges = _Exchanges(self.sides, self.left.shape[1])
        # How many readers each line had at first.
        self.asked = self.left.sum(axis=1)

    def learn(self, world: Array, left: Array) -> None:
        """Strike out of `left` what a world that fits the facts, and all that are an exchange away from it, are far enough for.

        Only for coordinators who cannot tell it from the truth, since nothing of theirs has moved.
        """
        touched = np.unique(self.owner[np.abs(world - self.truth) > TOLERANCE])
        # Whoever has more of a figure than a world has of it in all can tell that world from the truth, too.
        unaware = np.asarray((self.exchanges.loose(world) > -TOLERANCE).all(axis=0))
        unaware[touched[touched != NOBODY]] = False
        at = world[self.places[self.direct]]
        far = (at >= self.up[self.direct] - TOLERANCE) | (at <= self.down[self.direct] + TOLERANCE)
        left[np.ix_(self.direct[far], unaware)] = False
        self.exchanges.strike(world, self.up, self.down, unaware, left)

    @property
    def fits(self) -> bool:
        """Is the truth one of the worlds that fit the facts? Otherwise there is nothing to start from."""
        part = self.part
        inside = (self.truth >= part.least - TOLERANCE) & (self.truth <= part.most + TOLERANCE)
        gap = np.abs(part.matrix @ self.truth - part.right).max(initial=0.0)
        return bool(part.matrix.shape[0] and inside.all() and gap <= TOLERANCE)

    def part_of(self, coordinators: Collection[int]) -> tuple[Part, Array]:
        """The facts when only these coordinators' kommuner can be other than they are, and which unknowns that leaves."""
        free = np.isin(self.owner, [NOBODY, *coordinators])
        rest = np.where(free, 0.0, self.truth)
        least = self.part.least.copy()
        for side in self.sides:
            still = ~np.isin(side.owner, list(coordinators))
            # What those who stand still have of a figure is there whatever happens.
            least[side.family.sums] = np.maximum(least[side.family.sums], side.has[still].sum(axis=0))
        matrix, right = self.matrix[:, free].tocsr(), self.part.right - self.matrix @ rest
        used = np.diff(matrix.indptr) > 0
        names = [""] * int(free.sum())
        return Part(names, matrix[used], right[used], least[free], self.part.most[free]), np.flatnonzero(free)


def boards_of(
    publications: Sequence[Publication],
    contributions: Contributions,
    holders: Mapping[str, frozenset[str]],
    *,
    percent: float,
    most: Mapping[str, float],
    same: Mapping[tuple[str, str], str],
    structural: frozenset[str] = frozenset(),
) -> list[Board]:
    """A board for every connected part of the facts in which somebody has something to hide.

    Where the truth does not fit the facts as they stand (figures that were rounded), everything is left as it was.
    """
    equations = [row for publication in publications for row in publication.sums]
    ways = decompositions(equations)
    model = build(equations, ways, contributions, (), most, same, apart=True)
    wanted = {
        name: row
        for name, row in targets_of(model, equations, ways, contributions, percent).items()
        if not (structural and structural >= row.leaves)
    }
    knowledge = Knowledge("board", equations=model.rows)
    facts = gather([*publications, Publication({}, bounds=model.bounds)], knowledge)
    parts, _ = parts_of(facts, {name: row.terms for name, row in wanted.items()})
    truth = {cell: float(sum(made.values())) for cell, made in figures(equations, contributions).items()} | model.truth
    for name, row in wanted.items():
        truth[name] = sum(factor * model.truth[term] for term, factor in row.terms.items())
    asked = [part for part in parts if not wanted.keys().isdisjoint(part.names)]
    return [_board(part, truth, wanted, holders, facts.whole) for part in asked]


def _board(
    part: Part,
    truth: Mapping[str, float],
    wanted: Mapping[str, Target],
    holders: Mapping[str, frozenset[str]],
    whole: bool,
) -> Board:
    asked = [place for place, name in enumerate(part.names) if name in wanted]
    world = np.array([truth.get(name, np.nan) for name in part.names])
    names = [owner_of(name) for name in part.names]
    number = {kommune: place for place, kommune in enumerate(sorted(set(names) - {""}))}
    of = {kommune: place for place, own in enumerate(holders.values()) for kommune in own}
    coordinator = np.array([of.get(kommune, NOBODY) for kommune in number] + [NOBODY])
    shrunk = shrink(part, np.array([number.get(name, NOBODY) for name in names]))
    targets = [wanted[part.names[place]] for place in asked]
    ends = np.array([row.need.ends(whole) for row in targets])
    left = np.ones((len(targets), max(1, len(holders))), dtype=bool)
    for line, row in enumerate(targets):
        left[line, [of[kommune] for kommune in row.kommuner if kommune in of]] = False
    whose = np.array([number[row.kommuner[0]] for row in targets])
    owner = coordinator[shrunk.whose]
    line_of = np.full(len(part.names), NOBODY)
    line_of[asked] = np.arange(len(asked))
    sides = [_side(family, line_of, owner, world, left.shape[1]) for family in shrunk.families]
    return Board(
        shrunk, shrunk.world(world), owner, shrunk.at[asked], whose, ends[:, 1], ends[:, 0],
        [row.pairs for row in targets], left, sides,
    )  # fmt: skip


def _side(family: Family, line_of: Array, owner: Array, world: Array, readers: int) -> Side:
    theirs, has = owner[family.wholes], world[family.places]
    hers = np.zeros((readers, family.places.shape[1]))
    np.add.at(hers, theirs[theirs != NOBODY], has[theirs != NOBODY])
    return Side(family, line_of[family.places], theirs, has, hers)
