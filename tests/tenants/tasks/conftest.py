"""A group in Nordvik with a leader, a member and a youth worker; and Hamnes with the same."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from saas import clock
from saas.db import db
from tenants.groups.models import Group, Seat
from tenants.meetings import models as meetings  # noqa: F401 – tasks point at its tables
from tenants.network.models import Organisation, Person
from tests.world import Browser, log_in

TODAY = date(2026, 9, 12)


@dataclass
class Circle:
    """A group and its people, by id."""

    group: UUID
    leader: UUID
    hanne: UUID
    yusuf: UUID


@pytest.fixture(autouse=True)
def september(house: Any) -> None:
    """Saturday 12 September 2026, at half past nine."""
    clock.move_to(clock.at(TODAY, 9, 30))


@pytest.fixture
def nordvik_circle(world: Any, inside: Any) -> Circle:
    """Nordvik's coordination group."""
    with inside("nordvik"):
        return settle(world["nordvik"].users)


@pytest.fixture
def hamnes_circle(world: Any, inside: Any) -> Circle:
    """Hamnes' group of the same name."""
    with inside("hamnes"):
        return settle(world["hamnes"].users)


@pytest.fixture
def practitioner(house: Any, world: Any) -> Any:
    """Logged in as Yusuf, who works directly with young people."""
    return log_in(house, "practitioner@nordvik.example")


@pytest.fixture
def guest(house: Any) -> Any:
    """Somebody with a letter and no account."""
    return Guest(house)


class Guest(Browser):
    """A browser that finds its token in the page that the letter opens."""

    def open(self, link: str) -> Any:
        """GET the link of a letter, without its host."""
        return self.client.get(link.replace("http://bindeledd.test", ""))

    def answer(self, link: str, **form: Any) -> Any:
        """Open the link and press one of its buttons."""
        page = self.open(link).get_data(as_text=True)
        fields = {name: value_of(page, name) for name in ("csrf_token", "en_gang")}
        return self.client.post(link.replace("http://bindeledd.test", ""), data={**fields, **form})


def value_of(page: str, name: str) -> str:
    """The value of a page's first hidden field of this name."""
    return page.split(f'name="{name}" value="', 1)[1].split('"', 1)[0]


def settle(users: dict[str, UUID]) -> Circle:
    """A group with three seats, in the room that we stand in."""
    school = Organisation(name="Ungdomsskolen", type="school")
    group = Group(name="Koordineringsgruppen", level="COORDINATING", norm_per="month", norm_min=1, norm_max=1)
    db.session.add_all([school, group])
    db.session.flush()
    people = {
        "Mona Lie": ("mona@nordvik.example", None, "leader"),
        "Hanne Dahl": ("hanne@nordvik.example", users["member"], "member"),
        "Yusuf Warsame": ("yusuf@nordvik.example", users["practitioner"], "member"),
    }
    ids = []
    for name, (email, user_id, function) in people.items():
        person = Person(name=name, email=email, organisation_id=school.id, user_id=user_id)
        db.session.add(person)
        db.session.flush()
        ids.append(person.id)
        db.session.add(
            Seat(group_id=group.id, person_id=person.id, function=function, starts_on=date(2026, 1, 1))
        )
    return Circle(group.id, *ids)
