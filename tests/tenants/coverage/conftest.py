"""Nordvik with schools, police and a handelsstand, and Hamnes with its own; it is 12 October 2026."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from saas import clock
from saas.db import db
from tenants.coverage import service
from tenants.groups.models import Group
from tenants.measures.models import Measure
from tenants.meetings.models import Invitation, Meeting
from tenants.network.models import Organisation, Person
from tests.world import log_in

TODAY = date(2026, 10, 12)
CAST = {
    "skole": ("Nordvik ungdomsskole", "school"),
    "politi": ("Politiet i Nordvik", "police"),
    "handel": ("Nordvik handelsstand", "trade_association"),
    "kultur": ("Fritidsklubben", "culture_leisure"),
}


@pytest.fixture(autouse=True)
def october(house: Any) -> None:
    """Monday 12 October 2026, at ten."""
    clock.move_to(clock.at(TODAY, 10))


@pytest.fixture
def place(world: Any, inside: Any) -> dict[str, UUID]:
    """Nordvik's organisations by a short name, and «gruppe»."""
    with inside("nordvik"):
        return settle()


@pytest.fixture
def elsewhere(world: Any, inside: Any) -> dict[str, UUID]:
    """The same in Hamnes."""
    with inside("hamnes"):
        return settle()


@pytest.fixture
def protector(house: Any, world: Any) -> Any:
    """Logged in as the data protection officer, who may read and never write."""
    return log_in(house, "data_protection_officer@nordvik.example")


@pytest.fixture
def practitioner(house: Any, world: Any) -> Any:
    """Logged in as somebody without knowledge, goals and plans."""
    return log_in(house, "practitioner@nordvik.example")


def settle() -> dict[str, UUID]:
    """Organisations and a coordinating group, in the room that we stand in."""
    group = Group(name="Koordineringsgruppen", level="COORDINATING", norm_per="month", norm_min=1, norm_max=1)
    found = {name: Organisation(name=title, type=code) for name, (title, code) in CAST.items()}
    db.session.add_all([group, *found.values()])
    db.session.flush()
    return {**{name: row.id for name, row in found.items()}, "gruppe": group.id}


def offer(place: dict[str, UUID], who: str = "skole", **facts: Any) -> Any:
    """An offer in the room that we stand in."""
    given = {"title": "Åpen skole", "theme": "absence", "arena": "school", "age_group": "13_15", **facts}
    return service.add_offer(organisation_id=place[who], **given)


def measure(place: dict[str, UUID], who: str | None, number: int = 1, **facts: Any) -> Measure:
    """A measure that is under way, in the room that we stand in."""
    given = {
        "number": number, "year": 2026, "title": f"Åpen hall {number}", "theme": "substances", "arena": "leisure",
        "age_group": "13_15", "type": "leisure", "prevention_level": "universal", "group_id": place["gruppe"],
        "owner_id": place[who] if who else None, "state": "started", **facts,
    }  # fmt: skip
    row = Measure(**given)
    db.session.add(row)
    db.session.flush()
    return row


def attended(place: dict[str, UUID], who: str, on: date, attendance: str = "present") -> None:
    """Somebody from `who` was called to a meeting on a day, and was or was not there."""
    person = Person(name=f"Person {on} {attendance}", organisation_id=place[who])
    at = clock.at(on, 9)
    meeting = Meeting(group_id=place["gruppe"], starts_at=at, ends_at=at + timedelta(hours=1), calendar_uid=f"{on}{who}", state="held")
    db.session.add_all([person, meeting])
    db.session.flush()
    db.session.add(Invitation(meeting_id=meeting.id, person_id=person.id, attendance=attendance))
    db.session.flush()
