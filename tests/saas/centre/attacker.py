"""A tiny attacker of the tests' own: linear programming over kommune × figure, sharing no code with whoever hides or audits."""

import numpy as np
from scipy.optimize import linprog


class Attacker:
    """What a reader can work out from sums, values shown, and what she knows of her own.

    `leaves` are (figure, kommuner behind it); every figure is the sum over its kommuner, every sum holds for each
    kommune by itself, nothing is below zero.
    """

    def __init__(self, behind, equations, shown, own=None, caps=None):
        self.place, self.behind = {}, behind
        rows, right = [], []
        for figure, kommuner in behind.items():
            for kommune in kommuner:
                self.place[figure, kommune] = len(self.place)
        for figure, value in shown.items():
            if value is not None:
                rows.append({(figure, kommune): 1.0 for kommune in behind[figure]})
                right.append(value)
        for total, parts in equations:
            for kommune in behind[total]:
                row = {(total, kommune): -1.0}
                for part in parts:
                    if (part, kommune) in self.place:
                        row[part, kommune] = row.get((part, kommune), 0.0) + 1.0
                rows.append(row)
                right.append(0.0)
        for key, value in (own or {}).items():
            rows.append({key: 1.0})
            right.append(value)
        self.matrix = np.zeros((len(rows), len(self.place)))
        for number, row in enumerate(rows):
            for key, factor in row.items():
                self.matrix[number, self.place[key]] = factor
        self.right = np.array(right)
        self.limits = [(0.0, (caps or {}).get(figure)) for figure, _ in self.place]

    def interval(self, terms):
        """The least and the most that a combination of (figure, kommune) can be."""
        goal = np.zeros(len(self.place))
        for key in terms:
            goal[self.place[key]] += 1.0
        ends = []
        for sign in (1.0, -1.0):
            answer = linprog(sign * goal, A_eq=self.matrix, b_eq=self.right, bounds=self.limits, method="highs")
            assert answer.status in (0, 3), answer.message
            ends.append(sign * answer.fun if answer.status == 0 else -sign * np.inf)
        return ends[0], ends[1]

    def of_figure(self, figure):
        """The interval of a whole figure."""
        return self.interval([(figure, kommune) for kommune in self.behind[figure]])
