"""Nordvik in September with a coordination group; signals as the verbs write them."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from saas import clock
from saas.db import db
from tenants.groups.models import Group, Seat
from tenants.network.models import Organisation, Person
from tenants.signals import service
from tests.world import log_in

TODAY = date(2026, 9, 12)
THIS_WEEK = date(2026, 9, 7)


@pytest.fixture(autouse=True)
def september(house: Any) -> None:
    """Saturday 12 September 2026, at half past nine."""
    clock.move_to(clock.at(TODAY, 9, 30))


@pytest.fixture
def group(inside: Any, world: Any) -> UUID:
    """Nordvik's coordination group, where the member holds a seat."""
    with inside("nordvik"):
        found = Group(name="Koordineringsgruppen", level="COORDINATING", norm_per="month", norm_min=1, norm_max=1)
        school = Organisation(name="Ungdomsskolen", type="school")
        db.session.add_all([found, school])
        db.session.flush()
        person = Person(name="Hanne Dahl", organisation_id=school.id, user_id=world["nordvik"].users["member"])
        db.session.add(person)
        db.session.flush()
        db.session.add(Seat(group_id=found.id, person_id=person.id, function="member", starts_on=date(2026, 1, 1)))
        db.session.flush()
        return found.id


@pytest.fixture
def area(inside: Any) -> Any:
    """`area("Torget")`: an area's id."""

    def add(name: str = "Torget", residents: int = 900, slug: str = "nordvik") -> UUID:
        with inside(slug):
            return service.add_area(name, residents).id

    return add


@pytest.fixture
def signal(inside: Any) -> Any:
    """`signal(2)`: one noted so many weeks ago."""

    def add(ago: int = 0, slug: str = "nordvik", **facts: Any) -> UUID:
        usual = {"theme": "substances", "arena": "public_space", "age_group": "13_15", "size": "6_10", "sector": "school"}
        with inside(slug):
            return service.note(**{**usual, "week_on": THIS_WEEK - timedelta(weeks=ago), **facts}).id

    return add


@pytest.fixture
def practitioner(house: Any, world: Any) -> Any:
    """Logged in as one who works directly with young people."""
    return log_in(house, "practitioner@nordvik.example")


@pytest.fixture
def officer(house: Any, world: Any) -> Any:
    """Logged in as the data protection officer, who only looks."""
    return log_in(house, "data_protection_officer@nordvik.example")


def text(answer: Any) -> str:
    """The page."""
    return answer.get_data(as_text=True)
