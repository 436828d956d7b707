"""From everybody's numbers to the linked figures of one indicator: what each is the sum of, and who is behind it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from saas.centre.catalogue import GROUPINGS, INDICATORS, Indicator
from saas.centre.panel import Member
from saas.centre.snapshot import Snapshot
from saas.centre.tables import Keys, Layout, figure_id, layouts

Sum = tuple[str, tuple[str, ...]]
Contributions = dict[str, dict[str, float]]


@dataclass(frozen=True)
class Link:
    """One indicator's figure is the sum of some of another's: a sum that every reader of the definitions knows."""

    total: str
    indicator: str
    dim: str
    codes: tuple[str, ...]


LINKS = (Link("measures_evaluated", "measures", "status", ("ongoing", "done")),)


@dataclass(frozen=True)
class System:
    """All figures of one indicator as one system of sums.

    `keys`: what each figure is a figure of; `contributions`: kommune → number for every figure that is no total;
    `caps`: the largest number one kommune can have in it. `part` tells the two systems of a mean apart.
    """

    indicator: Indicator
    layouts: tuple[Layout, ...]
    members: tuple[Member, ...]
    keys: Mapping[str, Keys]
    equations: tuple[Sum, ...]
    contributions: Contributions
    caps: Mapping[str, float]
    part: str = ""

    @cached_property
    def values(self) -> dict[str, float]:
        """The true value of every figure."""
        return {figure: sum(amounts.values()) for figure, amounts in self.made.items()}

    @cached_property
    def made(self) -> dict[str, dict[str, float]]:
        """Every figure by kommune, totals too."""
        found = dict(self.contributions)
        sums: dict[str, list[tuple[str, ...]]] = {}
        for total, parts in self.equations:
            sums.setdefault(total, []).append(parts)

        def amounts(figure: str) -> dict[str, float]:
            if figure not in found:
                added: dict[str, float] = {}
                for part in sums[figure][0]:
                    for kommune, number in amounts(part).items():
                        added[kommune] = added.get(kommune, 0.0) + number
                found[figure] = added
            return found[figure]

        for figure in self.keys:
            amounts(figure)
        return found

    def units(self, figure: str) -> int:
        """How many kommuner take part in a figure, with zero too."""
        return len(members_of(self.keys[figure], self.members))


def members_of(keys: Mapping[str, str], members: Sequence[Member]) -> list[Member]:
    """Those in the groups that the keys name."""
    groups = [(dim, code) for dim, code in keys.items() if dim in GROUPINGS]
    return [one for one in members if all(one.code(dim) == code for dim, code in groups)]


def groups() -> list[tuple[Indicator, ...]]:
    """The indicators in the catalogue's order, those that are linked by a sum together."""
    linked = {link.total: link.indicator for link in LINKS}
    together: dict[str, list[Indicator]] = {}
    for indicator in INDICATORS:
        together.setdefault(linked.get(indicator.code, indicator.code), []).append(indicator)
    return [tuple(group) for group in together.values()]


def systems(group: Sequence[Indicator], snapshot: Snapshot) -> list[System]:
    """The linked figures of a group of indicators: one system, or for a mean one of its sum and one of its n."""
    first = group[0]
    if first.kind == "mean":
        return [_system(first, snapshot, part) for part in ("sum", "n")]
    system = _system(first, snapshot, "")
    for indicator in group[1:]:
        system = _joined(system, _system(indicator, snapshot, ""))
    return [system]


def _joined(one: System, other: System) -> System:
    """Two indicators as one system, with the sums that tie them together wherever those hold for every kommune."""
    ties = []
    for link in LINKS:
        for figure, keys in other.keys.items():
            parts = tuple(figure_id(link.indicator, {**keys, link.dim: code}) for code in link.codes)
            if other.indicator.code == link.total and link.dim not in keys and all(part in one.keys for part in parts):
                ties.append((figure, parts))
    both = replace(
        one,
        layouts=one.layouts + other.layouts,
        keys={**one.keys, **other.keys},
        equations=one.equations + other.equations,
        contributions={**one.contributions, **other.contributions},
        caps={**one.caps, **other.caps},
    )
    holding = tuple((total, parts) for total, parts in ties if _holds(both.made, total, parts))
    return replace(both, equations=both.equations + holding)


def _holds(made: Mapping[str, Mapping[str, float]], total: str, parts: Sequence[str]) -> bool:
    """Whether a sum is right for every kommune; what does not hold is no fact that a reader can build on."""
    return all(number == sum(made[part].get(kommune, 0.0) for part in parts) for kommune, number in made[total].items())


def named(system: System, name: Mapping[str, str]) -> System:
    """The same system with other names for its figures."""
    return replace(
        system,
        keys={name[figure]: keys for figure, keys in system.keys.items()},
        equations=tuple((name[total], tuple(name[part] for part in parts)) for total, parts in system.equations),
        contributions={name[leaf]: amounts for leaf, amounts in system.contributions.items()},
        caps={name[leaf]: cap for leaf, cap in system.caps.items()},
    )


def _system(indicator: Indicator, snapshot: Snapshot, part: str) -> System:
    members = tuple(snapshot.participants(indicator))
    tables = tuple(layouts(indicator, members, snapshot.period))
    keys = {figure: own for table in tables for figure, own in table.cells}
    equations = tuple(dict.fromkeys(one for table in tables for one in table.sums))
    totals = {total for total, _ in equations}
    contributions = {
        figure: {one.kommune: _amount(snapshot, one, indicator, own, part) for one in members_of(own, members)}
        for figure, own in keys.items()
        if figure not in totals
    }
    one_each = indicator.kind == "yes_no" or "staffing" in indicator.dims
    caps = dict.fromkeys(contributions, 1.0) if one_each else {}
    return System(indicator, tables, members, keys, equations, contributions, caps, part)


def _amount(snapshot: Snapshot, member: Member, indicator: Indicator, keys: Mapping[str, str], part: str) -> float:
    """What one kommune has in a figure: its numbers whose codes agree with the keys."""
    wanted = {dim: code for dim, code in keys.items() if dim not in GROUPINGS}
    if part:
        wanted["part"] = part
    return sum(
        number
        for codes, number in snapshot.numbers_of(member.kommune, indicator.code)
        if all(codes.get(dim) == code for dim, code in wanted.items())
    )
