"""The tasks of a measure: given from its page, and listed there with their deadlines."""

from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from saas.db import db
from saas.errors import NotNow
from tenants.groups.guarding import Kept
from tenants.groups.models import Group
from tenants.measures.models import Measure
from tenants.tasks import notices
from tenants.tasks import sight as tasks_in_sight
from tenants.tasks.models import OPEN, Task


def give(measure: Measure, what: str, responsible_id: UUID, due_on: date, *, kept: Kept | None = None) -> Task:
    """A new task that belongs to the measure, and a letter to the one who gets it."""
    if measure.state in ("evaluated", "rejected"):
        raise NotNow("Tiltaket er evaluert eller avvist, og får ingen nye oppgaver.")
    return notices.assign(
        measure.group, what, responsible_id, due_on, source=measure.label, measure_id=measure.id, kept=kept
    )


def of(measure: Measure) -> list[Task]:
    """The measure's tasks that the visitor may see: the open ones by deadline, then the others."""
    query = select(Task).where(Task.measure_id == measure.id, tasks_in_sight.visible())
    query = query.options(joinedload(Task.group).lazyload(Group.seats))
    query = query.order_by(Task.status.in_(OPEN).desc(), Task.due_on.asc().nulls_last(), Task.created_at)
    return list(db.session.scalars(query))
