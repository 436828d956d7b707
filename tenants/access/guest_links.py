"""Signed links that are alive: what each is for, in words, and who holds it; they die with the person's place in the network."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select

from saas import audit, clock
from saas.accounts import links
from saas.db import db, find
from saas.errors import NotNow
from tenants.access import rules
from tenants.groups import seats
from tenants.groups.models import Group, Seat
from tenants.network import service as network
from tenants.network.models import Person

# Bokmål source texts; every purpose that a feature brings stands here, or is shown as «Annet».
PURPOSES = {
    "meeting.answer": "Svare på møteinnkalling",
    "minutes.comment": "Merke seg referat",
    "task.report": "Melde fra om oppgave",
    "measure.status": "Melde status på tiltak",
    "resource.confirm": "Bekrefte ressurs",
    "round.answer": "Svare på utfordringsrunde",
    "round.report": "Rapportere på spørsmål",
    "selfreview.answer": "Svare på egenevaluering",
}


@dataclass(frozen=True)
class Live:
    """A link that opens something now."""

    id: UUID
    purpose: str
    person: Person | None
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None

    @property
    def person_name(self) -> str:
        """Empty when nobody in the network holds it."""
        return self.person.name if self.person else ""


def live() -> list[Live]:
    """Every link that is alive, by person and then the newest first; two statements however many they are."""
    found = links.live()
    query = select(Person).where(Person.id.in_({link.person_id for link in found}))
    people = {person.id: person for person in db.session.scalars(query)}
    listed = [
        Live(link.id, PURPOSES.get(link.purpose, "Annet"), people.get(link.person_id), link.created_at, link.expires_at, link.used_at)
        for link in found
    ]
    return sorted(listed, key=lambda one: (one.person_name, -one.created_at.timestamp()))


def revoke_one(guest_link_id: UUID) -> None:
    """«Trekk tilbake»: this link opens nothing any more. Raises NotFound, and NotNow when it is dead already."""
    link = find(links.GuestLink, guest_link_id)
    rules.must_admit()
    if not links.is_live(link):
        raise NotNow("Lenken virker ikke lenger.")
    links.revoke_link(link)
    audit.record("link.revoked", link, purpose=link.purpose, person=link.person_id)


def revoke_all_of(person_id: UUID) -> int:
    """Every link that a person holds; how many there were. Raises NotFound."""
    person = network.find_person(person_id)
    rules.must_admit()
    gone = links.revoke_person(person.id)
    audit.record("links.revoked", person, number=gone)
    return gone


def _person_leaves(person: Person, last_day: date) -> None:
    links.end_after(person.id, last_day)


def _seat_ends(seat: Seat, last_day: date) -> None:
    """Whoever loses the last seat loses the links too; one who sits elsewhere, or never sat anywhere, keeps them."""
    held = select(Seat).join(Group, Group.id == Seat.group_id)
    held = held.where(Seat.person_id == seat.person_id, Seat.id != seat.id, Group.closed_on.is_(None))
    if not any(other.ends_on is None or other.ends_on > last_day for other in db.session.scalars(held)):
        links.end_after(seat.person_id, last_day)


def sweep() -> None:
    """Links that were made after somebody's last day was set die on that day all the same."""
    gone = select(Person.id).where(Person.left_on < clock.today())
    for person_id in db.session.scalars(gone.where(Person.id.in_({link.person_id for link in links.live()}))):
        links.revoke_person(person_id)


def hang() -> None:
    """Tell the network and the groups who wants to know of a last day."""
    for listeners, listener in ((network.LEAVING, _person_leaves), (seats.ENDING, _seat_ends)):
        _once(listeners, listener)  # type: ignore[arg-type]


def _once(listeners: list[Callable[..., None]], listener: Callable[..., None]) -> None:
    if listener not in listeners:
        listeners.append(listener)


hang()
