"""What has been shown, what a reader knows beside it, and how uncertain a figure must stay."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

INFINITY = math.inf


class BadPublication(ValueError):
    """What was handed over cannot be read as a publication; the message says what is wrong, in words."""


class Sum(NamedTuple):
    """One published sum: the total and the cells it is made of, all by id."""

    total: str
    parts: tuple[str, ...]


class Need(NamedTuple):
    """How uncertain one figure must stay: reach `up` above and `lo` below its value, and be `width` wide in all.

    `value` is None where the auditor is not told the truth; then only the whole width can be asked for.
    """

    value: float | None = None
    up: float = 0.0
    lo: float = 0.0
    width: float = 0.0

    def reach(self) -> tuple[float | None, float | None]:
        """How far down and how far up a world must go to be witness enough; None where the truth is not told."""
        if self.value is None:
            return None, None
        return self.value - max(self.lo, self.width - self.up), self.value + max(self.up, self.width - self.lo)

    def met_by(self, least: float, most: float, tolerance: float = 1e-6) -> bool:
        """Is the interval from `least` to `most` as wide as this asks?"""
        if most - least < max(self.width, 0.0) - tolerance:
            return False
        if self.value is None:
            return most - least >= self.up + self.lo - tolerance
        return most >= self.value + self.up - tolerance and least <= self.value - self.lo + tolerance


@dataclass(frozen=True)
class Publication:
    """One release, table, page or file: cells (a number, or None for a blank), sums, and limits that are known.

    `bounds` are inclusive limits (None above is no limit). `rounded` gives the step that a shown figure is rounded
    to: its true value lies within half a step. `targets` names linear combinations of cells that are figures too.
    A figure without bounds is never negative.
    """

    cells: Mapping[str, float | None]
    equations: Sequence[tuple[str, Sequence[str]]] = ()
    bounds: Mapping[str, tuple[float, float | None]] = field(default_factory=dict)
    rounded: Mapping[str, float] = field(default_factory=dict)
    targets: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    @property
    def sums(self) -> list[Sum]:
        """The equations by name."""
        return [Sum(total, tuple(parts)) for total, parts in self.equations]

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> "Publication":
        """Read the JSON that is served: `{"cells", "equations": [{"total", "parts"}], "bounds", "rounded", "targets"}`.

        Raises BadPublication when it is not of that shape.
        """
        if not isinstance(document, Mapping) or not isinstance(document.get("cells"), Mapping):
            raise BadPublication("A publication needs `cells`: an object from id to number or null.")
        return cls(
            cells={name: None if value is None else _number(value, name) for name, value in document["cells"].items()},
            equations=[_sum(row) for row in document.get("equations") or []],
            bounds={name: _limits(pair, name) for name, pair in (document.get("bounds") or {}).items()},
            rounded={name: _number(step, name) for name, step in (document.get("rounded") or {}).items()},
            targets={name: dict(terms) for name, terms in (document.get("targets") or {}).items()},
        )


@dataclass(frozen=True)
class Knowledge:
    """What one kind of reader knows beside what is published.

    `known` are figures she has exactly; `equations` are linear facts `(terms, right-hand side)`; `at_least` are
    figures she knows a part of, so that they cannot be smaller.
    """

    name: str = "outsider"
    known: Mapping[str, float] = field(default_factory=dict)
    equations: Sequence[tuple[Mapping[str, float], float]] = ()
    at_least: Mapping[str, float] = field(default_factory=dict)

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> "Knowledge":
        """Read the JSON form: `{"name", "known", "equations": [{"terms", "rhs"}], "at_least"}`."""
        return cls(
            name=str(document.get("name", "reader")),
            known=dict(document.get("known") or {}),
            equations=[(dict(row["terms"]), float(row["rhs"])) for row in document.get("equations") or []],
            at_least=dict(document.get("at_least") or {}),
        )


OUTSIDER = Knowledge()


def _number(value: Any, name: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise BadPublication(f"«{name}» is neither a number nor null.")
    return value


def _sum(row: Any) -> Sum:
    try:
        return Sum(str(row["total"]), tuple(str(part) for part in row["parts"]))
    except (KeyError, TypeError):
        raise BadPublication("An equation needs `total` and `parts`.") from None


def _limits(pair: Any, name: str) -> tuple[float, float | None]:
    if not isinstance(pair, Sequence) or len(pair) != 2:
        raise BadPublication(f"The bounds of «{name}» must be two numbers.")
    least, most = pair
    return (-INFINITY if least is None else float(least)), (None if most is None else float(most))
