"""Everything that one person answers for goes to another, without anybody leaving the role of coordinator."""

from uuid import UUID

from sqlalchemy import select

from saas import audit
from saas.accounts.guard import can
from saas.db import db
from saas.errors import Invalid, NotAllowed, NotNow
from tenants.handover import deeds, duties
from tenants.network.models import Person


def hand_over(person: Person, to: UUID | None) -> int:
    """Everything that a person answers for goes to another, now. Raises Invalid for one who is not in the network."""
    if not can("coordinate"):
        raise NotAllowed("Bare koordinatoren overfører ansvar.")
    receiver = db.session.scalars(select(Person).where(Person.id == to)).one_or_none() if to else None
    if receiver is None or not receiver.active or receiver.id == person.id:
        raise Invalid("Velg hvem som skal ha ansvaret, fra listen.", field="til")
    found = duties.gather(person)
    if not found:
        raise NotNow("{name} har ingen åpne ansvar.", name=person.name)
    for duty in found:
        deeds.hand_to(duty, receiver)
    audit.record("handover.person_handed_over", person, to=receiver.id, duties=len(found))
    return len(found)
