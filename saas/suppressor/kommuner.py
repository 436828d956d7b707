"""The figures behind the cells: what each kommune, or group of kommuner that are alike, has in every cell."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from saas.suppressor.case import Equation
from saas.suppressor.cells import close
from saas.suppressor.history import System

Node = tuple[str, int]  # A cell's id and the number of a group; -1 is the cell itself.
Still = dict[tuple[str, str], frozenset[str]]  # Two leaves, and the kommuner that did not move between them.
CELL = -1
MOST = 3500


@dataclass(frozen=True)
class Figure:
    """What one group has in one or several cells where it must be the same; `id` may be a cell's own."""

    id: str
    group: tuple[str, ...]
    amounts: dict[str, float]
    caps: dict[str, float] | None
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Behind:
    """The figures of groups, and the sums that tie them to the cells and to each other."""

    figures: tuple[Figure, ...]
    equations: tuple[Equation, ...]


class _Same:
    """Nodes that are the same quantity, found by joining them (the lowest stands for its set)."""

    def __init__(self) -> None:
        self.up: dict[Node, Node] = {}

    def find(self, node: Node) -> Node:
        root = node
        while (above := self.up.get(root, root)) != root:
            root = above
        while (above := self.up.get(node, node)) != root:
            self.up[node], node = root, above
        return root

    def join(self, one: Node, other: Node) -> None:
        first, second = sorted((self.find(one), self.find(other)), key=lambda node: (node[1] != CELL, node))
        self.up[second] = first


def behind(system: System) -> Behind:
    """Figures of groups of kommuner with exactly the same memberships. Sums hold within each group too.

    Where that gives more than `MOST` figures, cells that everyone takes part in and that are no sums (theme by
    status for the whole country) are left out: they tell no kommune from another, and cost most of the unknowns.
    """
    found = _behind(system, frozenset())
    if len(found.figures) <= MOST:
        return found
    totals = {one.total for one in system.equations}
    of_all = (n for n, cell in system.cells.items() if n not in totals and frozenset(cell.by_kommune or ()) in system.everyone)
    return _behind(system, frozenset(of_all))


def _behind(system: System, without: frozenset[str]) -> Behind:
    """The figures of groups in all cells but some."""
    made = {name: cell.by_kommune for name, cell in sorted(system.cells.items()) if cell.by_kommune and name not in without}
    known = {name for name, cell in system.cells.items() if cell.by_kommune is not None} - without
    sums = [one for one in system.equations if known.issuperset((one.total, *one.parts))]
    totals = {one.total for one in sums}
    leaves = [name for name in made if name not in totals]
    still = _stood_still(system, set(leaves))
    groups = _groups(made, leaves, still)
    members = {name: [g for g, group in enumerate(groups) if group[0] in amounts] for name, amounts in made.items()}
    same = _Same()
    for one in sums:
        for group in members.get(one.total, ()):
            parts = [part for part in one.parts if group in members.get(part, ())]
            if len(parts) == 1:
                same.join((one.total, group), (parts[0], group))
    for (now, before), kommuner in still.items():
        for group in members[now]:
            if groups[group][0] in kommuner:
                same.join((now, group), (before, group))
    for name, inside in members.items():
        if len(inside) == 1:
            same.join((name, CELL), (name, inside[0]))
    figures = _figures(system, groups, members, same)
    return Behind(figures, _equations(sums, leaves, members, same))


def _stood_still(system: System, leaves: set[str]) -> Still:
    """For two leaves that are one stock at two times: the kommuner whose amount is the same in both."""
    found: Still = {}
    for now, before in system.follows:
        if now in leaves and before in leaves:
            new, old = system.cells[now].by_kommune or {}, system.cells[before].by_kommune or {}
            found[now, before] = frozenset(one for one in new.keys() & old.keys() if close(new[one], old[one]))
    return found


def _groups(made: dict[str, dict[str, float]], leaves: Sequence[str], still: Still) -> list[tuple[str, ...]]:
    """Kommuner that take part in the same leaves, and in the same totals, and stood still in the same, together."""
    taking_part: dict[str, list[str | tuple[str, str]]] = defaultdict(list)
    for name, amounts in made.items():
        for kommune in amounts:
            taking_part[kommune].append(name)
    for pair, kommuner in still.items():
        for kommune in kommuner:
            taking_part[kommune].append(pair)
    alike: dict[tuple[str | tuple[str, str], ...], list[str]] = defaultdict(list)
    for kommune, names in sorted(taking_part.items()):
        alike[tuple(names)].append(kommune)
    return [tuple(group) for _, group in sorted(alike.items())]


def _name(node: Node) -> str:
    return node[0] if node[1] == CELL else f"{node[0]} @ {node[1]}"


def _figures(
    system: System, groups: Sequence[tuple[str, ...]], members: dict[str, list[int]], same: _Same
) -> tuple[Figure, ...]:
    """One figure for every set of nodes that are the same quantity."""
    sets: dict[Node, list[Node]] = defaultdict(list)
    for name, inside in members.items():
        for group in inside:
            sets[same.find((name, group))].append((name, group))
    found = []
    for root, nodes in sets.items():
        members_here = groups[nodes[0][1]]
        amounts = system.cells[nodes[0][0]].by_kommune or {}
        capped = [caps for name, _ in nodes if (caps := system.cells[name].caps) is not None]
        limits = {kommune: min(caps[kommune] for caps in capped) for kommune in members_here} if capped else None
        own = {kommune: amounts[kommune] for kommune in members_here}
        found.append(Figure(_name(root), members_here, own, limits, tuple(sorted({name for name, _ in nodes}))))
    return tuple(found)


def _equations(
    sums: Sequence[Equation], leaves: Sequence[str], members: dict[str, list[int]], same: _Same
) -> tuple[Equation, ...]:
    """Leaves as sums of their groups, and every sum once more within each group that it divides."""
    found: dict[tuple[str, frozenset[str]], Equation] = {}

    def add(total: Node, parts: Sequence[Node]) -> None:
        left, right = _name(same.find(total)), tuple(_name(same.find(part)) for part in parts)
        if right != (left,):
            found[(left, frozenset(right))] = Equation(left, right)

    for name in leaves:
        if len(members[name]) > 1:
            add((name, CELL), [(name, group) for group in members[name]])
    for one in sums:
        for group in members.get(one.total, ()):
            parts = [part for part in one.parts if group in members.get(part, ())]
            if len(parts) != 1:
                add((one.total, group), [(part, group) for part in parts])
    for name in members:
        # Two cells can be one quantity, as where one kommune alone is behind both: each keeps its name, and they are tied.
        if (root := same.find((name, CELL))) != (name, CELL):
            found[(name, frozenset({_name(root)}))] = Equation(name, (_name(root),))
    plain = {(one.total, frozenset(one.parts)) for one in sums}
    return tuple(one for key, one in found.items() if key not in plain)
