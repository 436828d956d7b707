"""The network: a coordinator, another one, the centre's analyst, and somebody who is none of it."""

import re
from uuid import uuid4

import psycopg
import pytest

from saas import clock
from tests.saas.library.staff import analyst_of
from tests.world import add_user, log_in

HERE = "/fagnettverk"


@pytest.fixture(autouse=True)
def wednesday(house):
    """Wednesday 14 October 2026, ten in the morning."""
    clock.move_to(clock.at(clock.today().replace(2026, 10, 14), 10))


@pytest.fixture
def marte(house, database, world):
    """Another coordinator, of Hamnes only."""
    with psycopg.connect(database) as connection:
        add_user(connection, "marte@skogheim.example", "Marte Bråten", world["hamnes"], "coordinator")
    return log_in(house, "marte@skogheim.example")


@pytest.fixture
def analyst(house, database, world):
    """Eli, of the centre."""
    return analyst_of(house, database)


@pytest.fixture
def sql(database):
    """A question to the database as its owner."""

    def ask(query, *values):
        with psycopg.connect(database) as connection:
            cursor = connection.execute(query, values)
            return cursor.fetchall() if cursor.description else []

    return ask


@pytest.fixture
def ask(coordinator):
    """Ask through the door; the question's address."""

    def do(title="Hvordan får dere skolen med?", browser=None, **more):
        answer = (browser or coordinator).post(HERE, {"en_gang": str(uuid4()), "sporsmal": title, **more})
        assert answer.status_code == 303, text(answer)
        return answer.location

    return do


@pytest.fixture
def reply(coordinator):
    """Answer through the door."""

    def do(question, words="Vi skrev det inn i mandatet.", browser=None, **more):
        return (browser or coordinator).post(f"{question}/svar", {"en_gang": str(uuid4()), "svar": words, **more})

    return do


@pytest.fixture
def answered(ask, reply, marte, sql):
    """A question with an answer from Marte: the question's address, and the answer's."""
    question = ask()
    assert reply(question, browser=marte).status_code == 303
    return question, f"{HERE}/svar/{sql('SELECT id FROM network_answers')[0][0]}"


def versions(browser, address):
    """Deed's address → the version that its button carries."""
    page = text(browser.get(address))
    forms = re.findall(r'action="([^"]+)"(.*?)</form>', page, re.DOTALL)
    found = {action: re.search(r'name="versjon" value="(\d+)"', body) for action, body in forms}
    return {action: version[1] for action, version in found.items() if version}


def text(answer):
    """The page's HTML."""
    return answer.get_data(as_text=True)
