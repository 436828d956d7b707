"""Nordvik with a coordinating and a steering group and some findings; Hamnes with the same. It is 12 October 2026."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from saas import clock
from saas.db import db
from tenants.findings import service as findings
from tenants.groups.models import Group, Seat
from tenants.mapping import service
from tenants.network.models import Organisation, Person
from tests.world import log_in

TODAY = date(2026, 10, 12)
HEADINGS = ("offers", "works", "challenges", "cooperation", "development")


@dataclass
class Scene:
    """One kommune's groups, people and findings, by id."""

    group: UUID
    steering: UUID
    people: dict[str, UUID] = field(default_factory=dict)
    findings: dict[str, UUID] = field(default_factory=dict)
    organisation: UUID | None = None


@pytest.fixture(autouse=True)
def october(house: Any) -> None:
    """Monday 12 October 2026, at ten."""
    clock.move_to(clock.at(TODAY, 10))


@pytest.fixture
def scene(world: Any, inside: Any) -> Scene:
    """Nordvik."""
    with inside("nordvik"):
        return settle(world["nordvik"].users)


@pytest.fixture
def elsewhere(world: Any, inside: Any) -> Scene:
    """Hamnes."""
    with inside("hamnes"):
        return settle(world["hamnes"].users)


@pytest.fixture
def begun(scene: Scene, inside: Any) -> UUID:
    """This year's kartlegging with the three findings, and Hanne writing «Utfordringer»."""
    with inside():
        return begin(scene).id


@pytest.fixture
def chair(house: Any, world: Any) -> Any:
    """Logged in as the leader of the steering group."""
    return log_in(house, "chair@nordvik.example")


@pytest.fixture
def practitioner(house: Any, world: Any) -> Any:
    """Logged in as somebody without knowledge, goals and plans."""
    return log_in(house, "practitioner@nordvik.example")


def settle(users: dict[str, UUID]) -> Scene:
    """Groups, people and findings, in the room that we stand in."""
    school = Organisation(name="Ungdomsskolen", type="school")
    group = Group(name="Koordineringsgruppen", level="COORDINATING", norm_per="month", norm_min=1, norm_max=1)
    steering = Group(name="Styringsgruppen", level="STEERING", norm_per="year", norm_min=3, norm_max=4)
    db.session.add_all([school, group, steering])
    db.session.flush()
    made = Scene(group.id, steering.id, organisation=school.id)
    for name, user in (("Hanne Dahl", "member"), ("Yusuf Warsame", ""), ("Ingrid Solheim", "coordinator")):
        email = name.split()[0].lower() + "@x.example"
        person = Person(name=name, email=email, organisation_id=school.id, user_id=users.get(user))
        db.session.add(person)
        db.session.flush()
        db.session.add(Seat(group_id=group.id, person_id=person.id, function="member", starts_on=date(2026, 1, 1)))
        made.people[name.split()[0]] = person.id
    made.findings["vaping"] = find(title="Flere vaper på ungdomsskolen", severity="high", trend="rising").id
    made.findings["klubb"] = find(title="Fritidsklubben er full hver kveld", kind="works", theme="safe_places").id
    made.findings["fravær"] = find(title="Mer fravær på mandager", theme="absence", severity="low").id
    return made


def find(**facts: Any) -> Any:
    """A finding in the room that we stand in."""
    given = {"title": "Noe", "kind": "worry", "theme": "substances", "arena": "school", "age_group": "13_15", **facts}
    return findings.add(**given)


def begin(scene: Scene, year: int = 2026, **facts: Any) -> Any:
    """A kartlegging with the scene's findings."""
    assessment = service.start(year, f"Kartlegging {year}", scene.group, **facts)
    service.include(assessment, scene.findings.values())
    challenges = next(part for part in assessment.sections if part.heading == "challenges")
    service.assign(challenges, scene.people["Hanne"], date(2026, 10, 30))
    return assessment


def part_of(assessment: Any, heading: str) -> Any:
    """One part of a kartlegging."""
    return next(part for part in assessment.sections if part.heading == heading)


def finish(assessment: Any, text: str = "Slik er det her. Det er mye som virker.") -> None:
    """All parts written and reported finished."""
    for part in assessment.sections:
        service.write(part, None, f"{text} {part.heading}.", finished=True)
