"""Nordvik and Hamnes with a coordinating group and a measure each; and grants, posts and hours on demand."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from saas import clock
from saas.db import db
from tenants.funding import grants
from tenants.funding.models import Grant, Position
from tenants.groups.models import Group
from tenants.measures.models import Measure
from tests.world import log_in

TODAY = date(2026, 11, 22)


@dataclass
class Ground:
    """What lies there before anything about money does."""

    group: UUID
    measure: UUID
    old: UUID


@pytest.fixture(autouse=True)
def november(house: Any) -> None:
    """Sunday 22 November 2026: nine days to the SLT deadline."""
    clock.move_to(clock.at(TODAY, 9, 30))


def measure(group_id: UUID, number: int, title: str, starts_on: date | None, **more: Any) -> Measure:
    """A measure in the room that we stand in."""
    facts = {"theme": "substances", "arena": "school", "age_group": "13_15", "type": "leisure", "prevention_level": "universal"}
    row = Measure(group_id=group_id, number=number, year=2026, title=title, starts_on=starts_on, **facts, **more)
    db.session.add(row)
    db.session.flush()
    return row


@pytest.fixture
def ground(inside: Any) -> dict[str, Ground]:
    """In each kommune a group, a measure that starts in 2027, and one that began in 2025."""
    found = {}
    for slug in ("nordvik", "hamnes"):
        with inside(slug):
            group = Group(name="Koordineringsgruppen", level="COORDINATING", norm_per="month", norm_min=1, norm_max=1)
            db.session.add(group)
            db.session.flush()
            new = measure(group.id, 1, f"Åpen hall i {slug}", date(2027, 2, 1))
            old = measure(group.id, 2, f"Natteravn i {slug}", date(2025, 8, 15))
            found[slug] = Ground(group.id, new.id, old.id)
    return found


@pytest.fixture
def give(inside: Any, ground: Any) -> Callable[..., UUID]:
    """`give(state="granted", first_year=2025)`: a grant; its id."""

    def add(state: str = "considered", slug: str = "nordvik", **told: Any) -> UUID:
        given = {"name": "Fritid for alle", "grantor": "Konfliktrådet", "scheme": "slt", "first_year": 2027, "years": 1, **told}
        with inside(slug):
            grant = grants.add(grants.Told(**given), "granted" if state == "applied" else state)
            grant.state = state
            return grant.id

    return add


@pytest.fixture
def read(inside: Any) -> Callable[..., Any]:
    """A grant or post as it stands, by one of its attributes."""

    def look(row_id: UUID, *names: str, slug: str = "nordvik") -> Any:
        with inside(slug):
            for model in (Grant, Position):
                row = db.session.query(model).filter(model.id == row_id).one_or_none()
                if row is not None:
                    return tuple(getattr(row, name) for name in names)
            return None

    return look


@pytest.fixture
def chair(house: Any, world: Any) -> Any:
    """Logged in as the leader of Nordvik's steering group: sees money, writes none."""
    return log_in(house, "chair@nordvik.example")


def text(answer: Any) -> str:
    """The page."""
    return answer.get_data(as_text=True)


def flat(answer: Any) -> str:
    """The page with ordinary spaces."""
    return text(answer).replace("\u00a0", " ")
