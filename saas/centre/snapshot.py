"""The frozen input of a release: its panel and everybody's numbers, ready to be added up."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from saas.centre.catalogue import Indicator
from saas.centre.intake import read_codes
from saas.centre.panel import Member, counted

# Indicators that stand still when nothing is done: what was true the last day is true the next.
STANDING = ("stock", "yes_no")
# kommune → indicator → codes as they are kept → number.
Numbers = Mapping[str, Mapping[str, Mapping[str, float]]]


@dataclass(frozen=True)
class Snapshot:
    """Everything that the figures of one period are counted from."""

    period: str
    members: tuple[Member, ...]
    numbers: Numbers

    def participants(self, indicator: Indicator) -> list[Member]:
        """Those who are counted in this indicator, by kommune."""
        return counted(self.members, stock=indicator.kind in STANDING)

    def numbers_of(self, kommune: str, indicator: str) -> list[tuple[dict[str, str], float]]:
        """One kommune's numbers with their codes; a combination that is not there is zero."""
        return self._read.get((kommune, indicator), [])

    @cached_property
    def coordinators(self) -> dict[str, str]:
        """kommune → coordinator's pseudonym."""
        return {member.kommune: member.coordinator for member in self.members}

    @cached_property
    def _read(self) -> dict[tuple[str, str], list[tuple[dict[str, str], float]]]:
        return {
            (kommune, indicator): [(read_codes(codes), number) for codes, number in sorted(rows.items())]
            for kommune, of_kommune in self.numbers.items()
            for indicator, rows in of_kommune.items()
        }

    def fingerprint(self, beside: Iterable[Any]) -> str:
        """SHA-256 over the panel and the numbers, and over whatever else decides the outcome (`beside`, JSON)."""
        content = {
            "period": self.period,
            "panel": [list(member.__dict__.values()) for member in sorted(self.members, key=lambda one: one.kommune)],
            "numbers": self.numbers,
            "beside": list(beside),
        }
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
