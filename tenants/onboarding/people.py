"""People and organisations as a simple list of rows names them: found in the network, or added to it; then seated."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from saas import clock, here
from saas.db import db
from saas.errors import Guarded, Invalid, NotNow
from saas.pages import say
from tenants.access import service as access
from tenants.groups import service as groups
from tenants.groups.models import Group
from tenants.network import service as network
from tenants.network.directory import still_here
from tenants.network.models import Organisation, Person

MOST = 24


@dataclass(frozen=True)
class Row:
    """One line of a list: who, from where, and as what in the group."""

    name: str
    title: str
    organisation: str
    type: str
    email: str = ""
    function: str = "member"


def seat_all(group: Group, rows: Sequence[Row]) -> list[Person]:
    """Give each row a seat; those who hold one already keep it. All or nothing.

    Raises Invalid that names the line, since a list has many fields of the same name.
    """
    if len(rows) > MOST:
        raise Invalid("Det er plass til {n} linjer. Legg til flere etterpå.", n=MOST)
    seated = []
    for number, row in enumerate(rows, start=1):
        try:
            seated.append(seat(group, row))
        except (Invalid, NotNow) as refusal:
            if isinstance(refusal, Guarded):
                raise
            why = say(refusal.message, **refusal.params)
            raise Invalid("Linje {n}, {name}: {why}", n=number, name=row.name, why=why) from refusal
    return seated


def seat(group: Group, row: Row) -> Person:
    """A seat for one row, once."""
    person = find_or_add(row)
    present = next((s for s in group.seats_on(clock.today()) if s.person_id == person.id), None)
    if present is None:
        groups.give_seat(group, person.id, row.function)
    return person


def find_or_add(row: Row) -> Person:
    """The person of that name in that organisation, or a new one; an address that was lacking is filled in."""
    organisation = organisation_of(row.organisation, row.type)
    name = " ".join(row.name.split())
    if not name:
        raise Invalid("Skriv hva personen heter.", field="navn")
    query = select(Person).where(
        func.lower(Person.name) == name.lower(), Person.organisation_id == organisation.id, still_here()
    )
    person = db.session.scalars(query.limit(1)).one_or_none()
    if person is None:
        return network.add_person(name, organisation.id, title=row.title, email=row.email)
    if row.email.strip() and not person.email:
        network.change_person(
            person, None, name=person.name, organisation_id=organisation.id, title=person.title or row.title,
            email=row.email, phone=person.phone,
        )  # fmt: skip
    return person


def organisation_of(name: str, type: str) -> Organisation:
    """The organisation of that name, or a new one. One that is there keeps its type: others have said it before."""
    name = " ".join(name.split())
    if not name:
        raise Invalid("Skriv hvilken organisasjon personen kommer fra.", field="organisasjon")
    here.lock("organisations")
    query = select(Organisation).where(func.lower(Organisation.name) == name.lower())
    return db.session.scalars(query.limit(1)).one_or_none() or network.add_organisation(name, type)


def by_address(email: str) -> Person | None:
    """Somebody in the network with this address."""
    query = select(Person).where(func.lower(Person.email) == email.lower(), still_here()).order_by(Person.name)
    return db.session.scalars(query.limit(1)).one_or_none() if email else None


def coordinator_person() -> Person | None:
    """The coordinator as a person in the network, if they are there and tied to their log-in."""
    live = {member.user_id for member in access.members() if member.role == "coordinator" and member.live}
    query = select(Person).where(Person.user_id.in_(live), still_here()).order_by(Person.name)
    return db.session.scalars(query.limit(1)).one_or_none() if live else None


def seat_coordinator(group: Group, person: Person | None) -> None:
    """The coordinator is the secretary of the groups, where nobody is yet."""
    today = clock.today()
    seats = group.seats_on(today)
    if person is None or any(s.function == "secretary" or s.person_id == person.id for s in seats):
        return
    groups.give_seat(group, person.id, "secretary")
