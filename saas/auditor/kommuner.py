"""The attack on single kommuner: who has what, across every grouping that the same kommuner are shown by."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from saas.auditor.alike import Atom, Model, build, unknown
from saas.auditor.attacking import Progress, Report, attack
from saas.auditor.makeup import Contributions, decompositions, figures, leaves_of
from saas.auditor.publication import Knowledge, Publication, Sum

Pair = tuple[str, str]  # A kommune, and the leaf or total that its figure is a part of.


class Apart(NamedTuple):
    """A kommune's figure must not be known within `percent` on both sides; one that is zero must not be known at all."""

    values: tuple[float, ...]
    percent: float

    def reach(self) -> tuple[float | None, float | None]:
        """Somewhat further off than `percent`, for the smallest and the largest of the figures; a zero must rise by one."""
        share = self.percent / 100 + 0.05
        return min(self.values) * (1 - share), max(self.values) * (1 + share) or 1.0

    def ends(self, whole: bool, tolerance: float = 1e-6) -> tuple[float, float]:
        """The highest low and the lowest high that are far enough; no low for what is zero. `whole`: only whole numbers count."""
        share = self.percent / 100
        low = min(self.values) * (1 - share) if any(self.values) else -np.inf
        high = max(self.values) * (1 + share) or 1.0
        if not whole:
            # Somewhat further, as in reach().
            return low - 0.05 * abs(min(self.values)), high + 0.05 * abs(max(self.values))
        return (np.floor(low + tolerance) if np.isfinite(low) else low), np.ceil(high - tolerance)

    def met_by(self, least: float, most: float, tolerance: float = 1e-6) -> bool:
        """Could any of the figures be further off than `percent`?"""
        if most - least <= tolerance:
            return False
        share = self.percent / 100
        return all(
            not value or least < value - share * abs(value) + tolerance or most > value + share * abs(value) - tolerance
            for value in self.values
        )


class Target(NamedTuple):
    """One figure to go for: the combination of unknowns it is, what it must keep, whose it is, and in which leaves.

    `figure` is the leaf or the total that it is a kommune's part of.
    """

    terms: Mapping[str, float]
    need: Apart
    kommuner: tuple[str, ...]
    leaves: frozenset[str]
    figure: str

    @property
    def pairs(self) -> list[Pair]:
        """(kommune, figure) for everybody whose it is."""
        return [(kommune, self.figure) for kommune in self.kommuner]


def kommune_view(
    publications: Sequence[Publication],
    contributions: Contributions,
    *,
    own: Collection[str] = (),
    name: str = "kommuner",
    percent: float = 25.0,
    most: Mapping[str, float] | None = None,
    same: Mapping[tuple[str, str], str] | None = None,
    of: Collection[Pair] | None = None,
    structural: Collection[str] = (),
    enough: int | None = None,
    progress: Progress | None = None,
) -> Report:
    """Attack every kommune's total and every kommune × leaf figure, as a reader who knows the kommuner in `own`.

    `contributions`: {leaf: {kommune: figure}}, 0 for taking part with zero; they say who is behind a figure, which is
    public, and are otherwise used only to judge. `of`: only these (kommune, figure) pairs; `structural`: leaves that are zero by
    definition; `enough`: stop when so many are opened; A figure that is exact, or
    bounded within `percent` on both sides, is broken. The publications must be reconciled already.
    """
    equations = [row for publication in publications for row in publication.sums]
    ways = decompositions(equations)
    model = build(equations, ways, contributions, frozenset(own), most or {}, same or {})
    wanted = _asked_for(targets_of(model, equations, ways, contributions, percent), of, frozenset(structural))
    cells = {cell: float(sum(made.values())) for cell, made in figures(equations, contributions).items()}
    report = attack(
        [*publications, Publication({}, bounds=model.bounds)],
        knowledge=Knowledge(name, equations=model.rows),
        targets={target: row.terms for target, row in wanted.items()},
        needs={target: row.need for target, row in wanted.items()},
        truth=cells | model.truth | _values(wanted, model),
        thorough=False,
        enough=enough,
        progress=progress,
    )
    return _with_names(report, wanted, of or ())


def _asked_for(
    wanted: Mapping[str, Target], of: Collection[Pair] | None, structural: frozenset[str]
) -> dict[str, Target]:
    asked = frozenset(of or ())
    return {
        target: row
        for target, row in wanted.items()
        if (of is None or not asked.isdisjoint(row.pairs)) and not (structural and structural >= row.leaves)
    }


def _with_names(report: Report, wanted: Mapping[str, Target], of: Collection[Pair]) -> Report:
    """Whose figures were opened, in which leaves, and what stood. Nothing is told of what was not gone for."""
    report.kommuner = {kommune for target in report.failing for kommune in wanted[target].kommuner}
    report.cells = list(dict.fromkeys(leaf for target in report.failing for leaf in sorted(wanted[target].leaves)))
    # What has no target of its own cannot be told from others' figures, or is told by them.
    unsure = [target for target in wanted if target not in report.intervals]
    report.stood = set(of) - {pair for target in (*report.failing, *unsure) for pair in wanted[target].pairs}
    return report


def targets_of(
    model: Model, equations: Sequence[Sum], ways: Mapping, contributions: Contributions, percent: float
) -> dict[str, Target]:
    """Every figure worth going for: each leaf and each grand total of every kommune that stands alone."""
    parts = {part for row in equations for part in row.parts}
    roots = [total for total in ways if total not in parts]
    wanted: dict[str, Target] = {}
    for atom in model.atoms:
        for figure, terms, values, leaves in _figures_of(atom, roots, ways, contributions, model):
            name = unknown(atom.names[0][0], figure)
            wanted[name] = Target(terms, Apart(values, percent), atom.members, frozenset(leaves), figure)
    return wanted


def _figures_of(
    atom: Atom, roots: Sequence[str], ways: Mapping, contributions: Contributions, model: Model
) -> Iterator[tuple[str, dict[str, float], tuple[float, ...], Sequence[str]]]:
    label, count = atom.names[0]
    for leaf, stands_for in atom.leaves.items():
        name = unknown(label, stands_for)
        # Each of several can have nothing or everything; only a nothing for all of them can be known.
        if count == 1 or not model.truth[name]:
            values = tuple(sorted({float(contributions[leaf][kommune]) for kommune in atom.members}))
            yield stands_for, {name: 1.0}, values, [leaf]
    if count > 1:
        return
    for root in roots:
        leaves = [leaf for leaf in leaves_of(root, ways, contributions) if leaf in atom.leaves]
        terms: dict[str, float] = {}
        for leaf in leaves:
            name = unknown(label, atom.leaves[leaf])
            terms[name] = terms.get(name, 0.0) + 1.0
        if len(terms) > 1:
            totals = {float(sum(contributions[leaf][kommune] for leaf in leaves)) for kommune in atom.members}
            yield root, terms, tuple(sorted(totals)), leaves


def _values(wanted: Mapping[str, Target], model: Model) -> dict[str, float]:
    return {name: sum(factor * model.truth[term] for term, factor in row.terms.items()) for name, row in wanted.items()}
