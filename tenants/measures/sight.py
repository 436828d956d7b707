"""Which measures the person in this room may see: one criterion that every question about measures carries."""

from sqlalchemy import ColumnElement, false, or_, true

from saas.accounts.guard import can
from tenants.measures.models import Measure
from tenants.network import service as network
from tenants.network.models import Person


def visible() -> ColumnElement[bool]:
    """All who know the kommune's goals see all of them; a practitioner their own and their own service's."""
    return true() if can("know") else own(network.me())


def own(person: Person | None) -> ColumnElement[bool]:
    """A criterion on Measure: this person answers for it, or their service owns it."""
    if person is None:
        return false()
    return or_(Measure.responsible_id == person.id, Measure.owner_id == person.organisation_id)


def may_report(measure: Measure, me: Person | None = None) -> bool:
    """Whether the visitor may tell how a measure goes: the coordinator, the responsible one, the owner's people."""
    if can("coordinate"):
        return True
    me = me or network.me()
    return me is not None and (measure.responsible_id == me.id or measure.owner_id == me.organisation_id)
