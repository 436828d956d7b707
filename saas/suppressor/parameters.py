"""The numbers that decide when a figure is unsafe and how uncertain a blank must stay."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from math import isfinite
from typing import Any


@dataclass(frozen=True)
class Parameters:
    """Rules of anonymity.md §1.5, with their names and defaults.

    Counts are in kommuner or coordinators, `*_percent` and `*_pct` in percent, widths in the figure's own unit.
    Zero switches a rule off: `min_units`, `min_rest`, `min_nonzero` and `batch` then ask for nobody; with `insider_width`
    0 coordinators are readers like any other, sums implied by an equation may be narrow, and nobody is asked to be left
    in doubt beside the outsider; with `kommune_percent` 0 nothing is asked for the single kommune. All three of
    `min_rest`, `insider_width` and `kommune_percent` at 0 are the rules that single-table tools know.
    """

    min_units: int = 5
    min_rest: int = 3
    min_nonzero: int = 3
    p_percent: float = 25
    zeros: bool = True
    complement: bool = True
    width_min: float = 5
    width_pct: float = 50
    insider_width: float = 2
    batch: int = 5
    history_discount: float = 0.3
    kommune_percent: float = 25
    coalition: bool = False

    def __post_init__(self) -> None:
        for field in fields(self):
            _check(field.name, getattr(self, field.name), type(field.default))

    @classmethod
    def of(cls, mapping: Mapping[str, Any]) -> "Parameters":
        """Parameters from names and values; the rest keep their defaults. Raises ValueError in words."""
        known = {field.name for field in fields(cls)}
        for name in mapping:
            if name not in known:
                raise ValueError(f"Parameteren {name!r} finnes ikke; parameterne er {', '.join(sorted(known))}.")
        return cls(**mapping)

    def width(self, value: float) -> float:
        """How wide the interval of a blank with this value must stay for an outsider."""
        return max(self.width_min, self.width_pct / 100 * value)


def _check(name: str, value: object, kind: type) -> None:
    """Raise ValueError unless the value is of its parameter's kind and within reason."""
    if kind is bool:
        if not isinstance(value, bool):
            raise ValueError(f"Parameteren {name} er sann eller usann, ikke {value!r}.")
        return
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not isfinite(value):
        raise ValueError(f"Parameteren {name} må være et tall, ikke {value!r}.")
    if kind is int and name != "p_percent" and value != int(value) and name in ("min_units", "min_rest", "min_nonzero", "batch"):
        raise ValueError(f"Parameteren {name} må være et helt tall, ikke {value!r}.")
    if value < 0:
        raise ValueError(f"Parameteren {name} kan ikke være negativ: {value!r}.")
    if name == "history_discount" and not 0 < value <= 1:
        raise ValueError(f"Parameteren history_discount ligger over 0 og er høyst 1, ikke {value!r}.")
