"""Nordvik with a coordinating group and two people; and Hamnes with the same."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from saas import clock
from saas.db import db
from tenants.bti import service
from tenants.groups.models import Group
from tenants.network.models import Organisation, Person

GUIDE = "https://www.nordvik.example/bti"


@pytest.fixture(autouse=True)
def september(house: Any) -> None:
    """Saturday 12 September 2026, at half past nine."""
    clock.move_to(clock.at(date(2026, 9, 12), 9, 30))


@pytest.fixture
def people(inside: Any) -> dict[str, UUID]:
    """The leader of the programme in each kommune, by its address."""
    ids = {}
    for slug in ("nordvik", "hamnes"):
        with inside(slug):
            school = Organisation(name="Ungdomsskolen", type="school")
            group = Group(name="Koordineringsgruppen", level="COORDINATING", norm_per="month", norm_min=1, norm_max=1)
            db.session.add_all([school, group])
            db.session.flush()
            person = Person(name="Mona Lie", title="Rådgiver", organisation_id=school.id)
            db.session.add(person)
            db.session.flush()
            ids[slug] = person.id
    return ids


@pytest.fixture
def settled(inside: Any, people: dict[str, UUID]) -> None:
    """Nordvik has its guide."""
    with inside():
        service.save(None, status="in_use", leader_id=people["nordvik"], guide_title="Sammen", guide_link=GUIDE)
