"""Which figures the page shows, and in which order: up to five, chosen by the coordinator."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from saas import audit, here
from saas.db import db, find
from saas.errors import Invalid, NotNow
from tenants.indicators import service as indicators
from tenants.indicators.service import Figure
from tenants.situation.models import SituationFigure

MOST = 5


def chosen() -> list[SituationFigure]:
    """The rows, in their order."""
    return list(db.session.scalars(select(SituationFigure).order_by(SituationFigure.position, SituationFigure.id)))


def figures() -> list[Figure]:
    """The figures of the page; where nothing is chosen, those that SLT asks for first."""
    rows = chosen()
    return indicators.figures(row.series for row in rows) if rows else indicators.chosen(MOST)


def available() -> list[tuple[str, str]]:
    """(key, label) of what may still be chosen."""
    taken = {row.series for row in chosen()}
    return [(key, label) for key, label in indicators.series_keys() if key not in taken]


def add(series: str) -> SituationFigure:
    """One more figure, last on the list."""
    _hold()
    rows = chosen()
    if len(rows) >= MOST:
        raise NotNow("Siden har plass til {n} tall. Ta bort ett først.", n=MOST)
    if series in {row.series for row in rows}:
        raise Invalid("Tallet er valgt allerede.", field="serie")
    if series not in dict(indicators.series_keys()):
        raise Invalid("Velg fra listen.", field="serie")
    row = SituationFigure(position=max((row.position for row in rows), default=0) + 1, series=series)
    db.session.add(row)
    db.session.flush()
    audit.record("situation.figure_added", row, series=series)
    return row


def remove(figure_id: UUID) -> None:
    """The page shows one figure less."""
    _hold()
    row = find(SituationFigure, figure_id)
    audit.record("situation.figure_removed", row, series=row.series)
    db.session.delete(row)


def move(figure_id: UUID, step: int) -> None:
    """One place up (-1) or down (1); at the end of the list nothing happens."""
    _hold()
    find(SituationFigure, figure_id)
    ids = [row.id for row in chosen()]
    place = ids.index(figure_id)
    if 0 <= place + step < len(ids):
        ids[place], ids[place + step] = ids[place + step], ids[place]
        order(ids)


def order(ids: Sequence[UUID]) -> None:
    """The whole list in a new order. Raises Invalid when the ids are not exactly those on the list."""
    _hold()
    rows = {row.id: row for row in chosen()}
    if len(ids) != len(rows) or set(ids) != set(rows):
        raise Invalid("Listen er endret siden du åpnet siden. Last siden på nytt.")
    for position, figure_id in enumerate(ids, start=1):
        rows[figure_id].position = position
    audit.record("situation.figures_ordered", count=len(ids))


def _hold() -> None:
    here.lock("situation_figures")
