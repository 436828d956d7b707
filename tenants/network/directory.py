"""Finding people and organisations in the network; what the visitor may see of them."""

from collections.abc import Callable, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import selectinload

from saas import clock, here
from saas.accounts import guard
from saas.db import db, find
from tenants.network.models import Organisation, Person

# Later features say here whose addresses are open to the visitor, since the network does not know of groups.
SHARED_ADDRESSES: list[Callable[[], set[UUID]]] = []


def me() -> Person | None:
    """The visitor's own person in this kommune, or None when no person is tied to the log-in."""
    if here.actor_id() is None:
        return None
    mine = select(Person).where(Person.user_id == here.actor_id(), still_here()).order_by(Person.id)
    return here.remembered("network.me", lambda: db.session.scalars(mine).first())


def people(active_only: bool = True) -> list[Person]:
    """Everyone in the network by name, with their organisation; one statement."""
    query = select(Person).order_by(Person.name, Person.id)
    return list(db.session.scalars(query.where(still_here()) if active_only else query))


def organisations() -> list[Organisation]:
    """All organisations by name, with their people; two statements however many they are."""
    query = select(Organisation).options(selectinload(Organisation.people)).order_by(Organisation.name)
    return list(db.session.scalars(query))


def find_person(person_id: UUID) -> Person:
    """One person, also one who has left. Raises NotFound."""
    return find(Person, person_id)


def find_organisation(organisation_id: UUID) -> Organisation:
    """One organisation with its people. Raises NotFound."""
    return find(Organisation, organisation_id, selectinload(Organisation.people))


def matching(type_code: str = "", words: str = "") -> list[tuple[Organisation, list[Person]]]:
    """Organisations of a type, with those of their active people that the search words hit.

    An organisation whose own name is hit keeps all its people; one with no hit at all is left out.
    """
    wanted = words.casefold().split()
    found = []
    for organisation in organisations():
        if type_code and organisation.type != type_code:
            continue
        active = [person for person in organisation.people if person.active]
        hits = (
            active
            if _holds(organisation.name, wanted)
            else [person for person in active if _holds(f"{person.name} {person.title} {organisation.name}", wanted)]
        )
        if hits or _holds(organisation.name, wanted):
            found.append((organisation, hits))
    return found


def open_addresses(persons: Sequence[Person]) -> set[UUID]:
    """Whose e-mail and phone the visitor may see: all for a coordinator, else those who share theirs, and one's own."""
    if guard.can("coordinate"):
        return {person.id for person in persons}
    shared = set().union(*(share() for share in SHARED_ADDRESSES))
    return {person.id for person in persons if person.id in shared or person.user_id == here.actor_id()}


def still_here() -> ColumnElement[bool]:
    """In the network today, as a condition."""
    return or_(Person.left_on.is_(None), Person.left_on >= clock.today())


def _holds(text: str, wanted: list[str]) -> bool:
    return all(word in text.casefold() for word in wanted)
