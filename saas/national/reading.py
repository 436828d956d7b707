"""What a page asks of the releases, beside saas.centre.published: a whole table in one statement, an overview in a few."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import aliased, load_only

from saas.centre.models import Published, PublishedCell, PublishedTable
from saas.db import db
from saas.errors import NotFound

_OF_A_CELL = ("cell", "keys", "value", "flag", "units")


@dataclass(frozen=True)
class Stored:
    """One released cell as it lies in the database: a value, or none and the flag that says why; never both."""

    cell: str
    keys: dict[str, str]
    value: float | None
    flag: str
    units: int | None


@dataclass(frozen=True)
class Opened:
    """A released table: its release, its description, its cells in order, and the release that corrects it, if any."""

    release: Published
    code: str
    indicator: str
    description: dict[str, Any]
    cells: tuple[Stored, ...]
    corrected_by: UUID | None


def standing(found: Iterable[Published]) -> list[Published]:
    """Those that nothing corrects, in the same order: what `published.releases` gives, without what no longer holds."""
    listed = list(found)
    replaced = {release.corrects for release in listed}
    return [release for release in listed if release.id not in replaced]


def one(found: Iterable[Published], release_id: UUID) -> Published:
    """The one with this id among them. Raises NotFound."""
    release = next((release for release in found if release.id == release_id), None)
    if release is None:
        raise NotFound()
    return release


def table(release_id: UUID, code: str) -> Opened:
    """A table with all its cells, asked for in one statement. Raises NotFound."""
    found = _opened(Published.id == release_id, PublishedTable.code == code)
    if not found:
        raise NotFound()
    return found[0]


def through_time(code: str) -> list[Opened]:
    """A table with its cells in every release that stands, the oldest first, in one statement; empty for one that never was."""
    return [opened for opened in _opened(PublishedTable.code == code) if opened.corrected_by is None]


def _opened(*where: ColumnElement[bool]) -> list[Opened]:
    later = aliased(Published)
    parts = (getattr(PublishedCell, name) for name in _OF_A_CELL)
    gathered = func.jsonb_agg(aggregate_order_by(func.jsonb_build_array(*parts), PublishedCell.position))
    cells = (
        select(func.coalesce(gathered, func.jsonb_build_array()))
        .where(PublishedCell.release_id == PublishedTable.release_id, PublishedCell.table_code == PublishedTable.code)
        .correlate(PublishedTable)
        .scalar_subquery()
    )
    newer = select(later.id).where(later.corrects == Published.id).order_by(later.published_at.desc()).limit(1)
    query = (
        select(Published, PublishedTable, cells, newer.correlate(Published).scalar_subquery())
        .join(PublishedTable, PublishedTable.release_id == Published.id)
        .where(*where)
        .order_by(Published.period, Published.published_at)
    )
    return [
        Opened(release, found.code, found.indicator, found.description, tuple(Stored(*cell) for cell in listed), corrected_by)
        for release, found, listed, corrected_by in db.session.execute(query)
    ]


def margins(release_ids: Iterable[UUID]) -> dict[UUID, dict[str, Stored]]:
    """The figures of releases that are split by at most one dimension, by their ids: what an overview is made of."""
    query = (
        select(PublishedCell)
        .where(PublishedCell.release_id.in_(list(release_ids)), PublishedCell.cell.not_like("%|%|%"))
        .options(load_only(*(getattr(PublishedCell, name) for name in _OF_A_CELL)))
        .distinct(PublishedCell.release_id, PublishedCell.cell)
        .order_by(PublishedCell.release_id, PublishedCell.cell)
    )
    found: dict[UUID, dict[str, Stored]] = {release_id: {} for release_id in release_ids}
    for row in db.session.scalars(query):
        found[row.release_id][row.cell] = Stored(row.cell, row.keys, row.value, row.flag, row.units)
    return found


def counts(release_id: UUID) -> dict[str, tuple[int, int]]:
    """Table code → (cells, how many of them have no value)."""
    empty = func.count().filter(PublishedCell.value.is_(None))
    query = select(PublishedCell.table_code, func.count(), empty).where(PublishedCell.release_id == release_id)
    return {code: (cells, without) for code, cells, without in db.session.execute(query.group_by(PublishedCell.table_code))}
