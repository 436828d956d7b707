"""How far alternative tables show each figure to move for each reader: reckoned for many readers at a time, little by little."""

from collections.abc import Sequence

import numpy as np

from saas.suppressor.problem import Mask, Problem, Vector, View

KEPT = 800  # So many tables at most are kept at a time.
ENOUGH = 1e-6


class Reaches:
    """What the tables, one a row of `rows`, prove for each reader: a line for each of them who has been asked about.

    A table holds for a reader who knows more when it is made smaller: half a movement breaks no sum.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self._line: dict[str, int] = {}
        self._of: dict[tuple[str, ...], tuple[np.ndarray, np.ndarray, Vector, Vector, np.ndarray]] = {}
        # How far up and down each figure has been shown to move, and by how many of the tables that has been looked at.
        self._up, self._lo = np.zeros((0, problem.size)), np.zeros((0, problem.size))
        self._seen = np.zeros(0, np.intp)
        # How much of each table stands for each reader, and for how many of the tables that is known.
        self._scales, self._scaled = np.ones((0, KEPT)), np.zeros(0, np.intp)

    def counted(self, distances: Vector) -> Vector:
        """Distances as a reader counts them: whole steps only, where figures are whole numbers."""
        return np.floor(distances + ENOUGH) if self.problem.integral else distances

    def scale(self, view: str, rows: np.ndarray) -> Vector:
        """How much of each row one reader cannot rule out, from 0 to 1."""
        line = self._lines((view,))[0]
        self._rescale((view,), rows)
        return np.asarray(self._scales[line, : len(rows)])

    def farthest(self, views: Sequence[str], rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The farthest up and down that the rows prove for each figure: [reader, figure]."""
        named = tuple(views)
        lines = self._lines(named)
        behind = [number for number, seen in enumerate(self._seen[lines]) if seen < len(rows)]
        if behind:
            later = named if len(behind) == len(named) else tuple(named[number] for number in behind)
            self._rescale(later, rows)
            self._look(lines[behind], rows)
        return self._up[lines], self._lo[lines]

    def forget(self) -> None:
        """Nothing is proven any longer; what stands of each table does."""
        self._seen[:], self._up[:], self._lo[:] = 0, 0.0, 0.0

    def drop(self, kept: Mask, proven: bool) -> None:
        """The tables not `kept` are gone; what they proved is forgotten with them, unless it is `proven` all the same."""
        for line, scaled in enumerate(self._scaled):
            left = self._scales[line, :scaled][kept[:scaled]]
            self._scales[line, : len(left)] = left
        before = np.concatenate([[0], np.cumsum(kept)])
        self._scaled, self._seen = before[self._scaled], before[self._seen]
        if not proven:
            self.forget()

    def _lines(self, views: tuple[str, ...]) -> np.ndarray:
        """Where each of some readers stands; those who were never asked about are given a place."""
        if new := [view for view in dict.fromkeys(views) if view not in self._line]:
            first, more = len(self._line), len(new)
            self._line |= {view: first + number for number, view in enumerate(new)}
            if len(self._line) > len(self._seen):
                room = max(more, len(self._seen))
                self._up, self._lo = (np.vstack([far, np.zeros((room, far.shape[1]))]) for far in (self._up, self._lo))
                self._scales = np.vstack([self._scales, np.ones((room, KEPT))])
                self._seen, self._scaled = (np.append(count, np.zeros(room, np.intp)) for count in (self._seen, self._scaled))
        return self._known(views)[0]

    def _known(self, views: tuple[str, ...]) -> tuple[np.ndarray, np.ndarray, Vector, Vector, np.ndarray]:
        """Their lines, and what they all know besides the outsider, one after the other: figures, rooms, and where each begins."""
        if views not in self._of:
            none = View(np.zeros(0, np.int32), np.zeros(0), np.zeros(0))
            seen = [self.problem.view(view) if view else none for view in views]
            at = np.concatenate([one.at for one in seen])
            first = np.concatenate([[0], np.cumsum([len(one.at) for one in seen])[:-1]]).astype(np.intp)
            lines = np.array([self._line[view] for view in views])
            down, up = (np.concatenate([getattr(one, side) for one in seen]) for side in ("down", "up"))
            self._of[views] = (lines, at, down, up, first)
        return self._of[views]

    def _rescale(self, views: tuple[str, ...], rows: np.ndarray) -> None:
        """Reckon how much of the newest rows stands for some readers, who are then all as far."""
        lines, at, down, up, first = self._known(views)
        if (known := int(self._scaled[lines].min())) == len(rows):
            return
        moved = rows[known:][:, at]
        room = np.where(moved < 0, down, up)
        with np.errstate(divide="ignore", invalid="ignore"):
            share = np.minimum(1.0, np.where(moved == 0, 1.0, room / np.abs(moved)))
        # Who knows nothing besides the outsider has no stretch of her own, and everything stands for her.
        some = np.append(first[1:], len(at)) > first
        least = np.ones((len(share), len(lines)))
        if some.any():
            least[:, some] = np.minimum.reduceat(share, first[some], axis=1)
        self._scales[lines, known : len(rows)] = least.T
        self._scaled[lines] = len(rows)

    def _look(self, lines: np.ndarray, rows: np.ndarray) -> None:
        """Look at the rows that these readers have not been shown: row by row where those are few, and else reader by reader."""
        first = int(self._seen[lines].min())
        if 2 * (len(rows) - first) < len(lines):
            self._look_at_few(lines, rows, first)
        else:
            for line in lines:
                new = rows[self._seen[line] :] * self._scales[line, self._seen[line] : len(rows), None]
                np.maximum(self._up[line], self.counted(new.max(axis=0, initial=0.0)), out=self._up[line])
                np.maximum(self._lo[line], self.counted(-new.min(axis=0, initial=0.0)), out=self._lo[line])
        self._seen[lines] = len(rows)

    def _look_at_few(self, lines: np.ndarray, rows: np.ndarray, first: int) -> None:
        """A row moves few of the figures, so only those are looked at, for all of these readers at once."""
        readers = lines[:, None]
        for number in range(first, len(rows)):
            at = np.flatnonzero(rows[number])
            moved = self._scales[readers, number] * rows[number, at]
            self._up[readers, at] = np.maximum(self._up[readers, at], self.counted(moved))
            self._lo[readers, at] = np.maximum(self._lo[readers, at], self.counted(-moved))
