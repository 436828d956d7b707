"""Nordvik in September with two levels, a leader, a secretary and a member; and Hamnes with the same."""

from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest

from saas import clock
from saas.db import db
from tenants.wheel.models import WheelEntry
from tests.tenants.overview import scene

HOME = "/k/nordvik/arshjul/"
FORM = {
    "tittel": "Kveldsvandring i sentrum", "maned": "10", "dag": "", "til": "", "ring": "COORDINATING", "gruppe": "", "ansvarlig": "",
    "forberedes": "14", "lager": "nothing", "gjentas": "date", "flyttes": "later", "notat": "",
}  # fmt: skip


@dataclass
class Year:
    """Groups and people, by id."""

    low: UUID
    high: UUID
    leader: UUID
    secretary: UUID
    hanne: UUID


@pytest.fixture
def september(house):
    """Tuesday 1 September 2026."""
    clock.move_to(scene.MORNING)


@pytest.fixture
def year(september, world, inside):
    """Nordvik, settled."""
    return settle(inside, "nordvik", world["nordvik"].users["member"])


@pytest.fixture
def theirs(september, world, inside):
    """Hamnes, settled in the same way."""
    return settle(inside, "hamnes", world["hamnes"].users["member"])


@pytest.fixture
def write(inside):
    """`write(title=…)`: an entry straight into the rows; its id."""

    def make(slug="nordvik", **facts):
        given = {"year": 2026, "month": 10, "title": "Runde", "ring": "COORDINATING", **facts}
        with inside(slug):
            return scene.add(WheelEntry(id=uuid4(), **given)).id

    return make


@pytest.fixture
def entries(inside):
    """`entries(year)`: what stands in a year, by title."""

    def read(year=2026, slug="nordvik"):
        names = [column.name for column in WheelEntry.__table__.columns]
        with inside(slug):
            found = db.session.query(WheelEntry).filter_by(year=year).order_by(WheelEntry.title)
            return [{name: getattr(one, name) for name in names} for one in found]

    return read


def settle(inside, slug, user_id):
    """Two groups and three people."""
    with inside(slug):
        low, high = scene.group(), scene.group("Politirådet", "STEERING")
        leader, secretary, hanne = scene.person("Mona Lie"), scene.person("Kari Moen"), scene.person("Hanne Dahl", user_id=user_id)
        scene.seat(high, leader, "leader")
        scene.seat(low, secretary, "secretary")
        scene.seat(low, hanne)
        return Year(low.id, high.id, leader.id, secretary.id, hanne.id)


def text(answer):
    """A page's words."""
    return answer.get_data(as_text=True)
