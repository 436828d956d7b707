"""A card that Nordvik has sent, without its name, and the centre's two people."""

import psycopg
import pytest

from tests.saas.library.staff import analyst_of, editor_of

OFFICE = "/senter/erfaringsbank"
CARD = {
    "title": "Åpen hall fredag kveld", "theme": "safe_places", "level": "universal", "verdict": "partly",
    "challenge": "Mange samlet seg i sentrum.", "what": "Hallen var åpen hver fredag.", "resources": "To ansatte.",
    "evaluation": "I snitt kom 38.", "advice": "Lag det sammen med jentene.", "show_name": False,
}  # fmt: skip


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
def offer(inside):
    """`offer(title="…")`: a card handed over by Nordvik (or another); its id in the library."""

    def hand_over(slug="nordvik", **changed):
        from saas.library import cards

        with inside(slug):
            return cards.offer({**CARD, **changed})

    return hand_over


@pytest.fixture
def on_shelf(offer, editor):
    """The same, read and published."""

    def publish(slug="nordvik", **changed):
        card = offer(slug, **changed)
        assert editor.post(f"{OFFICE}/{card}/publisering", {"lest": "y", "versjon": "1"}).status_code == 303
        return card

    return publish


def text(answer):
    """The page's HTML."""
    return answer.get_data(as_text=True)
