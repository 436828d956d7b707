"""Nordvik's coordinating group as in J1, on 15 September 2026; rounds sent through the door; letters read as they come."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from saas import clock, jobs, rooms
from saas.db import db
from tenants.rounds.models import Round, RoundRecipient
from tests.tenants.tasks.conftest import Guest, value_of

TODAY = date(2026, 9, 15)
DUE = date(2026, 10, 9)
CAST = {
    "Ingrid Solheim": ("SLT Fjordvest", "municipal_leadership", "secretary"),
    "Hanne Dahl": ("Nordvik ungdomsskole", "school", "member"),
    "Kari Moen": ("Barneverntjenesten", "child_welfare", "member"),
    "Tove Lunde": ("NAV Nordvik", "nav", "member"),
    "Nils Rød": ("Teknisk etat", "technical_services", "member"),
    "Are Nygård": ("Politiet", "police", "member"),
    "Bjørn Haug": ("Nordvik handelsstand", "trade_association", None),
}
WORRY = "Uro og rusmidler ved Torget fredag kveld"
TOLD = "Flere ungdommer på ungdomstrinnet samler seg ved Torget fredag kveld, og voksne melder om rusmidler."


@dataclass
class Scene:
    """The group and its people by id."""

    slug: str
    group: UUID
    people: dict[str, UUID] = field(default_factory=dict)
    organisations: dict[str, UUID] = field(default_factory=dict)

    def form(self, *names: str, **facts: Any) -> dict[str, Any]:
        """The round of J1 as its form is sent; all but the coordinator are asked when nobody is named."""
        asked = names or tuple(name for name in self.people if name != "Ingrid Solheim")
        return {
            "tittel": WORRY, "beskrivelse": TOLD, "tema": "substances", "gruppe": str(self.group), "frist": str(DUE),
            "mottakere": [str(self.people[name]) for name in asked], "hva": "send", "en_gang": str(uuid4()), **facts,
        }  # fmt: skip


@pytest.fixture(autouse=True)
def september(house: Any) -> None:
    """Tuesday 15 September 2026, at half past nine."""
    clock.move_to(clock.at(TODAY, 9, 30))


@pytest.fixture
def gather(world: Any, inside: Any) -> Any:
    """`gather("hamnes")`: the group, and everybody in CAST."""
    from tenants.groups import service as groups
    from tenants.groups.models import Group
    from tenants.network import service as network

    def make(slug: str = "nordvik") -> Scene:
        with inside(slug):
            group = Group(name="Koordineringsgruppen", level="COORDINATING", norm_per="month", norm_min=1, norm_max=1)
            db.session.add(group)
            db.session.flush()
            scene = Scene(slug, group.id)
            for name, (where, kind, function) in CAST.items():
                place = network.add_organisation(where, kind)
                email = f"{name.split()[0].lower()}@{slug}.example".replace("ø", "o")
                person = network.add_person(name, place.id, email=email)
                scene.people[name], scene.organisations[where] = person.id, place.id
                if function:
                    groups.give_seat(group, person.id, function, starts_on=date(2025, 1, 1))
            network.find_person(scene.people["Hanne Dahl"]).user_id = world[slug].users["member"]
            network.find_person(scene.people["Ingrid Solheim"]).user_id = world[slug].users["coordinator"]
            return scene

    return make


@pytest.fixture
def scene(gather: Any) -> Scene:
    """Nordvik's group."""
    return gather()


@pytest.fixture
def plan(inside: Any) -> Any:
    """`plan(scene, day)`: a meeting at nine."""
    from tenants.groups import service as groups
    from tenants.meetings import planning

    def make(scene: Scene, day: date = date(2026, 10, 20)) -> UUID:
        starts: datetime = clock.at(day, 9)
        with inside(scene.slug):
            return planning.add_meeting(groups.find(scene.group), starts, starts + timedelta(hours=2), place="Rådhuset").id

    return make


@pytest.fixture
def sent(coordinator: Any, scene: Scene, worker: Any, inside: Any) -> UUID:
    """J1's round, sent through the door; its letters have arrived."""
    answer = coordinator.post("/k/nordvik/runder/", scene.form())
    assert answer.status_code == 303, answer.get_data(as_text=True)
    worker.work()
    return UUID(answer.location.rsplit("/", 1)[1])


@pytest.fixture
def guest(house: Any) -> Guest:
    """Somebody with a letter and no account."""
    return Guest(house)


@pytest.fixture
def link_to(postbox: Any) -> Any:
    """`link_to("hanne")`: the link in the newest letter to that person."""

    def find(name: str) -> str:
        mine = [x for x in postbox.letters if x["To"].addresses[0].addr_spec.startswith(f"{name}@")]
        return next(word for word in mine[-1].get_content().split() if word.startswith("http://bindeledd.test/g/"))

    return find


@pytest.fixture
def reply(guest: Guest, link_to: Any) -> Any:
    """`reply("kari", "partly")`: answer by the newest letter's link; returns the page."""

    def send(name: str, gjenkjenner: str = "yes", deler: str = "yes", **words: str) -> Any:
        link = link_to(name)
        version = value_of(guest.open(link).get_data(as_text=True), "versjon")
        return guest.answer(link, gjenkjenner=gjenkjenner, deler=deler, versjon=version, **words)

    return send


@pytest.fixture
def read(inside: Any) -> Any:
    """`read(round_id, "state", "outcome")`: a round's columns as they stand."""

    def look(round_id: UUID, *names: str) -> Any:
        with inside():
            row = db.session.query(Round).filter(Round.id == round_id).one()
            values = tuple(getattr(row, name) for name in names)
            return values if len(values) > 1 else values[0]

    return look


@pytest.fixture
def answer_of(inside: Any, sent: UUID, scene: Scene) -> Any:
    """`answer_of("Kari Moen")`: (recognised, shared, words, contribution, version)."""

    def look(name: str) -> Any:
        with inside():
            row = db.session.query(RoundRecipient).filter_by(round_id=sent, person_id=scene.people[name]).one()
            return row.recognised, row.shared, row.words, row.contribution, row.version

    return look


@pytest.fixture
def strike(house: Any, world: Any, worker: Any) -> Any:
    """`strike(day, "rounds.remind")`: on that day the clock strikes, twice, and the letters are delivered."""

    def at(day: date, *names: str) -> None:
        clock.move_to(clock.at(day, 8))
        for _ in range(2):
            with house.app_context():
                for kommune in rooms.all_kommuner():
                    for name in names:
                        jobs.ask(name, kommune, rooms.service_of(kommune))
            worker.work()
        worker.work()

    return at


def text(answer: Any) -> str:
    """An answer's page."""
    return answer.get_data(as_text=True)
