"""Rows that a form may point at: those of this kommune, also of features that come later in the year."""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from saas.db import Base, db
from saas.errors import Invalid
from tenants.network.models import Organisation, Person


def known(table: str, row_id: UUID | None, field: str) -> UUID | None:
    """The id, if the kommune has such a row. Raises Invalid at `field` otherwise. None points at nothing."""
    if row_id is None:
        return None
    model: Any = next(mapper.class_ for mapper in Base.registry.mappers if mapper.local_table.name == table)  # type: ignore[attr-defined]
    if db.session.scalar(select(model.id).where(model.id == row_id)) is None:
        raise Invalid("Velg fra listen.", field=field)
    return row_id


def organisation(row_id: UUID, field: str) -> Organisation:
    """An organisation of the network. Raises Invalid at `field`."""
    found = db.session.scalars(select(Organisation).where(Organisation.id == row_id)).one_or_none()
    if found is None:
        raise Invalid("Velg fra listen.", field=field)
    return found


def leader(row_id: UUID, field: str) -> Person:
    """Somebody in the network today who can be written to. Raises Invalid at `field`."""
    person = db.session.scalars(select(Person).where(Person.id == row_id)).one_or_none()
    if person is None or not person.active:
        raise Invalid("Velg fra listen.", field=field)
    if not person.email:
        raise Invalid("{name} mangler e-postadresse. Legg den inn under Nettverk først.", field=field, name=person.name)
    return person
