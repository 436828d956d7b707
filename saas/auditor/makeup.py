"""What every figure is made of: each kommune's own, through the sums, from the leaves up."""

from collections.abc import Iterable, Mapping

from saas.auditor.publication import BadPublication, Sum

Contributions = Mapping[str, Mapping[str, float]]


def decompositions(equations: Iterable[Sum]) -> dict[str, list[tuple[str, ...]]]:
    """{total: every way it is divided}."""
    ways: dict[str, list[tuple[str, ...]]] = {}
    for total, parts in equations:
        if parts not in ways.setdefault(total, []):
            ways[total].append(parts)
    return ways


def figures(equations: Iterable[Sum], contributions: Contributions) -> dict[str, dict[str, float]]:
    """{cell: {kommune: figure}} for every cell that the contributions reach; participating with zero is kept as 0."""
    ways = decompositions(equations)
    made: dict[str, dict[str, float]] = {leaf: dict(own) for leaf, own in contributions.items()}
    waiting = [total for total in ways if total not in made]
    while waiting:
        ready = [(total, way) for total in waiting if (way := _known_way(ways[total], made)) is not None]
        if not ready:
            break
        for total, way in ready:
            made[total] = _added(made[part] for part in way)
        waiting = [total for total in waiting if total not in made]
    return made


def leaves_of(cell: str, ways: Mapping[str, list[tuple[str, ...]]], contributions: Contributions) -> tuple[str, ...]:
    """The leaves under one cell, by its first decomposition; raises BadPublication when it goes in a ring."""
    found: list[str] = []
    stack = [(cell, 0)]
    while stack:
        name, depth = stack.pop()
        if depth > 100:
            raise BadPublication(f"The sums of «{cell}» go in a ring.")
        if name in contributions:
            found.append(name)
        elif name in ways:
            stack += [(part, depth + 1) for part in reversed(ways[name][0])]
    return tuple(found)


def _known_way(ways: list[tuple[str, ...]], made: Mapping[str, object]) -> tuple[str, ...] | None:
    return next((way for way in ways if all(part in made for part in way)), None)


def _added(own: Iterable[Mapping[str, float]]) -> dict[str, float]:
    total: dict[str, float] = {}
    for part in own:
        for kommune, value in part.items():
            total[kommune] = total.get(kommune, 0) + value
    return total
