"""What the suppressor answers: which cells are shown, which are blank, and what each blank must keep."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from saas.suppressor.case import Equation

Status = Literal["open", "primary", "secondary", "withheld"]


@dataclass(frozen=True)
class Need:
    """How far from its true value an outsider's interval must reach: above, below and from end to end."""

    up: float
    lo: float
    width: float
    value: float


@dataclass(frozen=True)
class Pattern:
    """The cells of a release with None for blanks; `mass` is the share of all cells' values that is blank.

    `needs` and `why` say what was protected and by which rules: they are for the auditor and never published.
    """

    cells: dict[str, float | None]
    status: dict[str, Status]
    why: dict[str, list[str]]
    needs: dict[str, Need]
    equations: Sequence[Equation]
    blanks: int
    mass: float
    rounds: list[dict[str, Any]]
    seconds: float
