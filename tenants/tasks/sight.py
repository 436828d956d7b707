"""Which tasks the person in this room may see: one criterion that every question about tasks carries."""

from sqlalchemy import ColumnElement, false, or_, true

from saas import here
from saas.accounts.guard import can
from tenants.groups import service as groups
from tenants.network import service as network
from tenants.network.models import Person
from tenants.tasks.models import Task


def visible() -> ColumnElement[bool]:
    """A criterion on Task: one's own, and those of the groups that one may see. A practitioner has one's own only."""
    if can("see_all"):
        return true()
    mine = own(network.me())
    if here.role() == "practitioner":
        return mine
    return or_(mine, Task.group_id.in_([group.id for group in groups.visible()]))


def own(person: Person | None) -> ColumnElement[bool]:
    """A criterion on Task: this person is the responsible one. Nobody is responsible for nothing."""
    return Task.responsible_id == person.id if person else false()


def sees_group(task: Task) -> bool:
    """Whether the person may also see the group, and so the meeting that the task comes from."""
    if here.role() == "practitioner":
        return False
    return can("see_all") or task.group_id in {group.id for group in groups.visible()}
