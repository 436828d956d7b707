"""A styringsgruppe in each kommune with its leader and a sak; a finding, and goals to be made of it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import psycopg
import pytest

from saas import clock
from saas.db import db, find
from tenants.findings.models import Finding
from tenants.goals.models import Goal
from tenants.groups.models import Group, Seat
from tenants.meetings.models import AgendaItem
from tenants.network.models import Organisation, Person
from tests.world import add_user, log_in

TODAY = date(2026, 11, 12)


@dataclass
class Place:
    """Ids, which outlive the room that they were made in."""

    slug: str
    group: UUID
    sak: UUID
    waiting: UUID
    other_sak: UUID
    finding: UUID

    def url(self, path: str = "") -> str:
        return f"/k/{self.slug}/mal/{path}"


@pytest.fixture(autouse=True)
def november(house: Any) -> None:
    """Thursday 12 November 2026."""
    clock.move_to(clock.at(TODAY, 10))


def settle(slug: str, users: dict[str, UUID]) -> Place:
    """A steering group whose leader is tied to no log-in, and a coordinating group with a sak of its own."""
    hall = Organisation(name="Rådhuset", type="municipal_leadership")
    steering = Group(name="Styringsgruppen", level="STEERING", norm_per="year", norm_min=3, norm_max=4)
    lower = Group(name="Koordineringsgruppen", level="COORDINATING", norm_per="month", norm_min=1, norm_max=1)
    db.session.add_all([hall, steering, lower])
    db.session.flush()
    person = Person(name="Hanne Dahl", email=f"h@{slug}.example", organisation_id=hall.id, user_id=users["member"])
    db.session.add(person)
    db.session.flush()
    db.session.add(Seat(group_id=steering.id, person_id=person.id, function="member", starts_on=date(2026, 1, 1)))
    saker = {
        "sak": AgendaItem(group_id=steering.id, number=9, year=2026, title="Prioriteringer 2027", kind="decision"),
        "waiting": AgendaItem(group_id=steering.id, title="Venter", kind="decision"),
        "other_sak": AgendaItem(group_id=lower.id, number=19, year=2026, title="Uro ved Torget", kind="decision"),
    }
    finding = Finding(
        title="Flere er tilbudt hasj", kind="worry", theme="substances", arena="public_space", age_group="13_15",
        heading="challenges", severity="high", spread="some", trend="rising", noted_on=date(2026, 9, 1),
    )  # fmt: skip
    db.session.add_all([*saker.values(), finding])
    db.session.flush()
    return Place(slug, steering.id, *(row.id for row in saker.values()), finding.id)


@pytest.fixture
def nordvik_place(world: Any, inside: Any) -> Place:
    """Nordvik's."""
    with inside("nordvik"):
        return settle("nordvik", world["nordvik"].users)


@pytest.fixture
def hamnes_place(world: Any, inside: Any) -> Place:
    """Hamnes' own."""
    with inside("hamnes"):
        return settle("hamnes", world["hamnes"].users)


@pytest.fixture
def chair(house: Any, world: Any) -> Any:
    """Mona, who leads Nordvik's styringsgruppe by her role."""
    return log_in(house, "chair@nordvik.example")


@pytest.fixture
def chief(house: Any, world: Any, database: str) -> Any:
    """The chief executive, without a seat."""
    with psycopg.connect(database) as connection:
        add_user(connection, "chief@nordvik.example", "Chief Nordvik", world["nordvik"], "chief_executive")
    return log_in(house, "chief@nordvik.example")


@pytest.fixture
def practitioner(house: Any, world: Any) -> Any:
    """Who works directly with young people."""
    return log_in(house, "practitioner@nordvik.example")


CONCRETE = {
    "tittel": "Færre unge er tilbudt hasj", "tema": "substances", "fra_ar": "2026", "til_ar": "2029", "malbart": "ja",
    "indikator": "Andel tilbudt hasj, Ungdata ungdomstrinn", "enhet": "%", "utgangspunkt": "14",
    "utgangspunkt_ar": "2025", "maltall": "10", "maldato": "2029-12-31",
}  # fmt: skip


@pytest.fixture
def make_goal(inside: Any) -> Any:
    """`make_goal(place, title, state="adopted", rank=1)`: a concrete goal laid straight into the rows; its id."""

    def make(place: Place, title: str = "Færre unge er tilbudt hasj", state: str = "draft", **facts: Any) -> UUID:
        with inside(place.slug):
            given = {
                "theme": "substances", "from_year": 2026, "to_year": 2029, "indicator": "Andel tilbudt hasj", "unit": "%",
                "baseline": Decimal(14), "baseline_year": 2025, "target": Decimal(10), "target_on": date(2029, 12, 31),
                **facts,
            }  # fmt: skip
            goal = Goal(group_id=place.group, title=title, state=state, **given)
            if state == "adopted":
                goal.item_id = place.sak
            db.session.add(goal)
            db.session.flush()
            return goal.id

    return make


@pytest.fixture
def goal_of(inside: Any) -> Any:
    """`goal_of(place, id)`: what stands in the row now."""

    def read(place: Place, goal_id: UUID) -> dict[str, Any]:
        with inside(place.slug, read_only=True):
            goal = find(Goal, goal_id)
            return {column.key: getattr(goal, column.key) for column in Goal.__table__.columns}

    return read
