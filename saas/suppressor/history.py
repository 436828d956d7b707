"""One system of this release and all earlier ones: what is known for ever, and what must stay blank."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from math import isnan, nan

from saas.suppressor.case import Case, Earlier, Equation, check_equations, check_number, check_numbers
from saas.suppressor.cells import Cell, build, close, of_case
from saas.suppressor.parameters import Parameters
from saas.suppressor.primary import enough_left
from saas.suppressor.refusals import BadCase


@dataclass
class System:
    """Every figure that a reader can reason about, under one name for each quantity.

    `shown`: the ids of this release. `known`: figures that everyone knows whatever is blank now.
    `stays_blank`: blanks of earlier releases. `withheld`: cells decided blank, with reasons. `follows`: pairs of
    figures that are one stock at two times. `everyone`: for each release, all kommuner that take part in it.
    """

    cells: dict[str, Cell]
    equations: list[Equation]
    people: dict[str, str]
    shown: tuple[str, ...]
    known: set[str] = field(default_factory=set)
    stays_blank: set[str] = field(default_factory=set)
    withheld: dict[str, list[str]] = field(default_factory=dict)
    complements: dict[str, str] = field(default_factory=dict)
    published_before: set[str] = field(default_factory=set)
    guessed: set[str] = field(default_factory=set)
    follows: list[tuple[str, str]] = field(default_factory=list)
    everyone: set[frozenset[str]] = field(default_factory=set)


def read(case: Case) -> System:
    """The whole system of a case. Raises BadCase in words."""
    cells = of_case(case)
    system = System(dict(cells), sorted(set(case.equations), key=_order), {}, tuple(sorted(cells)))
    for release in case.earlier:
        system.people.update(release.coordinators or {})
    system.people.update(case.coordinators)
    for name, reason in case.withheld.items():
        system.withheld.setdefault(name, []).append(reason)
    for name, cell in cells.items():
        if cell.by_kommune == {}:
            system.withheld.setdefault(name, []).append("nobody")
            system.known.add(name)
    system.known |= case.structural
    _add_complements(case, system)
    _History(case, system).join()
    return system


def _order(equation: Equation) -> tuple[str, tuple[str, ...]]:
    return equation.total, equation.parts


def _add_complements(case: Case, system: System) -> None:
    """Put the rest of every share (its denominator less the count) into the system as a figure never shown."""
    for count, whole in sorted(case.shares.items()):
        part, total = system.cells[count], system.cells[whole]
        name = f"{whole} less {count}"
        if part.value > total.value and not close(part.value, total.value):
            raise BadCase(f"Andelen {count!r} er større enn nevneren {whole!r}.")
        amounts = None
        if part.by_kommune is not None and total.by_kommune is not None:
            amounts = {kommune: value - part.by_kommune.get(kommune, 0.0) for kommune, value in total.by_kommune.items()}
            if min(amounts.values(), default=0.0) < -1e-6 or part.by_kommune.keys() - amounts.keys():
                raise BadCase(f"Andelen {count!r} er større enn nevneren {whole!r} i en kommune.")
        system.cells[name] = Cell(name, max(0.0, total.value - part.value), amounts)
        system.equations.append(Equation(whole, (count, name)))
        system.complements[name] = count


class _History:
    """Joins earlier releases to a system; the same id is the same quantity unless its number was corrected."""

    def __init__(self, case: Case, system: System) -> None:
        self.case, self.system = case, system
        self.versions: dict[str, list[str]] = {name: [name] for name in system.cells}
        self.moved: set[str] = set()

    def join(self) -> None:
        built = [self._made_of(release) for release in self.case.earlier]
        self.system.everyone = {_everyone(cells) for cells in [self.system.cells, *built]}
        for release, made in zip(self.case.earlier, built, strict=True):
            self._withhold(release, made)
        for number, (release, made) in enumerate(zip(self.case.earlier, built, strict=True), 1):
            self._add(number, release, made)
        self.system.stays_blank -= self.system.known
        self.system.follows = sorted({*self._later_versions(), *self._same_stocks()})

    def _later_versions(self) -> Iterator[tuple[str, str]]:
        """A corrected figure and what it was: most kommuner behind it are not the ones who corrected theirs."""
        for newest, *older in self.versions.values():
            yield from ((newest, version) for version in older)

    def _same_stocks(self) -> Iterator[tuple[str, str]]:
        """The pairs that the case names, each earlier figure under the name of its quantity."""
        for now, before in self.case.follows.items():
            yield from ((now, version) for version in self.versions.get(before, ()) if now in self.system.cells)

    def _made_of(self, release: Earlier) -> dict[str, Cell]:
        check_equations(release.equations, "En tidligere utgivelse")
        for name, value in release.cells.items():
            if value is not None:
                check_number(value, f"En tidligere utgivelse, celle {name!r}")
        if release.contributions is None:
            return {}
        check_numbers(release.contributions, "En tidligere utgivelse")
        return build(release.equations, release.contributions, {}, {}, lenient=True)

    def _withhold(self, release: Earlier, made: Mapping[str, Cell]) -> None:
        """Hold back cells whose change since they were published is the doing of too few kommuner."""
        for name in sorted(release.cells.keys() & set(self.system.shown)):
            value = release.cells[name]
            if value is None:
                continue
            self.system.published_before.add(name)
            reason = self._too_few_changed(self.system.cells[name], value, made.get(name))
            if reason and reason not in self.system.withheld.setdefault(name, []):
                self.system.withheld[name].append(reason)
                self.moved.add(name)

    def _too_few_changed(self, now: Cell, value: float, before: Cell | None) -> str:
        changed = not close(now.value, value)
        if before is None or before.by_kommune is None or now.by_kommune is None:
            return "corrected" if changed else ""
        others = now.by_kommune.keys() ^ before.by_kommune.keys()
        both = now.by_kommune.keys() & before.by_kommune.keys()
        moved = {one for one in both if not close(now.by_kommune[one], before.by_kommune[one])} | others
        if not _batch(others, self.system.people, self.case.parameters):
            return "joiners"
        return "corrected" if changed and not (moved and _batch(moved, self.system.people, self.case.parameters)) else ""

    def _add(self, number: int, release: Earlier, made: Mapping[str, Cell]) -> None:
        """Bring one release's figures and sums in, each id under the name of its quantity."""
        ids = sorted(release.cells.keys() | {name for one in release.equations for name in (one.total, *one.parts)})
        names = {name: self._name(name, number, release.cells.get(name), made.get(name)) for name in ids}
        self._part_where_sums_disagree(number, release, names, made)
        for name in ids:
            if release.cells.get(name) is not None:
                self.system.known.add(names[name])
            elif name in release.cells:
                self.system.stays_blank |= {names[name]} | ({name} & set(self.system.shown))
        for one in release.equations:
            joined = Equation(names[one.total], tuple(names[part] for part in one.parts))
            if joined not in self.system.equations:
                self.system.equations.append(joined)

    def _name(self, name: str, number: int, value: float | None, made: Cell | None) -> str:
        """The quantity that this id meant in that release: one already met with the same number, or a new one."""
        truth = value if value is not None else (made.value if made is not None else nan)
        for version in self.versions.get(name, []):
            if version == name and name in self.moved and value is not None:
                continue
            known = self.system.cells[version].value
            if isnan(truth) or isnan(known) or close(known, truth):
                if isnan(known) and not isnan(truth):
                    self.system.cells[version] = Cell(version, truth, made.by_kommune if made else None)
                return version
        return self._new(name, number, Cell(name, truth, made.by_kommune if made else None))

    def _new(self, name: str, number: int, cell: Cell) -> str:
        version = f"{name} (release {number})" if self.versions.get(name) else name
        self.system.cells[version] = Cell(version, cell.value, cell.by_kommune)
        self.versions.setdefault(name, []).append(version)
        return version

    def _part_where_sums_disagree(
        self, number: int, release: Earlier, names: dict[str, str], made: Mapping[str, Cell]
    ) -> None:
        """An old sum that no longer adds up had other blanks: those get a quantity of their own."""
        again = True
        while again:
            again = False
            for one in release.equations:
                values = [self.system.cells[names[name]].value for name in (one.total, *one.parts)]
                if isnan(sum(values)) or close(values[0], sum(values[1:])):
                    continue
                loose = [n for n in (one.total, *one.parts) if release.cells.get(n) is None and n not in made]
                if not loose:
                    raise BadCase(f"En tidligere utgivelse går ikke opp ved {one.total!r}.")
                for name in loose:
                    names[name] = self._new(name, number, Cell(name, nan))
                again = True


def _everyone(cells: Mapping[str, Cell]) -> frozenset[str]:
    """All kommuner that take part in some cell."""
    return frozenset(kommune for cell in cells.values() for kommune in cell.by_kommune or ())


def _batch(kommuner: Iterable[str], people: Mapping[str, str], rules: Parameters) -> bool:
    """Whether nobody, or a batch large enough to hide each of its kommuner."""
    members = list(kommuner)
    return not members or (len(members) >= rules.batch and enough_left(members, people, rules.min_rest))
