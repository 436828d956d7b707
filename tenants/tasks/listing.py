"""The task list: one across meetings, by owner and deadline, with its tabs, filters and numbers."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload

from saas import clock, here
from saas.db import db
from tenants.groups.models import Group
from tenants.network import service as network
from tenants.network.models import Person
from tenants.tasks import sight
from tenants.tasks.models import OPEN, Task
from tenants.tasks.questions import BY_DEADLINE
from tenants.tasks.service import may_report

# How many rows a list shows before «Vis alle».
FEW = 7
VIEWS = ("mine", "apne", "over-frist", "ferdige")


@dataclass(frozen=True)
class Filters:
    """What was asked for. `view` is one of VIEWS; `by` is «frist» or «ansvarlig»."""

    view: str = "mine"
    group_id: UUID | None = None
    person_id: UUID | None = None
    by: str = "frist"
    everything: bool = False


@dataclass
class Listing:
    """One page of the list: the rows, how many there are in all, and how many each view holds."""

    rows: list[Task]
    total: int
    counts: dict[str, int]
    me: Person | None
    open_groups: set[UUID] = field(default_factory=set)
    people: list[tuple[UUID, str]] = field(default_factory=list)
    groups: list[tuple[UUID, str]] = field(default_factory=list)

    def may_report(self, task: Task) -> bool:
        """Whether the visitor may tell how this task goes."""
        return may_report(task, self.me)


def listing(filters: Filters) -> Listing:
    """The tasks that I may see in a view, in as many statements for three tasks as for three thousand."""
    me, seen, alone = network.me(), sight.visible(), here.role() == "practitioner"
    views, wanted = _views(me), [seen, *_narrowed(filters)]
    counts = _counts(views, wanted)
    rows = (
        select(Task).where(views[filters.view], *wanted).options(joinedload(Task.group).lazyload(Group.seats))
    )
    rows = rows.order_by(*_order(filters)).limit(None if filters.everything else FEW)
    return Listing(
        rows=list(db.session.scalars(rows)),
        total=counts[filters.view],
        counts=counts,
        me=me,
        open_groups=sight.group_ids(),
        people=[] if alone else _named(Person, Task.responsible_id, seen),
        groups=[] if alone else _named(Group, Task.group_id, seen),
    )


def _views(me: Person | None) -> dict[str, ColumnElement[bool]]:
    is_open = Task.status.in_(OPEN)
    return {
        "mine": is_open & sight.own(me),
        "apne": is_open,
        "over-frist": is_open & (Task.due_on < clock.today()),
        "ferdige": Task.status.not_in(OPEN),
    }


def _narrowed(filters: Filters) -> list[ColumnElement[bool]]:
    chosen = []
    if filters.group_id is not None:
        chosen.append(Task.group_id == filters.group_id)
    if filters.person_id is not None:
        chosen.append(Task.responsible_id == filters.person_id)
    return chosen


def _counts(views: dict[str, ColumnElement[bool]], wanted: list[ColumnElement[bool]]) -> dict[str, int]:
    """All four numbers in one statement."""
    columns = [func.count().filter(criterion) for criterion in views.values()]
    numbers = db.session.execute(select(*columns).select_from(Task).where(*wanted)).one()
    return dict(zip(views, numbers, strict=True))


def _order(filters: Filters) -> tuple[Any, ...]:
    if filters.view == "ferdige":
        return (func.coalesce(Task.done_on, Task.due_on).desc().nulls_last(), Task.created_at, Task.id)
    if filters.by == "ansvarlig":
        owner = select(Person.name).where(Person.id == Task.responsible_id).scalar_subquery()
        return (owner.asc().nulls_first(), *BY_DEADLINE)
    return BY_DEADLINE


def _named(model: Any, key: Any, seen: ColumnElement[bool]) -> list[tuple[UUID, str]]:
    """Those that the filters may be set to: who has a task that I may see, and which group."""
    used = select(key).where(seen, key.is_not(None))
    query = select(model.id, model.name).where(model.id.in_(used)).order_by(model.name)
    return [(row_id, name) for row_id, name in db.session.execute(query)]
