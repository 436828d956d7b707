"""The work of leaving: takeouts are made, old ones thrown away, and a kommune whose day has come is deleted."""

from uuid import UUID

from sqlalchemy import func, select, update

from saas import audit, clock, here, jobs
from saas.db import db, find
from tenants.departure import service
from tenants.departure.models import Departure, Export


@jobs.job("departure.export")
def export(export_id: str = "") -> None:
    """Begin one takeout, or (as a round) find those that wait, and throw away those that are old."""
    if not export_id:
        _round()
        return
    waiting = select(Export).where(Export.id == UUID(export_id), Export.state == "waiting").with_for_update(skip_locked=True)
    if (found := db.session.scalars(waiting).one_or_none()) is not None:
        found.state = "working"
        jobs.later("departure.make", found.id)


@jobs.job("departure.make")
def make(export_id: str) -> None:
    """Make the file of one takeout; a second worker on the same one leaves it alone."""
    here.lock(f"export:{export_id}")
    found = find(Export, UUID(export_id))
    if found.state == "working":
        service.make(found)


@jobs.job("departure.delete")
def delete() -> None:
    """The round that looks for a day that has come; the database counts the two and the days once more."""
    due = select(Departure).where(Departure.state == "confirmed", Departure.delete_after <= func.now())
    if (wish := db.session.scalars(due).first()) is not None:
        here.leave_for_good(wish.id)


def _round() -> None:
    for export_id in db.session.scalars(select(Export.id).where(Export.state == "waiting")):
        jobs.later("departure.export", export_id)
    for export_id in db.session.scalars(select(Export.id).where(Export.state == "working")):
        jobs.later("departure.make", export_id)
    old = (Export.state == "ready") & (Export.expires_at < clock.now())
    gone = db.session.execute(update(Export).where(old).values(state="expired", content=None))
    if gone.rowcount:  # type: ignore[attr-defined]
        audit.record("export.expired", number=gone.rowcount)  # type: ignore[attr-defined]
