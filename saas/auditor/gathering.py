"""All publications as one: the same id is the same figure, and what is shown anywhere is known everywhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from saas.auditor.publication import INFINITY, Knowledge, Publication, Sum
from saas.auditor.versions import reconcile


@dataclass
class Facts:
    """Everything a reader has: known figures, limits, and linear facts `(terms, right-hand side)`.

    `names` are all figures in the order met; `contradicted` are ids that were published with more than one value.
    """

    known: dict[str, float] = field(default_factory=dict)
    bounds: dict[str, tuple[float, float]] = field(default_factory=dict)
    rows: list[tuple[Mapping[str, float], float]] = field(default_factory=list)
    names: dict[str, None] = field(default_factory=dict)
    targets: dict[str, Mapping[str, float]] = field(default_factory=dict)
    rounded: set[str] = field(default_factory=set)
    contradicted: list[str] = field(default_factory=list)

    def limit(self, name: str, least: float, most: float) -> None:
        """Narrow what a figure can be; a limit never widens it."""
        old_least, old_most = self.bounds.get(name, (-INFINITY, INFINITY))
        self.bounds[name] = (max(least, old_least), min(most, old_most))

    @property
    def whole(self) -> bool:
        """Are all known figures whole numbers, so that the hidden ones are counts too?"""
        limits = [limit for pair in self.bounds.values() for limit in pair if abs(limit) != INFINITY]
        return all(float(value).is_integer() for value in [*self.known.values(), *limits]) and not self.rounded


def gather(publications: Sequence[Publication], knowledge: Knowledge) -> Facts:
    """Lay publications (oldest first) and one reader's knowledge together as linear facts.

    A figure published with two values is two quantities: the newest keeps the id, the older ones get a suffix, and
    so do the blanks that must have changed with them.
    """
    publications, contradicted = reconcile(publications)
    facts = Facts(contradicted=contradicted)
    seen: set[tuple[str, tuple[str, ...]]] = set()
    for publication in publications:
        _take_in(publication, facts, seen)
    for name, value in knowledge.known.items():
        facts.names.setdefault(name)
        facts.known.setdefault(name, value)
    for terms, right in knowledge.equations:
        facts.names.update(dict.fromkeys(terms))
        facts.rows.append((terms, right))
    for name, least in knowledge.at_least.items():
        if name in facts.names:
            facts.limit(name, least, INFINITY)
    return facts


def _take_in(publication: Publication, facts: Facts, seen: set) -> None:
    for name, value in publication.cells.items():
        facts.names.setdefault(name)
        if value is None:
            continue
        if step := publication.rounded.get(name):
            facts.rounded.add(name)
            facts.limit(name, max(0.0, value - step / 2), value + step / 2)
        else:
            facts.known[name] = value
    for name, (least, most) in publication.bounds.items():
        facts.limit(name, least, INFINITY if most is None else most)
    for row in publication.sums:
        if (key := (row.total, tuple(sorted(row.parts)))) not in seen:
            seen.add(key)
            facts.names.update(dict.fromkeys([*row.parts, row.total]))
            facts.rows.append((_terms(row), 0.0))
    facts.targets |= publication.targets


def _terms(row: Sum) -> dict[str, float]:
    terms: dict[str, float] = {}
    for part in row.parts:
        terms[part] = terms.get(part, 0.0) + 1.0
    terms[row.total] = terms.get(row.total, 0.0) - 1.0
    return terms
