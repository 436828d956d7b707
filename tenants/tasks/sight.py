"""Which tasks the person in this room may see: one criterion that every question about tasks carries."""

from uuid import UUID

from sqlalchemy import ColumnElement, false, or_, true

from saas import here
from saas.accounts.guard import can
from tenants.groups import service as groups
from tenants.network import service as network
from tenants.network.models import Person
from tenants.tasks.models import Task


def visible() -> ColumnElement[bool]:
    """A criterion on Task: one's own, and those of the groups that one may see."""
    if can("see_all"):
        return true()
    return or_(own(network.me()), Task.group_id.in_(group_ids()))


def own(person: Person | None) -> ColumnElement[bool]:
    """A criterion on Task: this person is the responsible one. Nobody is responsible for nothing."""
    return Task.responsible_id == person.id if person else false()


def group_ids() -> set[UUID]:
    """The groups whose tasks and meetings the person may open; a practitioner sees only what is their own."""
    return set() if here.role() == "practitioner" else {group.id for group in groups.visible()}
