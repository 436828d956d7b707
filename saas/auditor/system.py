"""The linear facts as a sparse matrix over what is unknown, split into parts that have nothing to do with each other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_matrix, csr_matrix
from scipy.sparse.csgraph import connected_components

from saas.auditor.gathering import Facts
from saas.auditor.publication import INFINITY

Array = np.ndarray


@dataclass
class Part:
    """One connected part: `matrix @ x = right` with `least <= x <= most`, x being the figures in `names`."""

    names: list[str]
    matrix: csr_matrix
    right: Array
    least: Array
    most: Array

    @property
    def places(self) -> dict[str, int]:
        """Where each figure stands in x."""
        return {name: place for place, name in enumerate(self.names)}


def parts_of(facts: Facts, targets: Mapping[str, Mapping[str, float]]) -> tuple[list[Part], list[str]]:
    """The parts of all facts that targets stand in; also the facts about known figures alone that do not hold, in words.

    A target that is a combination of several figures becomes an unknown of its own. No word has a number in it.
    """
    rows = list(facts.rows) + [
        ({**terms, name: -1.0}, 0.0) for name, terms in targets.items() if not _itself(name, terms)
    ]
    names = dict.fromkeys([*facts.names, *targets])
    unknown = [name for name in names if name not in facts.known]
    place = {name: number for number, name in enumerate(unknown)}
    matrix, right = _matrix(rows, place, facts.known)
    free = {name for name, terms in targets.items() if not _itself(name, terms)}
    limits = [facts.bounds.get(name, (-INFINITY if name in free else 0.0, INFINITY)) for name in unknown]
    used = np.diff(matrix.indptr) > 0
    odd = [_row_in_words(rows[row][0]) for row in np.flatnonzero(~used) if abs(right[row]) > 1e-6]
    matrix, right = matrix[used], right[used]
    asked = [place[name] for name in targets if name in place]
    return _split(unknown, matrix, right, np.array(limits, dtype=float).reshape(-1, 2), asked), odd


def _itself(name: str, terms: Mapping[str, float]) -> bool:
    return dict(terms) == {name: 1.0}


def _matrix(
    rows: Sequence[tuple[Mapping[str, float], float]], place: Mapping[str, int], known: Mapping[str, float]
) -> tuple[csr_matrix, Array]:
    across, down, factors = [], [], []
    right = np.zeros(len(rows))
    for number, (terms, value) in enumerate(rows):
        total = value
        for name, factor in terms.items():
            if name in place:
                across.append(place[name])
                down.append(number)
                factors.append(factor)
            else:
                total -= factor * known[name]
        right[number] = total
    matrix = coo_matrix((factors, (down, across)), shape=(len(rows), len(place))).tocsr()
    matrix.eliminate_zeros()
    return matrix, right


def _split(names: list[str], matrix: csr_matrix, right: Array, limits: Array, asked: Sequence[int]) -> list[Part]:
    """Rows and unknowns are the two sides of a graph; its connected components are attacked one by one, if any is asked for."""
    if not names:
        return []
    down, across = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr)), matrix.indices + matrix.shape[0]
    graph = coo_matrix((np.ones(len(down)), (down, across)), shape=(sum(matrix.shape),) * 2)
    count, labels = connected_components(graph, directed=False)
    row_labels, name_labels = labels[: matrix.shape[0]], labels[matrix.shape[0] :]
    row_order, name_order = np.argsort(row_labels, kind="stable"), np.argsort(name_labels, kind="stable")
    row_cuts = np.searchsorted(row_labels[row_order], np.arange(count + 1))
    name_cuts = np.searchsorted(name_labels[name_order], np.arange(count + 1))
    # With the rows of a part next to each other, and its unknowns, each part is a stretch of the whole.
    matrix, right, limits = matrix[row_order][:, name_order], right[row_order], limits[name_order]
    parts = []
    for label in np.unique(name_labels[list(asked)]):
        rows, mine = slice(*row_cuts[label : label + 2]), slice(*name_cuts[label : label + 2])
        own = [names[number] for number in name_order[mine]]
        parts.append(Part(own, matrix[rows, mine], right[rows], *limits[mine].T.copy()))
    return parts


def _row_in_words(terms: Mapping[str, float]) -> str:
    return " + ".join(terms)
