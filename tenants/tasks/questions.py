"""What others ask about tasks: one, those of a meeting, a person or a group, and how many are late."""

from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from saas import clock
from saas.db import db
from saas.errors import NotFound
from tenants.groups.models import Group
from tenants.network.models import Person
from tenants.tasks import sight
from tenants.tasks.models import OPEN, Task

# The nearest deadline first; what has none comes last.
BY_DEADLINE = (Task.due_on.asc().nulls_last(), Task.created_at, Task.id)


def find(task_id: UUID) -> Task:
    """The task if its group is visible or I am responsible; else NotFound."""
    task = db.session.scalars(_tasks().where(Task.id == task_id, sight.visible())).one_or_none()
    if task is None:
        raise NotFound()
    return task


def find_for_guest(task_id: UUID, person_id: UUID) -> Task | None:
    """The task that a signed link is about, while its person still is the responsible one."""
    mine = (Task.id == task_id, Task.responsible_id == person_id)
    return db.session.scalars(_tasks().where(*mine)).one_or_none()


def of_meeting(meeting_id: UUID) -> list[Task]:
    """All tasks born in a meeting, by place in the agenda's saker and then as they were written."""
    return _all(Task.meeting_id == meeting_id, order=(Task.position, Task.created_at))


def incomplete(meeting_id: UUID) -> list[Task]:
    """Tasks of a meeting that lack a responsible person or a deadline."""
    lacking = or_(Task.responsible_id.is_(None), Task.due_on.is_(None))
    return _all(Task.meeting_id == meeting_id, lacking, order=(Task.position, Task.created_at))


def open_for(person: Person | None) -> list[Task]:
    """A person's open tasks, the nearest deadline first."""
    return _all(sight.own(person), Task.status.in_(OPEN))


def open_of_group(group: Group) -> list[Task]:
    """A group's open tasks, the nearest deadline first."""
    return _all(Task.group_id == group.id, Task.status.in_(OPEN))


def open_counts() -> dict[UUID, int]:
    """Group → how many open tasks I may see in it; groups without any are left out."""
    return _counts(Task.status.in_(OPEN))


def overdue_counts() -> dict[UUID, int]:
    """Group → how many tasks past their deadline I may see in it. One statement on tasks."""
    return _counts(Task.status.in_(OPEN), Task.due_on < clock.today())


def _all(*criteria: Any, order: tuple[Any, ...] = BY_DEADLINE) -> list[Task]:
    return list(db.session.scalars(_tasks().where(*criteria).order_by(*order)))


def _counts(*criteria: Any) -> dict[UUID, int]:
    query = select(Task.group_id, func.count()).where(sight.visible(), *criteria).group_by(Task.group_id)
    return {group_id: number for group_id, number in db.session.execute(query)}


def _tasks() -> Any:
    """A task list shows the group's name only, so the seats stay where they are until somebody asks."""
    return select(Task).options(joinedload(Task.group).lazyload(Group.seats))
