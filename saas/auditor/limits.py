"""What the release promises: the parameters that figures are judged by, and the judge's own reading of the rules."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from saas.auditor.publication import Need

Made = Mapping[str, float]


@dataclass(frozen=True)
class Limits:
    """Names and defaults of anonymity.md §1.5. Percent in percent, counts in kommuner or coordinators.

    `insider_width` 0: coordinators are not tried as readers. `kommune_percent` 0: single kommuner are not gone for.
    """

    min_units: int = 5
    min_rest: int = 3
    min_nonzero: int = 3
    p_percent: float = 25
    zeros: bool = True
    width_min: float = 5
    width_pct: float = 50
    insider_width: float = 2
    batch: int = 5
    kommune_percent: float = 25

    @classmethod
    def of(cls, parameters: Mapping[str, Any]) -> "Limits":
        """Take the names that concern the auditor; others are the suppressor's own affair."""
        mine = {field.name for field in fields(cls)}
        return cls(**{name: value for name, value in parameters.items() if name in mine})


@dataclass(frozen=True)
class Owners:
    """Who knows which kommuner. A kommune without a coordinator is its own."""

    coordinators: Mapping[str, str]

    def of(self, kommune: str) -> str:
        """The coordinator who knows this kommune's figures."""
        return self.coordinators.get(kommune, kommune)

    def shares(self, made: Made) -> dict[str, float]:
        """One figure by coordinator."""
        shares: dict[str, float] = {}
        for kommune, value in made.items():
            shares[self.of(kommune)] = shares.get(self.of(kommune), 0.0) + value
        return shares


def unsafe(made: Made, owners: Owners, limits: Limits) -> bool:
    """Would showing this figure tell too much about somebody behind it? Equality counts as too much."""
    shares = owners.shares(made)
    counts = Counter(owners.of(kommune) for kommune in made).values()
    if len(made) < limits.min_units or (made and len(made) - max(counts) < limits.min_rest):
        return True
    if not any(shares.values()):
        return limits.zeros
    if sum(1 for value in shares.values() if value) < limits.min_nonzero:
        return True
    return _rest(shares) - limits.p_percent / 100 * max(shares.values()) <= 1e-9


def need_of(made: Made, owners: Owners, limits: Limits) -> Need:
    """How uncertain an unsafe figure must stay for an outsider: protection levels and least width."""
    shares = owners.shares(made)
    value = float(sum(shares.values()))
    level = max(0.0, limits.p_percent / 100 * max(shares.values(), default=0.0) - _rest(shares))
    return Need(value, level, min(level, value), max(limits.width_min, limits.width_pct / 100 * value))


def insider_need(made: Made, holder: str, owners: Owners, limits: Limits) -> Need:
    """The same figure for one coordinator: p % on the largest other contributor, and the insider's width."""
    shares = owners.shares(made)
    value, own = float(sum(shares.values())), shares.get(holder, 0.0)
    largest = max((share for other, share in shares.items() if other != holder), default=0.0)
    return Need(value, max(0.0, (1 + limits.p_percent / 100) * largest + own - value), 0.0, limits.insider_width)


def _rest(shares: Mapping[str, float]) -> float:
    """What is left of a figure after the two largest."""
    return sum(sorted(shares.values(), reverse=True)[2:])
