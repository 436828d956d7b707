"""A published årshjul becomes entries once; what is no such template is refused."""

from uuid import uuid4

import pytest

from saas import rooms
from saas.library import shelf
from tenants.wheel import from_template
from tests.tenants.wheel.conftest import HOME, text

TABLE = """# Årshjul for {{kommune}}

| Måned | Styringsgruppen | Koordineringsgruppen | Koordinatoren | Notater |
|---|---|---|---|---|
| Januar | | Årsplan | Utkast til årsrapport | ikke med |
| Mars | Møte 1 i {{kommune}} | | Rapport | |
| Trettende | x | y | z | |
"""


def test_the_table_is_read_by_month_and_ring(year, inside):
    with inside():
        assert list(from_template.read(TABLE)) == [
            ("COORDINATING", 1, "Årsplan"),
            ("COORDINATOR", 1, "Utkast til årsrapport"),
            ("STEERING", 3, "Møte 1 i Nordvik"),
            ("COORDINATOR", 3, "Rapport"),
        ]
        assert list(from_template.read("Ingen tabell | her\n\n| a | b |")) == []


@pytest.fixture
def stocked(house, year):
    """The first shared templates lie on the shelf, as in every new house."""
    with house.app_context(), rooms.enter(rooms.lobby()):
        shelf.stock()


def test_an_edition_is_taken_once_and_shows_where_it_came_from(coordinator, stocked, entries, inside):
    with inside():
        (edition,) = from_template.offers()
        edition_id = edition.id
    assert "Hent fra en mal" in text(coordinator.get(HOME))
    assert coordinator.post(f"{HOME}mal", {"ar": "2027", "mal": str(edition_id)}).status_code == 303
    made = entries(2027)
    assert len(made) == 27 and {one["source"] for one in made} == {"template"}
    again = coordinator.post(f"{HOME}mal", {"ar": "2027", "mal": str(edition_id)})
    assert again.status_code == 409 and "står allerede i årshjulet for 2027" in text(again)
    assert "Fra mal" in text(coordinator.get(f"{HOME}{made[0]['id']}"))


@pytest.mark.parametrize("mal", ["", "tull", "7d1c3b52-0000-4000-8000-000000000001"])
def test_what_is_no_template_is_refused(coordinator, stocked, entries, mal):
    answer = coordinator.post(f"{HOME}mal", {"ar": "2027", "mal": mal})
    assert answer.status_code == 422 and "Velg en mal fra listen." in text(answer) and entries(2027) == []


def test_only_the_coordinator_takes_a_template_in(member, stocked, entries):
    assert member.post(f"{HOME}mal", {"ar": "2027", "mal": str(uuid4())}).status_code == 403
    assert "Hent fra en mal" not in text(member.get(HOME))
