"""A meeting in Nordvik on 15 September 2026 that seven attended, with two saker; and its like in Hamnes."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from saas import clock
from saas.db import db
from tenants.groups.models import Group, Seat
from tenants.meetings.models import AgendaEntry, AgendaItem, Invitation, Meeting
from tenants.network.models import Organisation, Person
from tests.world import log_in

DAY = date(2026, 9, 15)
# Name, organisation, its type, function, the user's role in the kommune (if any), attendance.
PEOPLE = [
    ("Ingrid Solheim", "Rådhuset", "municipal_leadership", "secretary", "coordinator", "present"),
    ("Mona Lie", "Rådhuset", "municipal_leadership", "leader", "chair", "present"),
    ("Hanne Dahl", "Nordvik ungdomsskole", "school", "member", "member", "present"),
    ("Are Nygård", "Politiet", "police", "member", None, "present"),
    ("Kari Moen", "Barneverntjenesten", "child_welfare", "member", None, "present"),
    ("Tove Lunde", "NAV", "nav", "member", None, "present"),
    ("Yusuf Warsame", "Ungdomsklubben", "culture_leisure", "member", "practitioner", "present"),
    ("Bjørn Haug", "Handelsstanden", "trade_association", "member", None, "excused"),
]


@dataclass
class Held:
    """The ids of a held meeting and what belongs to it."""

    slug: str
    group: UUID
    meeting: UUID
    first: UUID
    second: UUID
    people: dict[str, UUID] = field(default_factory=dict)
    invitations: dict[str, UUID] = field(default_factory=dict)

    def path(self, rest: str = "") -> str:
        """An address under the kommune's minutes."""
        return f"/k/{self.slug}/referater/{rest}"

    def sak(self, entry: UUID, rest: str = "") -> str:
        """The address that saves one sak."""
        return self.path(f"skriv/{self.meeting}/{entry}{rest}")


@pytest.fixture(autouse=True)
def september(house: Any) -> None:
    """Wednesday 16 September 2026 at ten: the day after the meeting."""
    clock.move_to(clock.at(date(2026, 9, 16), 10))


@pytest.fixture
def held(world: Any, inside: Any) -> Held:
    """Nordvik's meeting."""
    with inside("nordvik"):
        return set_up("nordvik", world["nordvik"].users)


@pytest.fixture
def elsewhere(world: Any, inside: Any) -> Held:
    """Hamnes' meeting."""
    with inside("hamnes"):
        return set_up("hamnes", world["hamnes"].users)


@pytest.fixture
def leader(house: Any, world: Any) -> Any:
    """Logged in as the leader of Nordvik's group."""
    return log_in(house, "chair@nordvik.example")


def set_up(slug: str, users: dict[str, UUID]) -> Held:
    """A coordination group with its people, and a held meeting with two saker. Call inside a room."""
    group = Group(name="Koordineringsgruppen", level="COORDINATING", norm_per="month", norm_min=1, norm_max=1)
    db.session.add(group)
    db.session.flush()
    meeting = add_meeting(group.id, DAY)
    found = Held(slug, group.id, meeting.id, uuid4(), uuid4())
    organisations: dict[str, UUID] = {}
    for name, place, kind, function, role, attendance in PEOPLE:
        if place not in organisations:
            organisation = Organisation(name=place, type=kind)
            db.session.add(organisation)
            db.session.flush()
            organisations[place] = organisation.id
        email = f"{name.split()[0].lower().replace('ø', 'o')}@{slug}.example"
        person = Person(name=name, title="Leder", email=email, organisation_id=organisations[place],
                        user_id=users[role] if role else None)  # fmt: skip
        db.session.add(person)
        db.session.flush()
        db.session.add(Seat(group_id=group.id, person_id=person.id, function=function, starts_on=date(2025, 1, 1)))
        called = Invitation(meeting_id=meeting.id, person_id=person.id, attendance=attendance, title=f"Tittel {name}")
        db.session.add(called)
        db.session.flush()
        found.people[name.split()[0]], found.invitations[name.split()[0]] = person.id, called.id
    found.first = add_sak(group.id, meeting.id, 14, "Uro ved Torget fredag kveld", "decision", 1)
    found.second = add_sak(group.id, meeting.id, 15, "Åpen hall i helgene", "discussion", 2)
    return found


def add_meeting(group_id: UUID, day: date, state: str = "held") -> Meeting:
    """A meeting from nine to eleven."""
    meeting = Meeting(
        group_id=group_id, starts_at=clock.at(day, 9), ends_at=clock.at(day, 11), place="Rådhuset, møterom Fjorden",
        state=state, calendar_uid=str(uuid4()), called_at=clock.at(day, 8), started_at=clock.at(day, 9),
        ended_at=clock.at(day, 11) if state == "held" else None,
    )  # fmt: skip
    db.session.add(meeting)
    db.session.flush()
    return meeting


def add_sak(group_id: UUID, meeting_id: UUID, number: int, title: str, kind: str, position: int) -> UUID:
    """A sak on the agenda; the id of its place."""
    item = AgendaItem(group_id=group_id, number=number, year=2026, title=title, kind=kind)
    db.session.add(item)
    db.session.flush()
    entry = AgendaEntry(meeting_id=meeting_id, item_id=item.id, position=position)
    db.session.add(entry)
    db.session.flush()
    return entry.id
