"""Releases laid beside one another: which figures are the same, what they are made of, and which stocks persist."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from saas.auditor.makeup import Contributions, figures
from saas.auditor.publication import Publication
from saas.auditor.versions import older_names, renamed


@dataclass
class World:
    """All publications, oldest first, with one name for one figure.

    `made`: {cell: {kommune: figure}}; `contributions`: the leaves of it; `same`: {(kommune, leaf): leaf that she has
    the same figure in}, which a reader who knows that stocks seldom move will guess.
    """

    publications: list[Publication]
    contributions: dict[str, Mapping[str, float]]
    made: dict[str, Mapping[str, float]]
    same: dict[tuple[str, str], str]
    changed: list[str]

    @property
    def names(self) -> list[str]:
        """Every figure, in the order met."""
        found: dict[str, None] = {}
        for publication in self.publications:
            found.update(dict.fromkeys(publication.cells))
            for row in publication.sums:
                found.update(dict.fromkeys((row.total, *row.parts)))
        return list(found)

    def ceilings(self, most: Mapping[str, float]) -> dict[str, tuple[float, float]]:
        """What a leaf cannot exceed when each kommune has at most `most` in it."""
        rows = self.contributions.items()
        return {leaf: (0.0, most[leaf] * len(own)) for leaf, own in rows if leaf in most}


def lay_out(
    channels: Sequence[Publication],
    earlier: Sequence[Publication],
    contributions: Contributions,
    before: Sequence[Contributions | None],
    follows: Mapping[str, str],
) -> World:
    """Put a release (its `channels`) after the `earlier` ones; `before` is the earlier ones' contributions."""
    publications = [*earlier, *channels]
    equations = [row for channel in channels for row in channel.sums]
    leaves = [*_padded(before, len(earlier)), *[contributions or None] * len(channels)]
    made = [
        None if own is None else figures(equations if number >= len(earlier) else publications[number].sums, own)
        for number, own in enumerate(leaves)
    ]
    names = older_names(publications, made)
    world = World([], {}, {}, {}, sorted({name for new in names for name in new}))
    for publication, new, own, figure in zip(publications, names, leaves, made, strict=True):
        world.publications.append(renamed(publication, new))
        world.contributions |= {new.get(leaf, leaf): row for leaf, row in (own or {}).items()}
        world.made |= {new.get(name, name): row for name, row in (figure or {}).items()}
    succession = [(new[leaf], leaf) for new in names for leaf in new if leaf in contributions]
    world.same = _persisting(world.contributions, [*succession, *[(old, now) for now, old in follows.items()]])
    return world


def _padded(before: Sequence[Contributions | None], length: int) -> list[Contributions | None]:
    return [*before, *[None] * (length - len(before))][:length]


def _persisting(contributions: Contributions, pairs: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Kommuner whose figure did not move between two leaves of a series: the best guess that a reader can make."""
    same: dict[tuple[str, str], str] = {}
    for old, now in pairs:
        for kommune, value in contributions.get(old, {}).items():
            if contributions.get(now, {}).get(kommune) == value:
                same[kommune, old] = same.get((kommune, now), now)
    return same
