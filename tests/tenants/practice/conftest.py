"""An evaluated measure in Nordvik, a card of it, and the centre that reads."""

import re
from uuid import uuid4

import psycopg
import pytest

from tests.saas.library.staff import analyst_of, editor_of
from tests.tenants.measures.conftest import (  # noqa: F401
    chair,
    make,
    october,
    other,
    practitioner,
    read,
    scene,
)  # fmt: skip

HERE = "/k/nordvik/erfaringer/"
OFFICE = "/senter/erfaringsbank"
CARD = {
    "tittel": "Åpen hall fredag kveld", "tema": "safe_places", "niva": "universal", "dom": "partly",
    "utfordring": "Mange ungdommer samlet seg i sentrum uten noe å gjøre.",
    "hva": "Idrettshallen var åpen hver fredag med voksne til stede.",
    "ressurser": "To ansatte og fire frivillige hver kveld.",
    "evaluering": "I snitt kom 38 ungdommer. De fleste var gutter.", "rad": "Lag tilbudet sammen med jentene.",
}  # fmt: skip


@pytest.fixture
def post(coordinator):
    """Send a form as the coordinator (or another), with a number of its own."""

    def send(address, data=None, browser=None):
        return (browser or coordinator).post(address, {"en_gang": str(uuid4()), **(data or {})})

    return send


@pytest.fixture
def draft(make, post):
    """`draft(hva="…")`: a card written about a new measure that is evaluated; its own address."""

    def write(state="started", **changed):
        measure_id = make(state)
        answer = post(HERE, {**CARD, "tiltak": measure_id, **changed})
        assert answer.status_code == 303, answer.get_data(as_text=True)
        return answer.location

    return write


@pytest.fixture
def sent(draft, send):
    """A card that waits at the centre; its own address."""
    address = draft()
    assert send(address).status_code == 303
    return address


@pytest.fixture
def send(coordinator, post):
    """Confirm and send, as the page stands now."""

    def do(address, **changed):
        return post(f"{address}/utsending", {"bekreft": "y", "versjon": version_on(coordinator, address), **changed})

    return do


@pytest.fixture
def editor(house, database, world):
    """Sunniva."""
    return editor_of(house, database)


@pytest.fixture
def analyst(house, database, world):
    """Eli."""
    return analyst_of(house, database)


@pytest.fixture
def sql(database):
    """A question to the database as its owner, about what lies outside the kommuner."""

    def ask(query, *values):
        with psycopg.connect(database) as connection:
            cursor = connection.execute(query, values)
            return cursor.fetchall() if cursor.description else []

    return ask


@pytest.fixture
def offers(inside):
    """`offers("state", "title")`: what stands in Nordvik's own cards; walled tables show the owner nothing."""

    def look(*names, slug="nordvik"):
        from tenants.practice import service

        with inside(slug):
            return [tuple(getattr(one.offer, name) for name in names) for one in service.listed()]

    return look


@pytest.fixture
def publish(editor, sql, post):
    """The editor reads and publishes what waits; the card's id in the library."""

    def do():
        card_id = sql("SELECT id FROM library_cards WHERE state = 'waiting'")[0][0]
        answer = post(f"{OFFICE}/{card_id}/publisering", {"lest": "y", "versjon": "1"}, editor)
        assert answer.status_code == 303, answer.get_data(as_text=True)
        return card_id

    return do


def version_on(browser, address):
    """The version that stands on a page."""
    return re.search(r'name="versjon" value="(\d+)"', text(browser.get(address)))[1]


def text(answer):
    """The page's HTML."""
    return answer.get_data(as_text=True)
