"""Which figures of a release are blank: the suppressor's pattern for each linked system, and the batch rule before it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from saas.centre.catalogue import GROUPINGS, Indicator
from saas.centre.cells import Contributions, System
from saas.centre.panel import counted, too_few_changed
from saas.centre.past import Past
from saas.centre.quantities import Known, Laid, lay
from saas.centre.snapshot import STANDING, Snapshot
from saas.suppressor import CannotProtect, Case, Earlier, Equation, Parameters, Pattern, protect

Progress = Callable[[str, float], None]
# Reasons that the house itself has to keep a figure back, beside the suppressor's.
BASIS, PAIR, OPENED = "basis_changed", "other_half_of_the_mean", "opened_in_the_audit"
# A hard end that no country reaches: a pattern must not depend on how busy the machine was.
SECONDS = 1200.0
ROUNDS = 6


@dataclass
class Protected:
    """A group's figures with their status, why they are blank and what each blank must keep; `laid` is what was protected."""

    group: tuple[Indicator, ...]
    laid: list[Laid]
    status: dict[str, str] = field(default_factory=dict)
    why: dict[str, list[str]] = field(default_factory=dict)
    needs: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def system(self) -> System:
        """The figures as they are released (a mean's two systems have the same)."""
        return self.laid[0].now

    @property
    def open(self) -> set[str]:
        """The figures that are shown."""
        return {figure for figure, status in self.status.items() if status == "open"}


def protect_group(
    group: tuple[Indicator, ...],
    snapshot: Snapshot,
    pasts: Sequence[Past],
    rules: Parameters,
    *,
    opened: Iterable[str] = (),
    progress: Progress | None = None,
) -> Protected:
    """Protect the figures of linked indicators. `opened` are figures that an audit has opened and that must be blank now.

    Raises CannotProtect.
    """
    found = Protected(group, lay(group, snapshot, pasts))
    withheld = dict.fromkeys(opened, OPENED) | _basis_changed(found, snapshot, pasts, rules)
    for _ in range(ROUNDS):
        patterns = [_protect(laid, withheld, snapshot, rules, progress) for laid in found.laid]
        hidden = [_hidden(laid, pattern) for laid, pattern in zip(found.laid, patterns, strict=True)]
        missing = {figure for one in hidden for figure in one if not all(figure in other for other in hidden)}
        if not missing:
            break
        # A mean's sum and n are shown together or not at all: each is withheld where the other is blank.
        withheld |= {figure: PAIR for figure in missing if figure not in withheld}
    else:
        raise CannotProtect(missing, "summen og antallet i et gjennomsnitt faller ikke til ro.")
    for laid, pattern in zip(found.laid, patterns, strict=True):
        _take(found, laid, pattern)
    return found


def _protect(
    laid: Laid, withheld: Mapping[str, str], snapshot: Snapshot, rules: Parameters, progress: Progress | None
) -> Pattern:
    return protect(case_of(laid, withheld, snapshot.coordinators, rules), seconds=SECONDS, progress=progress)


def case_of(laid: Laid, withheld: Mapping[str, str], coordinators: Mapping[str, str], rules: Parameters) -> Case:
    """The suppressor's case of one system, every figure under its quantity's name."""
    names, now = laid.names, laid.now
    return Case(
        equations=[Equation(names[total], tuple(names[part] for part in parts)) for total, parts in now.equations],
        contributions=_contributions(now, names),
        coordinators=_all_coordinators(laid, coordinators),
        parameters=rules,
        earlier=[_earlier(known) for known in laid.known if known.shown()],
        bounds={names[leaf]: cap for leaf, cap in now.caps.items()},
        withheld={names[figure]: reason for figure, reason in withheld.items() if figure in names},
        blanked_before=_blank_before(laid),
        follows=laid.follows,
    )


def _contributions(system: System, names: Mapping[str, str]) -> Contributions:
    return {names[leaf]: amounts for leaf, amounts in system.contributions.items()}


def _earlier(known: Known) -> Earlier:
    names = known.names
    return Earlier(
        cells=known.shown(),
        equations=[Equation(names[total], tuple(names[part] for part in parts)) for total, parts in known.system.equations],
        contributions=_contributions(known.system, names) if known.complete else None,
        coordinators=known.past.snapshot.coordinators,
    )


def _all_coordinators(laid: Laid, now: Mapping[str, str]) -> dict[str, str]:
    """Whoever coordinates now; for kommuner that are only in earlier figures, whoever did."""
    found: dict[str, str] = {}
    for known in laid.known:
        found |= known.past.snapshot.coordinators
    return {**found, **now}


def _blank_before(laid: Laid) -> frozenset[str]:
    """Figures whose series was blank the last time: the next blank in them costs a reader less."""
    if not laid.known:
        return frozenset()
    served = laid.known[-1].past.served
    return frozenset(name for figure, name in laid.names.items() if served.get(figure, 0.0) is None)


def _basis_changed(found: Protected, snapshot: Snapshot, pasts: Sequence[Past], rules: Parameters) -> dict[str, str]:
    """Stock figures that were shown in a near release, and whose kommuner have changed by less than a batch since."""
    kind = found.group[0].kind
    withheld: dict[str, str] = {}
    for past in pasts:
        if kind == "mean" and past.period == snapshot.period and not all(one.complete for one in found.laid[0].known):
            withheld |= {figure: BASIS for figure in found.system.keys if past.served.get(figure) is not None}
        if kind not in STANDING:
            continue
        before, now = (counted(one.members, stock=True) for one in (past.snapshot, snapshot))
        moved = too_few_changed(before, now, rules)
        for figure, keys in found.system.keys.items():
            if past.served.get(figure) is not None and _group_of(keys) in moved:
                withheld[figure] = BASIS
    return withheld


def _group_of(keys: Mapping[str, str]) -> tuple[str, str]:
    """The group of kommuner that a figure is counted in; no figure is in two."""
    return next(((dim, code) for dim, code in keys.items() if dim in GROUPINGS), ("", ""))


def _hidden(laid: Laid, pattern: Pattern) -> set[str]:
    return {figure for figure, name in laid.names.items() if laid.own(figure) and pattern.cells[name] is None}


def _take(found: Protected, laid: Laid, pattern: Pattern) -> None:
    """Read a pattern back into the figures' own ids; of two halves, the one that is primary tells."""
    for figure, name in laid.names.items():
        if not laid.own(figure):
            continue
        part = laid.now.part
        status = pattern.status[name]
        if found.status.get(figure) in (None, "open", "withheld") or status == "primary":
            found.status[figure] = status
        found.why[figure] = [*found.why.get(figure, []), *pattern.why.get(name, [])]
        if need := pattern.needs.get(name):
            facts = {"up": need.up, "lo": need.lo, "width": need.width}
            found.needs.setdefault(figure, {}).update({part: facts} if part else facts)
