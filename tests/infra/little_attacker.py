"""A small attacker of the tests' own, for what the filter gives out: dense linear programs, and nothing shared."""

from collections.abc import Iterable, Mapping

import numpy as np
from scipy.optimize import linprog


def ranges(
    cells: Mapping[str, float | None],
    equations: Iterable[Mapping],
    floor: Mapping[str, float] | None = None,
    known: Mapping[str, float] | None = None,
) -> dict[str, tuple[float, float]]:
    """{blank: (least, most)} for a reader with `known` figures and `floor`s under others."""
    fixed = {name: value for name, value in cells.items() if value is not None} | dict(known or {})
    rows = [(row["total"], row["parts"]) for row in equations]
    names = sorted({name for total, parts in rows for name in (total, *parts)} | set(cells))
    at = {name: number for number, name in enumerate(names)}
    matrix = np.zeros((max(len(rows), 1), len(names)))
    for number, (total, parts) in enumerate(rows):
        matrix[number, at[total]] -= 1
        for part in parts:
            matrix[number, at[part]] += 1
    limits = [
        (fixed[name], fixed[name]) if name in fixed else ((floor or {}).get(name, 0.0), None) for name in names
    ]
    found = {}
    for name in names:
        if name not in fixed:
            ends = []
            for sign in (1, -1):
                goal = np.zeros(len(names))
                goal[at[name]] = sign
                answer = linprog(goal, A_eq=matrix, b_eq=np.zeros(len(matrix)), bounds=limits, method="highs")
                assert answer.status in (0, 3), f"the tables do not hold together: {answer.message}"
                ends.append(answer.fun * sign if answer.status == 0 else np.inf)
            found[name] = (float(ends[0]), float(ends[1]))
    return found


def kommune_ranges(
    cells: Mapping[str, float | None], equations: list[Mapping], contributions: Mapping[str, Mapping], own: Iterable[str] = ()
) -> dict[tuple[str, str], tuple[float, float]]:
    """{(kommune, leaf): (least, most)}: every kommune's figure is an unknown, those in `own` are known."""
    mine = set(own)
    unknown = {f"{k}@{leaf}": (k, leaf) for leaf, figures in contributions.items() for k in figures}
    known = {name: contributions[leaf][k] for name, (k, leaf) in unknown.items() if k in mine}
    made = [{"total": leaf, "parts": [f"{k}@{leaf}" for k in figures]} for leaf, figures in contributions.items() if figures]
    ways: dict[str, list[list[str]]] = {}
    for row in equations:
        ways.setdefault(row["total"], []).append(row["parts"])
    own_sums = []
    for total, several in ways.items():
        for kommune in sorted({k for k, _ in unknown.values()}) if len(several) > 1 else ():
            for way in several:
                parts = [f"{kommune}@{part}" for part in way if kommune in contributions.get(part, {})]
                if all(part in contributions for part in way) and parts:
                    own_sums.append({"total": f"{kommune}@{total}", "parts": parts})
    found = ranges(cells, [*equations, *made, *own_sums], known=known)
    return {unknown[name]: pair for name, pair in found.items() if name in unknown}
