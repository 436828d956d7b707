"""Nordvik in September, with a coordination group to keep what the guard has been told to let stand."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from saas import clock
from saas.db import db
from tenants.findings import service
from tenants.groups.models import Group
from tenants.network.models import Organisation
from tests.world import log_in

TODAY = date(2026, 9, 12)


@pytest.fixture(autouse=True)
def september(house: Any) -> None:
    """Saturday 12 September 2026, at half past nine."""
    clock.move_to(clock.at(TODAY, 9, 30))


@pytest.fixture
def group(inside: Any) -> UUID:
    """Nordvik's coordination group."""
    with inside("nordvik"):
        found = Group(name="Koordineringsgruppen", level="COORDINATING", norm_per="month", norm_min=1, norm_max=1)
        db.session.add(found)
        db.session.flush()
        return found.id


@pytest.fixture
def organisation(inside: Any) -> Any:
    """`organisation("Ungdomsrådet", "youth_council")`: an organisation's id."""

    def add(name: str, type: str = "youth_council", slug: str = "nordvik") -> UUID:
        with inside(slug):
            found = Organisation(name=name, type=type)
            db.session.add(found)
            db.session.flush()
            return found.id

    return add


@pytest.fixture
def source(inside: Any) -> Any:
    """`source("police")`: the id of a source of this type."""

    def add(type: str, title: str = "", year: int = 2025, slug: str = "nordvik", **facts: Any) -> UUID:
        with inside(slug):
            return service.add_source(title=title or f"Kilde av typen {type}", type=type, year=year, **facts).id

    return add


@pytest.fixture
def finding(inside: Any) -> Any:
    """`finding("Flere blir tilbudt cannabis")`: the id of a finding."""

    def add(title: str = "Flere blir tilbudt cannabis i sentrum", slug: str = "nordvik", **facts: Any) -> UUID:
        usual = {"kind": "worry", "theme": "substances", "arena": "public_space", "age_group": "13_15"}
        with inside(slug):
            return service.add(title=title, **{**usual, **facts}).id

    return add


@pytest.fixture
def practitioner(house: Any, world: Any) -> Any:
    """Logged in as one who works directly with young people."""
    return log_in(house, "practitioner@nordvik.example")


@pytest.fixture
def chair(house: Any, world: Any) -> Any:
    """Logged in as the leader of the steering group."""
    return log_in(house, "chair@nordvik.example")


def text(answer: Any) -> str:
    """The page."""
    return answer.get_data(as_text=True)


def value_of(page: str, name: str) -> str:
    """The value of a page's first hidden field of this name."""
    return page.split(f'name="{name}" value="', 1)[1].split('"', 1)[0]
