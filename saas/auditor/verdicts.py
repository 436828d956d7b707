"""What the gate is told to judge by, and what it says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from saas.auditor.attacking import Report
from saas.auditor.makeup import Contributions
from saas.auditor.publication import Need


@dataclass(frozen=True)
class Truth:
    """What only the gate is told, to judge by: never what the attack builds on.

    `contributions`: {leaf: {kommune: figure}} of the release. `earlier`: the same for each earlier release, oldest
    first, None where it is not kept. `figures` and `needs` are for cells of unknown make-up. `most`: one kommune's
    largest possible figure in a leaf. `follows`: {id: id of the same stock figure in an earlier release}.
    `structural`: figures that are zero by definition.
    """

    contributions: Contributions = field(default_factory=dict)
    coordinators: Mapping[str, str] = field(default_factory=dict)
    earlier: Sequence[Contributions | None] = ()
    figures: Mapping[str, float] = field(default_factory=dict)
    needs: Mapping[str, Need] = field(default_factory=dict)
    most: Mapping[str, float] = field(default_factory=dict)
    follows: Mapping[str, str] = field(default_factory=dict)
    structural: frozenset[str] = frozenset()


@dataclass
class Verdict:
    """May it be published? `views` are all attacks that were made; `failing` names figures, never their values."""

    views: list[Report] = field(default_factory=list)

    @property
    def passed(self) -> bool:
        """True when no view found anything."""
        return not any(view.failing for view in self.views)

    @property
    def failing(self) -> dict[str, list[str]]:
        """{view: ids that it opens}."""
        return {view.view: view.failing for view in self.views if view.failing}

    @property
    def narrowest(self) -> float | None:
        """The width of the narrowest interval that an outsider gets for a blank; None when all are endless."""
        return self.views[0].narrowest if self.views else None

    @property
    def attacked(self) -> int:
        """How many figures were gone for, all views together."""
        return sum(view.attacked for view in self.views)

    @property
    def exact(self) -> int:
        """How many of them were found exactly."""
        return sum(len(view.exact) for view in self.views)

    @property
    def broken(self) -> int:
        """How many were found too narrowly."""
        return sum(len(view.broken) for view in self.views)
