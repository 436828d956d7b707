"""The centre's people, and a shelf of made-up releases that they read."""

import psycopg
import pytest

from tests.saas.national import shelf
from tests.world import PASSWORD_HASH, Browser, log_in


def at_the_centre(database, role):
    """An account at the national centre; its address."""
    with psycopg.connect(database) as connection:
        row = connection.execute(
            "INSERT INTO users (email, name, password_hash) VALUES (%s, %s, %s) RETURNING id",
            (f"{role}@senter.example", role.title(), PASSWORD_HASH),
        ).fetchone()
        connection.execute("INSERT INTO centre_members (user_id, role, valid_from) VALUES (%s, %s, '2020-01-01')", (row[0], role))
    return f"{role}@senter.example"


@pytest.fixture
def analyst(house, database, world):
    """Logged in as the centre's analyst."""
    return log_in(house, at_the_centre(database, "analyst"))


@pytest.fixture
def guest(house, world):
    """Somebody who is not logged in."""
    return Browser(house)


@pytest.fixture
def released(database):
    """One release on the shelf."""
    return shelf.lay(database)


def page(answer):
    """The answer's text."""
    return answer.get_data(as_text=True)
