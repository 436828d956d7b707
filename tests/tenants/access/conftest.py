"""People who invite and who are invited; letters with their tokens; rows shifted as the owner where real time must have passed."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from saas import clock
from saas.db import db
from tenants.network import service as network
from tests.world import Browser, add_user, log_in

HOME = "/k/nordvik/innstillinger/"
TOKEN = re.compile(r"/invitasjon/([0-9a-f]{40})")


def text(answer: Any) -> str:
    """What the page says."""
    return answer.get_data(as_text=True)


@pytest.fixture
def owner(database: str) -> Any:
    """`owner("UPDATE …", …)`: as the database's owner, past every wall."""

    def run(query: str, *params: Any) -> list[Any]:
        with psycopg.connect(database) as connection:
            found = connection.execute(query, params)
            return found.fetchall() if found.description else []

    return run


@pytest.fixture
def workplace(inside: Any) -> UUID:
    """Nordvik's school."""
    with inside():
        return network.add_organisation("Nordvik ungdomsskole", "school").id


@pytest.fixture
def chief(world: Any, database: str, house: Any) -> Any:
    """Logged in as Nordvik's chief executive."""
    with psycopg.connect(database) as connection:
        add_user(connection, "chief@nordvik.example", "Kari Direktør", world["nordvik"], "chief_executive")
    return log_in(house, "chief@nordvik.example")


@pytest.fixture
def form(workplace: UUID) -> Any:
    """`form(rolle="chair")`: the invitation of Nina Berg as its form is sent."""

    def make(**given: Any) -> dict[str, Any]:
        return {
            "person": "", "navn": "Nina Berg", "organisasjon": str(workplace), "epost": "nina@nordvik.example", "rolle": "member",
            "fra": str(clock.today()), "til": "", "gruppe": "", "grunn": "", "en_gang": str(uuid4()), **given,
        }  # fmt: skip

    return make


@pytest.fixture
def token(postbox: Any, worker: Any) -> Any:
    """`token()`: the token in the newest letter with one."""

    def find() -> str:
        worker.work()
        found = [m.group(1) for letter in postbox.letters if (m := TOKEN.search(letter.get_content()))]
        return found[-1]

    return find


@pytest.fixture
def invited(coordinator: Any, form: Any, token: Any) -> str:
    """Nina is invited as a member; the token in her letter."""
    answer = coordinator.post(f"{HOME}invitasjon", form())
    assert answer.status_code == 303, text(answer)
    return str(token())


@pytest.fixture
def nobody(house: Any) -> Any:
    """A browser that is not logged in."""
    return Browser(house)


@pytest.fixture
def membership(owner: Any, world: Any) -> Any:
    """`membership("member")`: the id of that role's membership in a kommune."""

    def find(role: str, slug: str = "nordvik") -> UUID:
        return owner("SELECT id FROM memberships WHERE tenant_id = %s AND role = %s", world[slug].id, role)[0][0]

    return find


def in_days(days: int) -> Any:
    """A date from today."""
    return clock.today() + timedelta(days=days)


__all__ = ["HOME", "Browser", "db", "in_days", "log_in", "text"]
