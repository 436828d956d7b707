"""The centre's two people, for the tests of what is shared."""

import psycopg

from tests.world import PASSWORD_HASH, log_in


def at_the_centre(house, database, email, name, role):
    """Somebody who works at the centre, logged in."""
    with psycopg.connect(database) as connection:
        row = connection.execute(
            "INSERT INTO users (email, name, password_hash) VALUES (%s, %s, %s) RETURNING id", (email, name, PASSWORD_HASH)
        ).fetchone()
        connection.execute(
            "INSERT INTO centre_members (user_id, role, valid_from) VALUES (%s, %s, '2020-01-01')", (row[0], role)
        )
    return log_in(house, email)


def editor_of(house, database):
    """Sunniva, who reads and publishes."""
    return at_the_centre(house, database, "redaktor@senter.example", "Sunniva Hegg", "editor")


def analyst_of(house, database):
    """Eli, who reads what is out."""
    return at_the_centre(house, database, "analytiker@senter.example", "Eli Strand", "analyst")
