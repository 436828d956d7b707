"""Elvestrand applies; its letters, its second person, and the centre's editor."""

import re
from uuid import uuid4

import psycopg
import pytest

from tests.world import PASSWORD_HASH, Browser, log_in

TERJE = {
    "navn": "Terje Fonn", "tittel": "oppvekstsjef", "epost": "terje.fonn@elvestrand.example", "telefon": "00 00 00 01",
    "orgnr": "310 000 051", "leder_navn": "Åse Vik", "leder_epost": "aase.vik@elvestrand.example", "nivaer": "3", "fullmakt": "spor",
}  # fmt: skip
AASE = {"navn": "Åse Vik", "tittel": "kommunedirektør", "epost": "aase.vik@elvestrand.example", "stadfest": "y"}


@pytest.fixture
def guest(house, world):
    """Somebody who is not logged in."""
    return Browser(house)


@pytest.fixture
def apply(guest):
    """Send an application through the door; the answer."""

    def send(number="9905", browser=None, **changed):
        data = {**TERJE, "en_gang": str(uuid4()), **changed}
        return (browser or guest).post(f"/registrer/kommune/{number}", data)

    return send


@pytest.fixture
def letters(worker, postbox):
    """The letters so far, as (address, subject, body)."""

    def read():
        worker.work()
        return [(letter["To"], letter["Subject"], letter.get_content()) for letter in postbox.letters]

    return read


@pytest.fixture
def confirm_address(letters):
    """Where the newest letter to a second person leads."""

    def find():
        found = [m for _, _, body in letters() for m in re.findall(r"http://bindeledd\.test(/registrer/stadfest/\S+)", body)]
        return found[-1]

    return find


@pytest.fixture
def editor(house, database, world):
    """Logged in as the centre's editor."""
    with psycopg.connect(database) as connection:
        row = connection.execute(
            "INSERT INTO users (email, name, password_hash) VALUES ('redaktor@senter.example', 'Sunniva Hegg', %s) RETURNING id",
            (PASSWORD_HASH,),
        ).fetchone()
        connection.execute("INSERT INTO centre_members (user_id, role, valid_from) VALUES (%s, 'editor', '2020-01-01')", row)
    return log_in(house, "redaktor@senter.example")


@pytest.fixture
def sql(database):
    """A question to the database as its owner."""

    def ask(query, *values):
        with psycopg.connect(database) as connection:
            cursor = connection.execute(query, values)
            return cursor.fetchall() if cursor.description else []

    return ask
