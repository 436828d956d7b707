"""Elvestrand, which has just come: nynorsk, establishing, with a starter and a chief executive and nothing else."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from saas import clock
from tests.world import Place, add_user, log_in

HOME = "/k/elvestrand/oppstart/"


def text(answer: Any) -> str:
    """The page on one line."""
    return " ".join(answer.get_data(as_text=True).replace("\xa0", " ").split())


def found_new(database: str, slug: str, name: str, number: str, **facts: Any) -> Place:
    """A kommune as the confirmation leaves it: a chief executive, a starter, and the service."""
    place = Place(uuid4(), slug, name)
    columns = {"id": place.id, "slug": slug, "name": name, "mark": name[0], "number": number, "population": 6700,
               "language": "nn", "lifecycle": "establishing", **facts}  # fmt: skip
    with psycopg.connect(database) as connection:
        marks = ", ".join(["%s"] * len(columns))
        connection.execute(f"INSERT INTO tenants ({', '.join(columns)}) VALUES ({marks})", list(columns.values()))
        for role in ("starter", "chief_executive", "member", "practitioner", "service"):
            place.users[role] = add_user(connection, f"{role}@{slug}.example", f"{role.title()} {name}", place, role)
    return place


@pytest.fixture
def elvestrand(database, world):
    """The new kommune, among the others of the world."""
    world["elvestrand"] = found_new(database, "elvestrand", "Elvestrand", "9905", colour=5)
    return world["elvestrand"]


@pytest.fixture
def starter(house, elvestrand):
    """Logged in as the one who starts up."""
    return log_in(house, "starter@elvestrand.example")


@pytest.fixture
def chief(house, elvestrand):
    """Logged in as Elvestrand's chief executive."""
    return log_in(house, "chief_executive@elvestrand.example")


@pytest.fixture
def sql(database):
    """`sql("UPDATE …", […])` as the owner of the database; rows of a SELECT come back."""

    def ask(statement: str, values: Any = ()) -> Any:
        with psycopg.connect(database) as connection:
            found = connection.execute(statement, values)
            return found.fetchall() if found.description else None

    return ask


def people(*rows: tuple[str, str, str, str, str, str]) -> dict[str, str]:
    """(name, title, organisation, type, e-mail, function) as the form sends them."""
    fields = ("navn", "tittel", "organisasjon", "type", "epost", "funksjon")
    return {f"personer-{n}-{field}": value for n, row in enumerate(rows) for field, value in zip(fields, row, strict=True)}


TEAM = people(
    ("Kari Moen", "barnevernleiar", "Barneverntenesta", "child_welfare", "kari@elvestrand.example", "member"),
    ("Hanne Dahl", "rektor", "Elvestrand skule", "school", "hanne@elvestrand.example", "leader"),
)
COUNCIL = people(
    ("Åse Vik", "kommunedirektør", "Elvestrand kommune", "municipal_leadership", "chief_executive@elvestrand.example", "leader"),
    ("Siri Tveit", "politistasjonssjef", "Politiet", "police", "siri@politiet.example", "member"),
)
MONEY = {
    "tittel": "SLT-koordinator", "ar": "2027", "prosent": "20", "kostnad": "160 000", "kilder-0-kilde": "Eige budsjett",
    "kilder-0-belop": "60 000", "tilskudd": "100 000", "egenandel": "25 000", "sokt": "y",
}  # fmt: skip
PLACE = {
    "slag": "leadership", "sektor": "Oppvekst", "rapporterer_til": "oppvekstsjef", "ledd": "1", "adresse": "Rådhuset",
    "dager": "tue", "uker": "even", "prosent": "20", "fra": clock.today().isoformat(), "organ": "Formannskapet",
    "dato": (clock.today() - timedelta(days=20)).isoformat(), "saksnr": "61/26", "tittel": "Innføring av SLT",
}  # fmt: skip


def build_groups(starter: Any) -> None:
    """Behov and Styringsgruppe through the door."""
    assert starter.post(f"{HOME}behov/gruppe", {"navn": "Oppvekstteam", "rytme": "month-1", **TEAM}).status_code == 303
    answer = starter.post(f"{HOME}styringsgruppe/gruppe", {"politirad": "y", **COUNCIL})
    assert answer.status_code == 303, text(answer)


def first_meeting(day: int = 30) -> dict[str, str]:
    """What the form for the first meeting sends."""
    on = clock.today() + timedelta(days=day)
    return {"dag": on.isoformat(), "begynner": "09:00", "slutter": "11:00", "sted": "Rådhuset"}
