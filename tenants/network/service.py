"""Who is in the network: the deeds that change it, and (from directory.py) how it is found."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from uuid import UUID

from sqlalchemy import func, select

from saas import audit, here, privacy
from saas.db import check_version, db
from saas.errors import Guarded, Invalid, NotNow
from tenants.network.directory import (
    SHARED_ADDRESSES,
    find_organisation,
    find_person,
    matching,
    me,
    open_addresses,
    organisations,
    people,
    still_here,
)
from tenants.network.models import ORGANISATION_TYPES, Organisation, Person

__all__ = [
    "LEAVING", "MAY_LEAVE", "PANELS", "SHARED_ADDRESSES", "add_organisation", "add_person", "change_organisation", "change_person",
    "find_organisation", "find_person", "matching", "me", "open_addresses", "organisations", "people", "person_leaves",
    "person_returns",
]

# Later features hang their parts here, since the network must not know of them.
# A panel answers with finished HTML for a person's page; `leaving` is told of a person's last day.
# Those in MAY_LEAVE are asked first, and raise NotNow while the person has something that nobody else answers for.
PANELS: list[Callable[[Person], str]] = []
LEAVING: list[Callable[[Person, date], None]] = []
MAY_LEAVE: list[Callable[[Person, date], None]] = []


def add_organisation(name: str, type: str) -> Organisation:
    """A new organisation. Raises Invalid for an unknown type or a name that is taken."""
    organisation = Organisation(name=_clean(name), type=type)
    _check_organisation(organisation)
    db.session.add(organisation)
    db.session.flush()
    audit.record("organisation.added", organisation, type=type)
    return organisation


def change_organisation(organisation: Organisation, seen_version: int | None, name: str, type: str) -> None:
    """Another name or type; composition checks follow at once."""
    check_version(organisation, seen_version)
    # Checked before the row is touched: a refused page must show, and the database must see, what stands.
    _check_organisation(Organisation(id=organisation.id, name=_clean(name), type=type))
    organisation.name, organisation.type = _clean(name), type
    audit.record("organisation.changed", organisation, type=type)


def add_person(name: str, organisation_id: UUID, *, title: str = "", email: str = "", phone: str = "") -> Person:
    """A new person in the network. Raises Invalid for an unknown organisation or somebody already there."""
    person = Person(
        name=_clean(name),
        title=_clean(title),
        email=email.strip(),
        phone=_clean(phone),
        organisation_id=_known(organisation_id).id,
    )
    _check_person(person)
    db.session.add(person)
    db.session.flush()
    audit.record("person.added", person, organisation=organisation_id)
    return person


def change_person(
    person: Person,
    seen_version: int | None,
    *,
    name: str,
    organisation_id: UUID,
    title: str = "",
    email: str = "",
    phone: str = "",
) -> None:
    """Another name, title, organisation or contact. Seats keep the title of their own day."""
    check_version(person, seen_version)
    wanted = {
        "name": _clean(name),
        "title": _clean(title),
        "email": email.strip(),
        "phone": _clean(phone),
        "organisation_id": _known(organisation_id).id,
    }
    _check_person(Person(id=person.id, **wanted))
    for field, value in wanted.items():
        setattr(person, field, value)
    db.session.flush()
    db.session.refresh(person, ["organisation"])
    audit.record("person.changed", person, organisation=organisation_id)


def person_leaves(person: Person, last_day: date, seen_version: int | None = None) -> None:
    """The person's last day in the network; what they hold elsewhere ends with it."""
    if person.left_on is not None:
        raise NotNow("{name} har allerede en siste dag i nettverket.", name=person.name)
    check_version(person, seen_version)
    for ask in MAY_LEAVE:
        ask(person, last_day)
    person.left_on = last_day
    for leave in LEAVING:
        leave(person, last_day)
    audit.record("person.left", person, on=last_day)


def person_returns(person: Person, seen_version: int | None = None) -> None:
    """Undo a leaving. Seats that ended stay ended: they are given anew, with new dates."""
    if person.left_on is None:
        raise NotNow("{name} er allerede med i nettverket.", name=person.name)
    check_version(person, seen_version)
    person.left_on = None
    audit.record("person.returned", person)


def _clean(text: str) -> str:
    """One line with single spaces, as names and titles are written."""
    return " ".join(text.split())


def _known(organisation_id: UUID) -> Organisation:
    query = select(Organisation).where(Organisation.id == organisation_id)
    organisation = db.session.scalars(query).one_or_none()
    if organisation is None:
        raise Invalid("Velg en organisasjon fra listen.", field="organisasjon")
    return organisation


def _check_organisation(organisation: Organisation) -> None:
    if organisation.type not in ORGANISATION_TYPES:
        raise Invalid("Velg en type fra listen.", field="type")
    here.lock("organisations")
    same = select(Organisation.id).where(func.lower(Organisation.name) == organisation.name.lower())
    if set(db.session.scalars(same)) - {organisation.id}:
        raise Invalid("{name} står allerede i nettverket.", field="navn", name=organisation.name)
    _refuse("navn", organisation.name, levels=("block",))


def _check_person(person: Person) -> None:
    """The network holds adults by name, so names pass; numbers never do, and a title says a role and nothing more."""
    here.lock("people")
    same = select(Person.id).where(
        func.lower(Person.name) == person.name.lower(), Person.organisation_id == person.organisation_id, still_here()
    )
    if set(db.session.scalars(same)) - {person.id}:
        raise Invalid("{name} står allerede i nettverket hos denne organisasjonen.", field="navn", name=person.name)
    for field, text in (("navn", person.name), ("telefon", person.phone), ("epost", person.email)):
        _refuse(field, text, levels=("block",))
    _refuse("tittel", person.title, levels=("block", "warn"))


def _refuse(field: str, text: str, levels: tuple[str, ...]) -> None:
    known = frozenset(db.session.scalars(select(Organisation.name))) if text else frozenset()
    # No group is there to remember that a phrase was kept, so every finding here can only be rewritten.
    found = [replace(f, level="block") for f in privacy.inspect(text, known_names=known) if f.level in levels]
    if found:
        here.note_guarded({field: found})
        raise Guarded({field: found})
