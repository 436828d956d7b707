"""Reading what is released, in the centre's room or a kommune's: frozen rows as they are, and nothing computed."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.orm import aliased

from saas.centre.models import Published, PublishedCell, PublishedEquation, PublishedTable
from saas.db import db
from saas.errors import NotFound


@dataclass(frozen=True)
class OpenedTable:
    """A table of a release with its cells in their order."""

    release: Published
    table: PublishedTable
    cells: list[PublishedCell]


@dataclass(frozen=True)
class SeriesPoint:
    """One figure in one release: `released` is the release it stands in."""

    released: Published
    cell: PublishedCell


def releases() -> list[Published]:
    """Every release, corrected ones too, the newest period first and in it the newest release."""
    query = select(Published).order_by(Published.period.desc(), Published.published_at.desc(), Published.id)
    return list(db.session.scalars(query))


def latest() -> Published | None:
    """The release that holds now: of the newest period, the one that nothing has corrected; None before the first."""
    return next(iter(current()), None)


def current() -> list[Published]:
    """The release that holds for each period, the newest period first; those that were corrected are left out."""
    later = aliased(Published)
    corrected = select(later.id).where(later.corrects == Published.id).exists()
    return list(db.session.scalars(select(Published).where(~corrected).order_by(Published.period.desc())))


def find(release_id: UUID) -> Published:
    """One release that is out. Raises NotFound."""
    found = db.session.get(Published, release_id)
    if found is None:
        raise NotFound()
    return found


def correction_of(release_id: UUID) -> Published | None:
    """The release that corrects this one, if any."""
    return db.session.scalars(select(Published).where(Published.corrects == release_id)).one_or_none()


def tables(release: Published) -> list[PublishedTable]:
    """The tables of a release in their order."""
    query = select(PublishedTable).where(PublishedTable.release_id == release.id)
    return list(db.session.scalars(query.order_by(PublishedTable.position)))


def table(release_id: UUID, code: str) -> OpenedTable:
    """A table with its release and cells, in one statement. Raises NotFound."""
    query = (
        select(Published, PublishedTable, PublishedCell)
        .join(PublishedTable, PublishedTable.release_id == Published.id)
        .join(
            PublishedCell,
            and_(PublishedCell.release_id == PublishedTable.release_id, PublishedCell.table_code == PublishedTable.code),
        )
        .where(Published.id == release_id, PublishedTable.code == code)
        .order_by(PublishedCell.position)
    )
    rows = db.session.execute(query).all()
    if not rows:
        raise NotFound()
    return OpenedTable(rows[0][0], rows[0][1], [row[2] for row in rows])


def first_cells(release: Published) -> dict[str, PublishedCell]:
    """The national figure of every indicator: the cell without keys in its first table, by the figure's id."""
    query = select(PublishedCell).where(PublishedCell.release_id == release.id, PublishedCell.position == 0)
    return {cell.cell: cell for cell in db.session.scalars(query.order_by(PublishedCell.table_code))}


def series(cell: str) -> list[SeriesPoint]:
    """One figure by its id («measures|region=R08») through the releases that hold now, the oldest first."""
    later = aliased(Published)
    corrected = select(later.id).where(later.corrects == Published.id).exists()
    query = (
        select(Published, PublishedCell)
        .join(PublishedCell, PublishedCell.release_id == Published.id)
        .where(PublishedCell.cell == cell, ~corrected)
        .distinct(Published.period)
        .order_by(Published.period, PublishedCell.table_code)
    )
    return [SeriesPoint(released, found) for released, found in db.session.execute(query)]


def equations(release: Published) -> list[PublishedEquation]:
    """The sums that hold in a release."""
    query = select(PublishedEquation).where(PublishedEquation.release_id == release.id)
    return list(db.session.scalars(query.order_by(PublishedEquation.indicator, PublishedEquation.position)))
