"""What a published release tells of itself: what it shows and hides, how it was attacked, by which rules, and who let it out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from saas.centre.catalogue import BY_CODE
from saas.centre.models import Published, PublishedTable
from saas.national import words
from saas.national.tables import heading
from saas.pages import gettext, number, say


def N_(sentence: str) -> str:
    """Mark a sentence as a text for the catalogues."""
    return sentence


# The rules that may be told. How near a figure may be guessed is kept inside, so that nobody can work backwards from it.
RULES = {
    "min_units": N_("Færrest kommuner bak et tall"),
    "min_rest": N_("Færrest kommuner igjen når én koordinators egne er trukket fra"),
    "min_nonzero": N_("Færrest koordinatorer med noe å telle"),
    "batch": N_("Færrest kommuner som kommer til eller går ut samtidig"),
}
# How the name of a view begins → who it is, the longest first. What follows in the name (which coordinator) is not told.
VIEWS = (
    ("kommuner, coordinator", N_("Koordinator, mot den enkelte kommunen")),
    ("kommuner", N_("Utenforstående, mot den enkelte kommunen")),
    ("coordinator", N_("Koordinator, med egne tall kjent")),
    ("outsider", N_("Utenforstående")),
    ("shown", N_("Reglene, på alt som vises")),
    ("", N_("Andre")),
)


@dataclass(frozen=True)
class Extent:
    """How much of a table is shown: cells, cells without a value, and the lengths of the two parts of its bar."""

    code: str
    title: str
    sides: str
    cells: int
    without: int

    @property
    def shown(self) -> int:
        """Cells with a value."""
        return self.cells - self.without

    @property
    def length(self) -> float:
        """How much of a bar of length 100 is shown."""
        return round(100 * self.shown / self.cells, 1) if self.cells else 0.0

    @property
    def sentence(self) -> str:
        """«96 av 117 celler vises, 21 er skjult»"""
        some, every, rest = number(self.shown), number(self.cells), number(self.without)
        if not self.without:
            return gettext("Alle %(every)s celler vises", every=every)
        return gettext("%(some)s av %(every)s celler vises, %(rest)s er skjult", some=some, every=every, rest=rest)


@dataclass(frozen=True)
class Group:
    """An indicator with its tables."""

    indicator: str
    title: str
    formula: str
    includes: str
    definition: int
    source: str
    tables: tuple[Extent, ...]


def groups(found: Sequence[PublishedTable], counts: dict[str, tuple[int, int]]) -> list[Group]:
    """The release's tables under their indicators, in their order."""
    by_indicator: dict[str, list[PublishedTable]] = {}
    for table in found:
        by_indicator.setdefault(table.indicator, []).append(table)
    return [_group(code, listed, counts) for code, listed in by_indicator.items()]


def _group(code: str, listed: Sequence[PublishedTable], counts: dict[str, tuple[int, int]]) -> Group:
    told = listed[0].description
    extents = tuple(Extent(one.code, *_name(one), *counts.get(one.code, (0, 0))) for one in listed)
    title = say(BY_CODE[code].title) if code in BY_CODE else say(told["title"])
    return Group(code, title, say(told["formula"]), say(told["includes"]), told["definition"], say(told["source"]), extents)


def _name(table: PublishedTable) -> tuple[str, str]:
    told = table.description
    title, sides = say(told["title"]), [say(dim["title"]) for dim in told["dims"]]
    if told["kind"] == "median":
        sides[0] = gettext("Kommunen i midten, %(side)s", side=sides[0].lower())
    elif told.get("year"):
        sides[0] = gettext("Hele %(year)s, %(side)s", year=told["year"], side=sides[0].lower())
    return heading(title, [say(dim["title"]) for dim in told["dims"]]), " × ".join(sides)


def whole(found: Sequence[Group]) -> Extent:
    """The whole release as one."""
    listed = [table for group in found for table in group.tables]
    return Extent("", "", "", sum(table.cells for table in listed), sum(table.without for table in listed))


def rules(release: Published) -> list[tuple[str, str]]:
    """(rule, value) of those that may be told."""
    return [(say(called), number(release.parameters[name])) for name, called in RULES.items() if name in release.parameters]


def lost(release: Published) -> list[tuple[str, str]]:
    """(what, how much) that protection has cost."""
    told: dict[str, Any] = release.utility
    facts = []
    if told.get("mass") is not None:
        facts.append((gettext("Andel av det som er talt, i skjulte celler"), f"{number(100 * told['mass'], 1)}\u00a0%"))
    if told.get("series") is not None:
        facts.append((gettext("Tidsserier med hull"), number(told["series"])))
    return facts


@dataclass(frozen=True)
class Attack:
    """One sort of reader that the release was attacked as: how many figures were gone for, and how many were opened."""

    who: str
    attacked: int
    opened: int


def attacks(release: Published) -> list[Attack]:
    """What the audit found, a line for each sort of reader; nobody is named in it."""
    found: dict[str, list[dict[str, Any]]] = {}
    for view in release.audit.get("views", []):
        found.setdefault(next(who for start, who in VIEWS if str(view["name"]).startswith(start)), []).append(view)
    return [
        Attack(
            say(who),
            sum(int(view.get("attacked") or 0) for view in views),
            sum(_count(view.get("exact")) + _count(view.get("broken")) for view in views),
        )
        for who, views in found.items()
    ]


def _count(told: Any) -> int:
    """How many: the audit may tell a number or list the cells."""
    return len(told) if isinstance(told, list | dict) else int(told or 0)


def title(release: Published) -> str:
    """«2. tertial 2026»"""
    return words.period(release.period)
