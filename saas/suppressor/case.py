"""What the suppressor is asked: tables as sums, who contributed what, and what was published before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import isfinite

from saas.suppressor.parameters import Parameters
from saas.suppressor.refusals import BadCase

Contributions = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True)
class Equation:
    """A total and the parts that add up to it, as ids of cells."""

    total: str
    parts: tuple[str, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "parts", tuple(self.parts))


@dataclass(frozen=True)
class Earlier:
    """A release that is out: its cells (None is a blank), its sums and, where still kept, who contributed."""

    cells: Mapping[str, float | None]
    equations: Sequence[Equation] = ()
    contributions: Contributions | None = None
    coordinators: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Case:
    """One linked system of tables to protect.

    `contributions`: every leaf (a cell that is never a total) by kommune; a kommune with 0 participates with
    zero, one not named does not participate. `coordinators`: kommune to person; a kommune missing here is its
    own coordinator. `bounds`: the largest value one kommune can have in a leaf (1 for yes or no). `shares`:
    a count and the cell it is a share of. `withheld`: cells decided blank beforehand, with the reason.
    `structural`: cells that are zero by definition. `blanked_before`: cells whose series was blank earlier.
    `follows`: a cell and the earlier cell that the same stock was; a kommune whose amount has not moved between them
    is believed by every reader to have stood still.
    `figures` and `primaries` are for tables of unknown make-up: plain values of cells, and the unsafe ones by id.
    """

    equations: Sequence[Equation]
    contributions: Contributions
    coordinators: Mapping[str, str] = field(default_factory=dict)
    parameters: Parameters = field(default_factory=Parameters)
    earlier: Sequence[Earlier] = ()
    bounds: Mapping[str, float] = field(default_factory=dict)
    withheld: Mapping[str, str] = field(default_factory=dict)
    structural: frozenset[str] = frozenset()
    shares: Mapping[str, str] = field(default_factory=dict)
    blanked_before: frozenset[str] = frozenset()
    follows: Mapping[str, str] = field(default_factory=dict)
    figures: Mapping[str, float] = field(default_factory=dict)
    primaries: frozenset[str] = frozenset()


def check_numbers(contributions: Contributions, where: str) -> None:
    """Raise BadCase unless every contribution is a finite number from zero upwards."""
    for leaf, by_kommune in contributions.items():
        for kommune, value in by_kommune.items():
            check_number(value, f"{where}, celle {leaf!r}, kommune {kommune!r}")


def check_number(value: object, where: str) -> None:
    """Raise BadCase unless the value is a finite number from zero upwards."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise BadCase(f"{where}: her må det stå et tall.")
    if not isfinite(value):
        raise BadCase(f"{where}: tallet er ikke endelig.")
    if value < 0:
        raise BadCase(f"{where}: tallet er negativt.")


def check_equations(equations: Sequence[Equation], where: str) -> None:
    """Raise BadCase for a total without parts, a part twice, or a cell that is a part of itself."""
    for equation in equations:
        if not equation.parts:
            raise BadCase(f"{where}: summen {equation.total!r} har ingen deler.")
        if len(set(equation.parts)) != len(equation.parts):
            raise BadCase(f"{where}: summen {equation.total!r} har samme del to ganger.")
        if equation.total in equation.parts:
            raise BadCase(f"{where}: cellen {equation.total!r} er en del av seg selv.")
