"""Nordvik with its groups, a goal and a coming meeting; Hamnes beside it; and a shelf with two editions of one template."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from saas import clock, rooms
from saas.db import db
from saas.library import shelf
from tenants.groups.models import Group, Seat
from tenants.meetings.models import Meeting
from tenants.network.models import Organisation, Person

MINE = "/k/nordvik/maler"
BASE = "# Møte\n\nVi møtes i {{kommune}}.\n\nTa med saker.\n\nHilsen {{koordinator}}"
NEWER = "# Møte\n\nVi møtes i {{kommune}}.\n\nTa med saker senest ti dager før.\n\nHilsen {{koordinator}}"


@pytest.fixture(autouse=True)
def september(house: Any) -> None:
    """Saturday 12 September 2026."""
    clock.move_to(clock.at(clock.today().replace(year=2026, month=9, day=12), 9, 30))


@pytest.fixture
def publish(house: Any, world: Any) -> Any:
    """`publish(body)` puts an edition on the shelf in the lobby's room; the template's id."""
    made: dict[str, UUID] = {}

    def edition(body: str = BASE, title: str = "Innkalling", language: str = "nb") -> UUID:
        with house.test_request_context("/"), rooms.enter(rooms.lobby()):
            words = {language: shelf.Wording(title, "Til bruk", body, "Nytt avsnitt")}
            if "id" not in made:
                made["id"] = shelf.begin(uuid4(), "letter", words, "Sunniva Hegg").id
            else:
                shelf.save(shelf.find(made["id"]), None, "letter", words, "Sunniva Hegg")
            shelf.publish(shelf.find(made["id"]), None, True, "Sunniva Hegg")
        return made["id"]

    return edition


@pytest.fixture
def edition_id(house: Any) -> Any:
    """The id of the newest edition on the shelf."""

    def find() -> UUID:
        with house.test_request_context("/"), rooms.enter(rooms.lobby()):
            return shelf.offers()[0].id

    return find


@pytest.fixture
def copy(publish: Any, edition_id: Any, coordinator: Any) -> str:
    """Nordvik's own copy of edition 1; its address."""
    publish()
    answer = coordinator.post(f"{MINE}/tilbud", {"utgave": str(edition_id()), "en_gang": str(uuid4())})
    assert answer.status_code == 303
    return str(answer.location)


@pytest.fixture
def groups(inside: Any, world: Any) -> None:
    """A koordineringsgruppe with Mona, who leads it, and a meeting on its way."""
    with inside("nordvik"):
        school = Organisation(name="Ungdomsskolen", type="school")
        group = Group(name="Koordineringsgruppen", level="COORDINATING", norm_per="month", norm_min=1, norm_max=1)
        db.session.add_all([school, group])
        db.session.flush()
        mona = Person(name="Mona Lie", title="rektor", organisation_id=school.id)
        db.session.add(mona)
        db.session.flush()
        db.session.add(Seat(group_id=group.id, person_id=mona.id, function="leader", title="rektor", starts_on=clock.today()))
        start = clock.now() + timedelta(days=3)
        db.session.add(Meeting(group_id=group.id, starts_at=start, ends_at=start + timedelta(hours=1), place="Rådhuset", calendar_uid="x"))


def text(answer: Any) -> str:
    """The page."""
    return str(answer.get_data(as_text=True))


def hidden(page: str, name: str, first: bool = True) -> str:
    """The value of a page's first (or last) hidden field of a name."""
    tags = [tag.split(">")[0] for tag in page.split("<input")[1:] if f'name="{name}"' in tag.split(">")[0]]
    return tags[0 if first else -1].split('value="', 1)[1].split('"', 1)[0]


def edit(browser: Any, address: str, body: str, **changed: Any) -> Any:
    """Open the editor and save."""
    page = text(browser.get(address + "/rediger"))
    title = page.split('name="tittel"', 1)[1].split('value="', 1)[1].split('"', 1)[0]
    return browser.post(address + "/rediger", {"versjon": hidden(page, "versjon"), "tittel": title, "tekst": body, **changed})
