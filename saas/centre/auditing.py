"""The audit of a release: the rows that will be served, attacked together with everything that was served before."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from saas.auditor import Publication, Report, Sum, Truth, Verdict, audit
from saas.centre.cells import Sum as Equation
from saas.centre.protecting import Protected
from saas.centre.quantities import Known, Laid
from saas.suppressor import Parameters

Progress = Callable[[str, float], None]
# figure → its value as it is served, None where it is blank.
Served = Mapping[str, float | None]


@dataclass
class Found:
    """What an audit found in one group of indicators: `opened` are the figures that it led back to, `views` what was tried."""

    opened: set[str] = field(default_factory=set)
    views: list[dict[str, Any]] = field(default_factory=list)

    @property
    def passed(self) -> bool:
        """True when no view opened anything."""
        return not any(view["exact"] or view["broken"] for view in self.views)


def audit_group(
    protected: Protected, served: Served, equations: Sequence[Equation], rules: Parameters, progress: Progress | None = None
) -> Found:
    """Attack a group's figures as they are served. `equations` are the stored sums; a mean has none, but its halves do."""
    found = Found()
    for laid in protected.laid:
        verdict = audit(
            _publication(laid, served, laid.now.equations if laid.now.part else equations),
            [_earlier(known) for known in laid.known],
            _truth(laid, protected),
            asdict(rules),
            progress=progress,
        )
        found.views += [_view(protected, laid, report) for report in verdict.views]
        found.opened |= _figures(laid, verdict)
    return found


def _publication(laid: Laid, served: Served, equations: Sequence[Equation]) -> Publication:
    """What is served of one system. Where a mean is shown, a reader is granted its very sum and n."""
    values = laid.now.values
    cells: dict[str, float | None] = {}
    for figure, shown in served.items():
        if figure in laid.names and laid.own(figure):
            cells[laid.names[figure]] = values[figure] if shown is not None and laid.now.part else shown
    sums = [
        Sum(laid.names[total], tuple(laid.names[part] for part in parts))
        for total, parts in equations
        if all(figure in laid.names for figure in (total, *parts))
    ]
    return Publication(cells, sums)


def _earlier(known: Known) -> Publication:
    names = known.names
    sums = [Sum(names[total], tuple(names[part] for part in parts)) for total, parts in known.system.equations]
    return Publication(known.shown(), sums)


def _truth(laid: Laid, protected: Protected) -> Truth:
    """What the judge is told: who has what, now and earlier, and which stock figure follows which."""
    names = laid.names
    coordinators: dict[str, str] = {}
    empty = {names[figure] for figure, amounts in laid.now.made.items() if not amounts}
    for known in laid.known:
        coordinators |= known.past.snapshot.coordinators
        empty |= {known.names[figure] for figure, amounts in known.system.made.items() if not amounts}
    for member in laid.now.members:
        coordinators[member.kommune] = member.coordinator
    return Truth(
        contributions={names[leaf]: amounts for leaf, amounts in laid.now.contributions.items()},
        coordinators=coordinators,
        earlier=[
            {known.names[leaf]: amounts for leaf, amounts in known.system.contributions.items()} if known.complete else None
            for known in laid.known
        ],
        most={names[leaf]: cap for leaf, cap in laid.now.caps.items()},
        follows=laid.follows,
        structural=frozenset(empty),
    )


def _view(protected: Protected, laid: Laid, report: Report) -> dict[str, Any]:
    """One attack in figures about figures: how many were gone for, how many found; never which values."""
    indicator = protected.group[0].code + (f"#{laid.now.part}" if laid.now.part else "")
    return {
        "name": report.view,
        "indicator": indicator,
        "attacked": report.attacked,
        "exact": len(report.exact),
        "broken": len(report.broken),
        "narrowest": report.narrowest,
        "seconds": round(report.seconds, 2),
    }


def _figures(laid: Laid, verdict: Verdict) -> set[str]:
    """The figures of this release that a failing view leads back to, in their own ids."""
    figure_of = {name: figure for figure, name in laid.names.items() if laid.own(figure)}
    opened: set[str] = set()
    for report in verdict.views:
        named = [*report.failing, *report.cells]
        opened |= {figure_of[name] for name in named if name in figure_of}
    return opened
