"""Kommuner as unknowns: those that no reader can tell apart are one, so that the programs stay small."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from saas.auditor.makeup import Contributions, leaves_of
from saas.auditor.publication import INFINITY, Sum

Terms = dict[str, float]
Leaves = tuple[str, ...]
Made = dict[str, float]
SAME = 1e-6


@dataclass
class Atom:
    """Kommuner that take part in exactly the same figures. `lead` stands for any one of them; `rest` are the others.

    Where a kommune's figure has a known maximum, the lead and the rest are two unknowns; otherwise one kommune can
    always have all or nothing of what the atom has together, and one unknown is enough.
    """

    members: tuple[str, ...]
    leaves: dict[str, str]
    bounded: bool

    @property
    def names(self) -> tuple[tuple[str, int], ...]:
        """The unknowns of this atom: a label, and how many kommuner it covers."""
        others = len(self.members) - 1
        if not others:
            return ((self.members[0], 1),)
        if self.bounded:
            return ((self.members[0], 1), (f"{self.members[0]} & co.", others))
        return ((f"{self.members[0]} +{others}", others + 1),)

    def of(self, label: str) -> tuple[str, ...]:
        """The kommuner that a label covers."""
        if label == self.members[0]:
            return self.members[:1]
        return self.members[1:] if label.endswith(" & co.") else self.members


@dataclass
class Model:
    """Linear facts about kommune × leaf, the truth as a first witness, and limits."""

    atoms: list[Atom]
    rows: list[tuple[Terms, float]] = field(default_factory=list)
    bounds: dict[str, tuple[float, float | None]] = field(default_factory=dict)
    truth: dict[str, float] = field(default_factory=dict)


def unknown(label: str, leaf: str) -> str:
    """The id of one kommune's (or one atom's) figure in one leaf."""
    return f"{label} | {leaf}"


def owner_of(name: str) -> str:
    """Whose an unknown is: its label, or nothing for a figure that is no kommune's own."""
    label, apart, _ = name.partition(" | ")
    return label if apart else ""


def build(
    equations: Sequence[Sum],
    ways: Mapping[str, list[tuple[str, ...]]],
    contributions: Contributions,
    own: Collection[str],
    most: Mapping[str, float],
    same: Mapping[tuple[str, str], str],
    apart: bool = False,
) -> Model:
    """Unknowns for every kommune outside `own` and every leaf it takes part in; `own` is known and subtracted.

    `most`: each kommune's largest possible figure in a leaf. `same`: {(kommune, leaf): the leaf whose figure is
    believed to be equal}, as for a stock between two releases. `apart`: every kommune is an unknown of its own.
    """
    model = Model(_atoms(contributions, own, most, same, apart))
    for leaf, figures in contributions.items():
        terms: Terms = {leaf: -1.0}
        for atom in model.atoms:
            if leaf in atom.leaves:
                for label, _ in atom.names:
                    terms[unknown(label, atom.leaves[leaf])] = 1.0
        model.rows.append((terms, -float(sum(value for kommune, value in figures.items() if kommune in own))))
    identities = _identities(ways, contributions)
    sums = _every_sum(identities, contributions)
    for atom in model.atoms:
        _own_sums(atom, identities, sums, model)
        _limits(atom, contributions, most, model)
    return model


def _atoms(
    contributions: Contributions, own: Collection[str], most: Mapping[str, float], same: Mapping, apart: bool
) -> list[Atom]:
    takes_part: dict[str, dict[str, str]] = {}
    for leaf, figures in contributions.items():
        for kommune in figures:
            if kommune not in own:
                takes_part.setdefault(kommune, {})[leaf] = same.get((kommune, leaf), leaf)
    alike: dict[tuple, list[str]] = {}
    for kommune in sorted(takes_part):
        alike.setdefault((tuple(sorted(takes_part[kommune].items())), kommune if apart else ""), []).append(kommune)
    return [
        Atom(tuple(members), dict(leaves), any(leaf in most for leaf, _ in leaves)) for (leaves, _), members in alike.items()
    ]


def _identities(ways: Mapping, contributions: Contributions) -> list[tuple[Leaves, Leaves]]:
    """Two sets of leaves that have the same sum for every kommune: a total that is divided in two ways."""
    found = []
    for total, several in ways.items():
        divided = [tuple(leaf for part in way for leaf in leaves_of(part, ways, contributions)) for way in several]
        if total in contributions:
            divided.insert(0, (total,))
        found += [(divided[0], other) for other in divided[1:] if set(other) != set(divided[0])]
    return found


def _own_sums(atom: Atom, identities: Sequence, sums: Mapping[Leaves, Made], model: Model) -> None:
    for one, other in identities:
        left, right = sums[one], sums[other]
        # What does not hold for the kommuner themselves is no fact, and a reader would not build on it.
        if any(abs(left.get(kommune, 0.0) - right.get(kommune, 0.0)) > SAME for kommune in atom.members):
            continue
        for label, _ in atom.names:
            terms: Terms = {}
            for sign, leaves in ((1.0, one), (-1.0, other)):
                for leaf in leaves:
                    if leaf in atom.leaves:
                        name = unknown(label, atom.leaves[leaf])
                        terms[name] = terms.get(name, 0.0) + sign
            terms = {name: factor for name, factor in terms.items() if factor}
            if terms:
                model.rows.append((terms, 0.0))


def _every_sum(identities: Sequence[tuple[Leaves, Leaves]], contributions: Contributions) -> dict[Leaves, Made]:
    """{leaves: {kommune: what she has in them together}} for every set of leaves that is compared."""
    found: dict[Leaves, Made] = {}
    for leaves in {side for pair in identities for side in pair}:
        made: Made = {}
        for leaf in leaves:
            for kommune, value in contributions[leaf].items():
                made[kommune] = made.get(kommune, 0.0) + value
        found[leaves] = made
    return found


def _limits(atom: Atom, contributions: Contributions, most: Mapping[str, float], model: Model) -> None:
    for label, count in atom.names:
        for leaf, stands_for in atom.leaves.items():
            name = unknown(label, stands_for)
            model.truth[name] = sum(contributions[leaf][kommune] for kommune in atom.of(label))
            limit = most.get(leaf, INFINITY) * count
            if limit < INFINITY:
                model.bounds[name] = (0.0, min(limit, model.bounds.get(name, (0.0, limit))[1] or limit))
