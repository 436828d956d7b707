"""Milestones: days on the way of a measure, and whether they were reached."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from sqlalchemy import select

from saas import audit, clock
from saas.db import check_version, db
from saas.db import find as find_row
from saas.errors import Invalid, NotFound, NotNow
from tenants.groups import guarding
from tenants.groups.guarding import Kept
from tenants.measures.lifecycle import EARLIEST, clean
from tenants.measures.models import Measure, Milestone

LONGEST = 200


def of(measure_ids: Iterable[UUID]) -> dict[UUID, list[Milestone]]:
    """Measure → its milestones by day, in one statement; measures without any are left out."""
    query = select(Milestone).where(Milestone.measure_id.in_(list(measure_ids)))
    found: dict[UUID, list[Milestone]] = {}
    for milestone in db.session.scalars(query.order_by(Milestone.due_on, Milestone.title)):
        found.setdefault(milestone.measure_id, []).append(milestone)
    return found


def find(measure: Measure, milestone_id: UUID) -> Milestone:
    """One of the measure's milestones, or NotFound."""
    milestone = find_row(Milestone, milestone_id)
    if milestone.measure_id != measure.id:
        raise NotFound()
    return milestone


def add(measure: Measure, title: str, due_on: date | None, *, kept: Kept | None = None) -> Milestone:
    """A new milestone. Raises Invalid or Guarded with the fields «milepel» and «dag»."""
    if measure.state in ("ended", "evaluated", "rejected"):
        raise NotNow("Tiltaket er avsluttet eller avvist, og får ingen nye milepæler.")
    title = " ".join(clean(title, "milepel", LONGEST).split())
    if not title:
        raise Invalid("Skriv hva milepælen er.", field="milepel")
    if due_on is None or not EARLIEST <= due_on <= date(2100, 1, 1):
        raise Invalid("Skriv dagen, for eksempel 15.9.2026.", field="dag")
    guarding.check(measure.group, {"milepel": title}, kept)
    milestone = Milestone(measure_id=measure.id, title=title, due_on=due_on)
    db.session.add(milestone)
    db.session.flush()
    audit.record("milestone.added", milestone, measure=measure.id, due_on=due_on)
    return milestone


def reach(milestone: Milestone, seen: int | None = None) -> Milestone:
    """«Nådd» today; pressed again it is not reached after all."""
    check_version(milestone, seen)
    milestone.done_on = None if milestone.done_on else clock.today()
    audit.record("milestone.reached", milestone, reached=milestone.done_on is not None)
    return milestone


def remove(milestone: Milestone, seen: int | None = None) -> None:
    """Take away a milestone that was a mistake; one that was reached stays as history."""
    if milestone.done_on is not None:
        raise NotNow("En milepæl som er nådd, blir stående.")
    check_version(milestone, seen)
    audit.record("milestone.removed", milestone, measure=milestone.measure_id)
    db.session.delete(milestone)
    db.session.flush()
