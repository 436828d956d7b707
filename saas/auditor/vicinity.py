"""Who can take a kommune's place without anything showing: coordinators ordered by how alike their kommuner are seen."""

import numpy as np
from scipy.sparse import csr_matrix, diags

from saas.auditor.board import Board
from saas.auditor.shrinking import NOBODY
from saas.auditor.system import Array

# A sum that a blank can even out is seen this much less than one that is known.
BLANK = 0.2


def distances(board: Board) -> Array:
    """[kommune, coordinator]: in how many sums of many kommuner she would be missed, where the nearest of the others is not.

    Her own kommuner are at -1, as a kommune's own coordinator is always with it.
    """
    rows, whose = board.part.matrix.tocsr(), board.shrunk.whose[board.part.matrix.tocsr().indices]
    line = np.repeat(np.arange(rows.shape[0]), np.diff(rows.indptr))
    blank = np.zeros(rows.shape[0], dtype=bool)
    blank[line[whose == NOBODY]] = True
    mine, count = whose != NOBODY, int(board.shrunk.whose.max()) + 1
    seen = csr_matrix((np.ones(int(mine.sum())), (whose[mine], line[mine])), (count, rows.shape[0]))
    seen.data[:] = 1.0
    common = np.asarray(seen.sum(axis=0)).ravel() > 1
    shared = (seen @ diags(np.where(blank, BLANK, 1.0) * common) @ seen.T).toarray()
    apart = shared.diagonal()[:, None] + shared.diagonal()[None, :] - 2 * shared
    found = np.full((count, board.left.shape[1]), np.inf)
    of = np.full(count, NOBODY)
    of[board.shrunk.whose[board.shrunk.whose != NOBODY]] = board.owner[board.shrunk.whose != NOBODY]
    for kommune in np.flatnonzero(of != NOBODY):
        found[:, of[kommune]] = np.minimum(found[:, of[kommune]], apart[:, kommune])
    found[np.flatnonzero(of != NOBODY), of[of != NOBODY]] = -1.0
    return found
