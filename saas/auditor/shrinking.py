"""The facts made smaller without losing anything: what is the same is one unknown, and figures of one family are added up."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_matrix, csc_matrix, csr_matrix, vstack

from saas.auditor.publication import INFINITY
from saas.auditor.system import Array, Part

NOBODY = -1
Column = tuple[tuple[int, float], ...]


@dataclass
class Family:
    """Figures that stand alike in the facts about each kommune alone: `places[kommune, figure]` among the first unknowns.

    Who of several kommuner has which of them is free, as long as each kommune's sum (`wholes`) and each figure's
    (`sums`) are kept; so these sums are all that the facts need, and both are given by their places. `columns` tell how
    each figure stands in the facts about many.
    """

    places: Array
    wholes: Array
    sums: Array
    columns: list[Column]


@dataclass
class Shrunk:
    """A smaller part; `at[unknown]` is its place there, NOBODY for members of a family; `whose` the kommune of each place."""

    part: Part
    at: Array
    whose: Array
    families: list[Family]

    def world(self, world: Array) -> Array:
        """The same world in the smaller part."""
        found = np.zeros(len(self.part.names))
        there = self.at != NOBODY
        found[self.at[there]] = world[there]
        for family in self.families:
            found[family.wholes] = world[family.places].sum(axis=1)
            found[family.sums] = world[family.places].sum(axis=0)
        return found


def shrink(part: Part, kommune: Array) -> Shrunk:
    """Make one part smaller. `kommune`: the number of each unknown's kommune, NOBODY for a figure of many."""
    matrix, families, at = _added_up(part, kommune)
    first = [at != NOBODY]
    whose = np.concatenate([kommune[first[0]], *_new(families, kommune)])
    bounds = np.column_stack([part.least, part.most])[first[0]]
    new = len(whose) - len(bounds)
    bounds = np.vstack([bounds, np.tile([0.0, INFINITY], (new, 1))])
    right = np.concatenate([part.right, np.zeros(len(families))])
    return _joined(matrix, right, bounds, whose, families, at)


def _new(families: list[Family], kommune: Array) -> Iterator[Array]:
    for family in families:
        yield kommune[family.places[:, 0]]
        yield np.full(len(family.sums), NOBODY)


def _added_up(part: Part, kommune: Array) -> tuple[csr_matrix, list[Family], Array]:
    """Every family's members taken out, and their sums put in."""
    columns, families = csc_matrix(part.matrix), []
    member = np.zeros(len(part.names), dtype=bool)
    tables = list(_families(part, kommune))
    for places, _, _ in tables:
        member[places.ravel()] = True
    at = np.where(member, NOBODY, np.cumsum(~member) - 1)
    across, down, factors, number = [], [], [], int((~member).sum())
    for line, (places, own, common) in enumerate(tables, part.matrix.shape[0]):
        wholes = np.arange(number, number + len(own))
        sums = np.arange(number + len(own), number + len(own) + len(common))
        number += len(own) + len(common)
        families.append(Family(places, wholes, sums, common))
        for place, entries in zip([*wholes, *sums], [*own, *common], strict=True):
            sign = -1.0 if place <= wholes[-1] else 1.0
            for row, factor in (*entries, (line, sign)):
                across.append(place)
                down.append(row)
                factors.append(factor)
    shape = (part.matrix.shape[0] + len(tables), number)
    kept = vstack([columns[:, ~member], csr_matrix((len(tables), int((~member).sum())))]).tocoo()
    kept.resize(shape)
    return (kept + coo_matrix((factors, (down, across)), shape=shape)).tocsr(), families, at


def _families(part: Part, kommune: Array) -> Iterator[tuple[Array, list[Column], list[Column]]]:
    """Each family's places, and how its kommuner and its figures stand in the facts."""
    kinds: dict[tuple[int, Column], dict[Column, int]] = defaultdict(dict)
    for place, (own, common) in enumerate(_columns(part, kommune)):
        if kommune[place] != NOBODY and common and part.least[place] == 0.0 and part.most[place] == np.inf:
            kinds[int(kommune[place]), own][common] = place
    alike: dict[frozenset[Column], list[tuple[Column, dict[Column, int]]]] = defaultdict(list)
    for (_, own), figures in kinds.items():
        if len(figures) > 1:
            alike[frozenset(figures)].append((own, figures))
    for columns, rows in alike.items():
        order = sorted(columns)
        yield np.array([[figures[one] for one in order] for _, figures in rows]), [own for own, _ in rows], order


def _columns(part: Part, kommune: Array) -> Iterator[tuple[Column, Column]]:
    """How each figure stands in the facts about one kommune alone, and in the facts about many."""
    rows, columns = part.matrix.tocsr(), csc_matrix(part.matrix)
    ends = zip(rows.indptr[:-1], rows.indptr[1:], strict=True)
    alone = [len(set(kommune[rows.indices[one:two]].tolist())) == 1 for one, two in ends]
    for one, two in zip(columns.indptr[:-1], columns.indptr[1:], strict=True):
        entries = sorted(zip(columns.indices[one:two].tolist(), columns.data[one:two].tolist(), strict=True))
        yield tuple(e for e in entries if alone[e[0]]), tuple(e for e in entries if not alone[e[0]])


def _joined(matrix: csr_matrix, right: Array, bounds: Array, whose: Array, families: list[Family], at: Array) -> Shrunk:
    """Two unknowns that a fact says are equal become one."""
    lead = np.arange(matrix.shape[1])

    def leader(place: int) -> int:
        while lead[place] != place:
            place = lead[place]
        return place

    counts = np.diff(matrix.indptr)
    for row in np.flatnonzero((counts == 2) & (right == 0.0)):
        one, two = matrix.indptr[row], matrix.indptr[row + 1]
        if matrix.data[one:two].sum() == 0.0:
            first, second = (leader(int(place)) for place in matrix.indices[one:two])
            lead[max(first, second)] = min(first, second)
    leads = np.array([leader(place) for place in range(len(lead))])
    kept, new = np.unique(leads, return_inverse=True)
    size = (len(lead), len(kept))
    small = matrix @ csr_matrix((np.ones(len(lead)), (np.arange(len(lead)), new)), size)
    small.eliminate_zeros()
    least, most = np.full(len(kept), -INFINITY), np.full(len(kept), INFINITY)
    np.maximum.at(least, new, bounds[:, 0])
    np.minimum.at(most, new, bounds[:, 1])
    used = np.diff(small.indptr) > 0
    for family in families:
        family.wholes, family.sums = new[family.wholes], new[family.sums]
    owner = np.full(len(kept), NOBODY)
    np.maximum.at(owner, new, whose)
    names = [str(place) for place in range(len(kept))]
    there = np.where(at == NOBODY, NOBODY, new[np.maximum(at, 0)])
    return Shrunk(Part(names, small[used], right[used], least, most), there, owner, families)
