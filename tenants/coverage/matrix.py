"""Theme × sector × age: what there is, and where there is nothing."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute

from saas import clock, vocabulary
from saas.db import db
from tenants.coverage.models import Offer
from tenants.measures.models import Measure
from tenants.network.models import ORGANISATION_TYPES, Organisation

# The politiråd's other business is no part of it.
THEMES = [code for code in vocabulary.THEMES if code not in vocabulary.WIDER]
# These are asked about whether they have anything or not; the other types stand here only when they have.
SECTORS = (
    "school", "child_welfare", "health", "nav", "culture_leisure", "technical_services", "police", "voluntary",
)  # fmt: skip
# A measure counts from it is decided until it ends.
RUNNING = ("decided", "started")


@dataclass(frozen=True)
class Cell:
    """What one sector has on one theme."""

    theme: str
    sector: str
    offers: int
    measures: int

    @property
    def empty(self) -> bool:
        """A gap."""
        return not self.offers and not self.measures


@dataclass(frozen=True)
class Row:
    """One theme across the sectors."""

    theme: str
    cells: list[Cell]

    @property
    def gaps(self) -> int:
        """How many of its cells are empty."""
        return sum(cell.empty for cell in self.cells)


@dataclass(frozen=True)
class Matrix:
    """The whole table, for all ages or for one; `ownerless` is how many measures no sector owns."""

    age: str | None
    sectors: list[str]
    rows: list[Row]
    ownerless: int

    @property
    def size(self) -> int:
        """How many cells there are."""
        return len(self.sectors) * len(self.rows)

    @property
    def gaps(self) -> int:
        """How many cells are empty."""
        return sum(row.gaps for row in self.rows)

    @property
    def emptiest(self) -> list[str]:
        """The themes with the most gaps, where they stand out from the others."""
        most = max((row.gaps for row in self.rows), default=0)
        worst = [row.theme for row in self.rows if most and row.gaps == most]
        return worst if len(worst) <= 3 else []


def matrix(age: str | None = None) -> Matrix:
    """Offers and running measures by theme and sector, in two grouped statements and one for those without owner.

    `age` is a code of the vocabulary; what is for all ages counts for each of them. Raises Invalid for another code.
    """
    if age is not None:
        vocabulary.require("age_group", age, "alder")
    offers, measures = _offers(age), _measures(age)
    held = {sector for _, sector in [*offers, *measures]}
    sectors = [*SECTORS, *(code for code in ORGANISATION_TYPES if code in held and code not in SECTORS)]
    rows = [
        Row(
            theme,
            [Cell(theme, s, offers.get((theme, s), 0), measures.get((theme, s), 0)) for s in sectors],
        )
        for theme in THEMES
    ]
    return Matrix(age, sectors, rows, _ownerless(age))


def for_age(column: InstrumentedAttribute[str], age: str | None) -> list[ColumnElement[bool]]:
    """The conditions that keep what is for an age: its own, and what is for all ages. Parents are not an age."""
    if age is None or age == "all":
        return []
    return [column.in_([age] if age == "parents" else [age, "all"])]


def still_offered() -> ColumnElement[bool]:
    """An offer that has not ended, as a condition."""
    return Offer.ended_on.is_(None) | (Offer.ended_on >= clock.today())


def _offers(age: str | None) -> dict[tuple[str, str], int]:
    query = select(Offer.theme, Organisation.type, func.count())
    query = query.join(Organisation, Organisation.id == Offer.organisation_id)
    query = query.where(Offer.theme.in_(THEMES), still_offered(), *for_age(Offer.age_group, age))
    return _counted(db.session.execute(query.group_by(Offer.theme, Organisation.type)).tuples())


def _measures(age: str | None) -> dict[tuple[str, str], int]:
    query = select(Measure.theme, Organisation.type, func.count())
    query = query.join(Organisation, Organisation.id == Measure.owner_id)
    query = query.where(Measure.theme.in_(THEMES), Measure.state.in_(RUNNING), *for_age(Measure.age_group, age))
    return _counted(db.session.execute(query.group_by(Measure.theme, Organisation.type)).tuples())


def _ownerless(age: str | None) -> int:
    query = select(func.count()).select_from(Measure).where(Measure.owner_id.is_(None), Measure.state.in_(RUNNING))
    query = query.where(Measure.theme.in_(THEMES), *for_age(Measure.age_group, age))
    return db.session.scalar(query) or 0


def _counted(found: Iterable[tuple[str, str, int]]) -> dict[tuple[str, str], int]:
    return {(theme, sector): number for theme, sector, number in found}
