"""A coordinating group with people in it, and a way to count what a page asks the database."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

CAST = [
    ("Hanne Dahl", "rektor", "Nordvik ungdomsskole", "school", "member"),
    ("Kari Moen", "barnevernleder", "Nordvik barneverntjeneste", "child_welfare", "leader"),
    ("Are Nygård", "politikontakt", "Lensmannen i Nordvik", "police", "member"),
    ("Ingrid Solheim", "SLT-koordinator", "SLT Fjordvest", "other", "secretary"),
]


@dataclass
class Gathered:
    """A group of the test, by ids: they outlive the room they were made in."""

    id: UUID
    people: dict[str, UUID]
    seats: dict[str, UUID]


@pytest.fixture
def gather(inside: Any, world: Any) -> Callable[..., Gathered]:
    """`gather("nordvik")`: a coordinating group with school, barnevern, police and coordinator."""
    from tenants.groups import service as groups
    from tenants.network import service as network

    def make(slug: str = "nordvik", name: str = "Koordineringsgruppen", cast: list[Any] = CAST, **facts: Any) -> Gathered:
        with inside(slug):
            group = groups.found_group(name, facts.pop("level", "COORDINATING"), **facts)
            people, seats = {}, {}
            for who, title, where, kind, function in cast:
                organisation = network.add_organisation(where, kind)
                email = f"{who.split()[0].lower()}@{slug}.example"
                person = network.add_person(who, organisation.id, title=title, email=email)
                people[who] = person.id
                seats[who] = groups.give_seat(group, person.id, function, starts_on=date(2024, 8, 1)).id
            return Gathered(group.id, people, seats)

    return make


@pytest.fixture
def group(gather: Callable[..., Gathered]) -> Gathered:
    """Nordvik's coordinating group."""
    return gather()


@pytest.fixture
def make_me(inside: Any, world: Any) -> Callable[..., None]:
    """Tie a user of the test world to a person of the network."""
    from tenants.network import service as network

    def tie(person_id: UUID, role: str, slug: str = "nordvik") -> None:
        with inside(slug):
            network.find_person(person_id).user_id = world[slug].users[role]

    return tie


@pytest.fixture
def post(coordinator: Any) -> Callable[..., Any]:
    """Send a form as the coordinator, with a number of its own."""

    def send(address: str, data: dict[str, Any] | None = None, browser: Any = None, **kwargs: Any) -> Any:
        return (browser or coordinator).post(address, {"en_gang": str(uuid4()), **(data or {})}, **kwargs)

    return send


@pytest.fixture
def statements(house: Any) -> Callable[..., Any]:
    """`with statements() as asked:` counts what is sent to the kommune's room."""
    from sqlalchemy import event

    from saas.db import db

    @contextmanager
    def counting() -> Iterator[list[str]]:
        asked: list[str] = []

        def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
            asked.append(statement)

        with house.app_context():
            engine = db.engines["kommune"]
        event.listen(engine, "before_cursor_execute", note)
        try:
            yield asked
        finally:
            event.remove(engine, "before_cursor_execute", note)

    return counting
