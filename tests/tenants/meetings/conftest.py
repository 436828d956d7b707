"""A coordinating group with everybody in it, on a Thursday in September, and hands to plan and call meetings with."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from saas import clock

TODAY = date(2026, 9, 10)
CAST = [
    ("Ingrid Solheim", "SLT-koordinator", "SLT Fjordvest", "municipal_leadership", "secretary"),
    ("Hanne Dahl", "rektor", "Nordvik ungdomsskole", "school", "member"),
    ("Are Nygård", "politikontakt", "Politiet i Nordvik", "police", "member"),
    ("Bjørn Haug", "leder", "Nordvik handelsstand", "trade_association", "member"),
]
STANDING = [("Godkjenning av referat", "decision", 5), ("Runden rundt bordet", "information", 30)]


@dataclass
class Scene:
    """A group by ids, which outlive the room that they were made in."""

    slug: str
    group: UUID
    people: dict[str, UUID]
    seats: dict[str, UUID]

    def address(self, path: str = "") -> str:
        """An address under the kommune's meetings."""
        return f"/k/{self.slug}/moter/{path}"


@pytest.fixture
def thursday() -> Iterator[None]:
    """It is Thursday 10 September 2026, ten in the morning."""
    clock.move_to(clock.at(TODAY, 10))
    yield
    clock.move_to(None)


@pytest.fixture
def gather(thursday: None, inside: Any, world: Any) -> Callable[..., Scene]:
    """`gather("hamnes")`: a group with two standing items and the people of CAST; Hanne is the kommune's member."""
    from saas.db import db
    from tenants.groups import service as groups
    from tenants.groups.models import Group, StandingItem
    from tenants.network import service as network

    def make(slug: str = "nordvik", name: str = "Koordineringsgruppen", cast: list[Any] = CAST) -> Scene:
        with inside(slug):
            group = Group(name=name, level="COORDINATING", norm_per="month", norm_min=1, norm_max=1)
            group.created_at = clock.at(date(2024, 8, 1), 12)
            db.session.add(group)
            db.session.flush()
            for position, (title, kind, minutes) in enumerate(STANDING, start=1):
                db.session.add(
                    StandingItem(group_id=group.id, position=position, title=title, kind=kind, minutes=minutes)
                )
            people, seats = {}, {}
            for who, title, where, kind, function in cast:
                place = network.add_organisation(f"{where} {name}" if name != "Koordineringsgruppen" else where, kind)
                email = f"{who.split()[0].lower()}.{name.split()[0].lower()}@{slug}.example".encode(
                    "ascii", "ignore"
                ).decode()
                people[who] = network.add_person(who, place.id, title=title, email=email).id
                seats[who] = groups.give_seat(group, people[who], function, starts_on=date(2024, 8, 1)).id
            if name == "Koordineringsgruppen":
                network.find_person(people["Hanne Dahl"]).user_id = world[slug].users["member"]
                network.find_person(people["Ingrid Solheim"]).user_id = world[slug].users["coordinator"]
            return Scene(slug, group.id, people, seats)

    return make


@pytest.fixture
def scene(gather: Callable[..., Scene]) -> Scene:
    """Nordvik's coordinating group."""
    return gather()


@pytest.fixture
def plan(inside: Any) -> Callable[..., UUID]:
    """`plan(scene)`: a meeting on Tuesday 15 September at nine, in the town hall."""
    from tenants.groups import service as groups
    from tenants.meetings import planning

    def make(scene: Scene, day: date = date(2026, 9, 15), hour: int = 9, **facts: Any) -> UUID:
        starts = clock.at(day, hour)
        facts = {"place": "Rådhuset, møterom Fjorden", **facts}
        with inside(scene.slug):
            return planning.add_meeting(groups.find(scene.group), starts, starts + timedelta(hours=2), **facts).id

    return make


@pytest.fixture
def meeting(scene: Scene, plan: Callable[..., UUID]) -> UUID:
    """The meeting on 15 September, not called."""
    return plan(scene)


@pytest.fixture
def call(inside: Any) -> Callable[..., int]:
    """`call(scene, meeting)`: send the notice."""
    from tenants.meetings import notices, service

    def send(scene: Scene, meeting_id: UUID) -> int:
        with inside(scene.slug):
            return notices.call(service.find(meeting_id), None)

    return send


@pytest.fixture
def hold_meeting(inside: Any, call: Callable[..., int]) -> Callable[..., None]:
    """Call, start and end a meeting, on its own day."""
    from tenants.meetings import service

    def through(scene: Scene, meeting_id: UUID, when: datetime) -> None:
        clock.move_to(when)
        call(scene, meeting_id)
        with inside(scene.slug):
            service.start(service.find(meeting_id))
        with inside(scene.slug):
            service.end(service.find(meeting_id))

    return through


@pytest.fixture
def post(coordinator: Any) -> Callable[..., Any]:
    """Send a form as the coordinator, with a number of its own."""

    def send(address: str, data: dict[str, Any] | None = None, browser: Any = None, **kwargs: Any) -> Any:
        return (browser or coordinator).post(address, {"en_gang": str(uuid4()), **(data or {})}, **kwargs)

    return send


@pytest.fixture
def link_in() -> Callable[[Any], str]:
    """The signed link in a letter, as a path."""

    def find(letter: Any) -> str:
        text = letter.get_body(("plain",)).get_content()
        return "/g/" + text.split("/g/", 1)[1].split()[0]

    return find


@pytest.fixture
def to(postbox: Any) -> Callable[[str], list[Any]]:
    """`to("hanne")`: the letters that have come to an address that starts so, oldest first."""
    return lambda who: [letter for letter in postbox.letters if letter["To"].addresses[0].addr_spec.startswith(who)]


@pytest.fixture
def statements(house: Any) -> Callable[..., Any]:
    """`with statements() as asked:` counts what is sent to a room's database."""
    from sqlalchemy import event

    from saas.db import db

    @contextmanager
    def counting(kind: str = "kommune") -> Iterator[list[str]]:
        asked: list[str] = []

        def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
            asked.append(statement)

        with house.app_context():
            engine = db.engines[kind]
        event.listen(engine, "before_cursor_execute", note)
        try:
            yield asked
        finally:
            event.remove(engine, "before_cursor_execute", note)

    return counting
