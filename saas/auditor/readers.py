"""Who reads the release knowing something already: every coordinator, with the kommuner that are theirs."""

from collections.abc import Mapping, Sequence

from saas.auditor.limits import Owners
from saas.auditor.makeup import Contributions
from saas.auditor.publication import Knowledge, Need

Insider = tuple[Knowledge, Mapping[str, Need]]  # What one reader knows, and what must be kept from her.


def everybody(contributions: Contributions, owners: Owners) -> dict[str, frozenset[str]]:
    """{coordinator: her kommuner} for all who take part in anything, in a fixed order."""
    mine: dict[str, set[str]] = {}
    for figures in contributions.values():
        for kommune in figures:
            mine.setdefault(owners.of(kommune), set()).add(kommune)
    return {holder: frozenset(mine[holder]) for holder in sorted(mine)}


def best_informed(told: Sequence[Insider]) -> Insider:
    """One reader who knows of each figure what the best informed of many does, and of whom the most is asked."""
    at_least: dict[str, float] = {}
    needs: dict[str, Need] = {}
    for knowledge, asked in told:
        for name, least in knowledge.at_least.items():
            at_least[name] = max(least, at_least.get(name, 0.0))
        for name, need in asked.items():
            other = needs.get(name, need)
            needs[name] = Need(need.value, max(need.up, other.up), max(need.lo, other.lo), max(need.width, other.width))
    return Knowledge("circle", at_least=at_least), needs
