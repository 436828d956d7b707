"""What the house asks of the database stays with one kommune's server; what does not is known by name, and why."""

import pytest
from sqlalchemy import Engine, event

from infra import citus, clock
from saas import jobs, rooms
from tests.walls.citus_statements import judge
from tests.walls.test_crawler import NUMBERS, TABLES, full  # noqa: F401
from tests.world import log_in

SPREAD = {"tasks", "groups", "letters", "contributions"}
# Rooms outside every kommune, which read over all of them by their nature: (kind of room, table) → why.
CROSSING = {
    ("public", "public_faces"): "whose page this is, among all that are out",
    ("public", "published_minutes"): "what a page shows; the public's rooms carry no kommune, the page's own is a condition on a column",
    ("statistics", "contributions"): "what all kommuner have handed over, counted once a period",
    ("statistics", "contribution_profiles"): "who takes part in the national figures",
}
# Pages with an id that are opened often; those without one are all opened.
OFTEN = {"meetings.show", "minutes.show", "groups.show", "tasks.show", "measures.show", "goals.show", "findings.show", "network.person"}


@pytest.mark.parametrize(
    ("statement", "loose"),
    [
        ("SELECT tasks.what FROM tasks WHERE tasks.tenant_id = %(t)s::UUID", ()),
        ("SELECT tasks.what FROM tasks WHERE tasks.id = %(t)s", ("tasks",)),
        ("SELECT 1 FROM tasks JOIN groups AS g_1 ON g_1.id = tasks.group_id WHERE tasks.tenant_id = %(t)s", ("groups",)),
        ("SELECT 1 FROM tasks AS t JOIN groups ON groups.tenant_id = t.tenant_id WHERE t.tenant_id = %(t)s", ()),
        ("SELECT 1 FROM tasks, groups WHERE tasks.tenant_id = %(t)s", ("groups",)),
        ("SELECT 1 FROM tasks WHERE tasks.tenant_id = %(a)s AND tasks.id IN (SELECT tasks.id FROM tasks WHERE what = %(b)s)", ("tasks",)),
        ("SELECT 1 FROM tasks WHERE tasks.what = 'tasks.tenant_id = %(t)s'", ("tasks",)),
        ("UPDATE letters SET state=%(s)s WHERE letters.state = %(o)s", ("letters",)),
        ("UPDATE letters SET state=%(s)s WHERE letters.tenant_id = %(t)s AND letters.id = %(i)s", ()),
        ("DELETE FROM letters WHERE letters.id IN (SELECT tasks.id FROM tasks)", ("letters", "tasks")),
        ("INSERT INTO tasks (id) VALUES (%(i)s) RETURNING tasks.tenant_id", ()),
        ("INSERT INTO tasks (id) SELECT groups.id FROM groups", ("groups",)),
        ("SELECT users.id FROM users WHERE users.email = %(e)s", ()),
    ],
    ids=["held", "loose", "one-loose", "tied", "comma", "twice", "in-a-text", "bulk", "by-key", "delete", "insert", "insert-from",
         "not-spread"],
)
def test_the_judge_can_tell(statement, loose):
    assert judge(statement, SPREAD).loose == loose


@pytest.fixture
def asked():
    """Every different statement while the test lasts, with the kind of room that it was asked in."""
    found = set()

    def note(connection, cursor, statement, parameters, context, many):
        found.add(((connection.engine.url.username or "").removeprefix("bindeledd_"), statement))

    event.listen(Engine, "before_cursor_execute", note)
    yield found
    event.remove(Engine, "before_cursor_execute", note)


def crossing(asked, tables):
    """(kind of room, table) → a statement, for all that would be sent to every server."""
    found = {}
    for kind, statement in sorted(asked):
        for table in judge(statement, tables).loose:
            found.setdefault((kind, table), statement)
    return found


@pytest.fixture
def tables(database):
    """The tables that would be spread."""
    import psycopg

    with psycopg.connect(database) as connection:
        return citus.distributed(connection)


def hot_doors(house, ids):
    """The addresses of a kommune that need no id, and those with one that are opened often."""
    from flask import url_for

    with house.test_request_context("/"):
        for rule in house.url_map.iter_rules():
            if "GET" not in rule.methods or not rule.rule.startswith("/k/<kommune>"):
                continue
            wanted = rule.arguments - {"kommune"}
            if wanted and rule.endpoint not in OFTEN:
                continue
            values = {name: ids[TABLES[name]] if name in TABLES else NUMBERS[name] for name in wanted}
            yield url_for(rule.endpoint, kommune="nordvik", **values)


def test_inside_a_kommune_every_statement_is_held_to_its_own_server(house, world, full, tables, asked, worker):  # noqa: F811
    browser = log_in(house, "koordinator@fjordvest.example")
    opened = [browser.get(address).status_code for address in hot_doors(house, full["nordvik"])]
    assert opened.count(200) > 60 and 500 not in opened
    browser.post("/k/nordvik/nettverk/organisasjoner/ny", {"navn": "Solsiden skole", "type": "school"})
    with house.app_context():
        hamnes = next(place for place in rooms.all_kommuner() if place.slug == "hamnes")
        for name in sorted(set(clock.ROUNDS) & set(jobs.names())):
            jobs.ask(name, hamnes, rooms.service_of(hamnes))
    worker.work()
    verdicts = [judge(statement, tables) for kind, statement in asked if kind in ("kommune", "guest")]
    reached = {table for verdict in verdicts for table in verdict.spread}
    assert len(reached) > 60 and {"SELECT", "INSERT", "UPDATE", "DELETE"} <= {verdict.verb for verdict in verdicts if verdict.spread}
    wrong = {place: statement for place, statement in crossing(asked, tables).items() if place[0] in ("kommune", "guest")}
    assert wrong == {}, "Let the ORM ask it, so that saas.rooms adds the kommune, or name the kommune in it"


def test_what_crosses_is_known_by_name(house, world, inside, tables, asked):
    from sqlalchemy import select

    from saas.centre.models import Contribution, Profile
    from saas.db import db
    from saas.open import reading

    for address in ("/apen/nordvik", "/finn?q=nor"):
        assert house.test_client().get(address).status_code < 500
    with house.test_request_context("/"), rooms.enter(rooms.statistics()):
        db.session.scalars(select(Contribution)).all()
        db.session.scalars(select(Profile)).all()
    with house.test_request_context("/"), rooms.enter(rooms.public()):
        db.session.execute(select(reading._MINUTES.c.public_id)).all()
    found = crossing(asked, tables)
    assert set(found) - set(CROSSING) == set(), found
    assert set(found) == set(CROSSING), "A name that nothing answers to any more is a hole in the list"


def test_what_is_changed_in_bulk_carries_the_kommune(house, world, inside, tables, asked):
    from sqlalchemy import delete, update

    from saas.outbox import Letter

    with inside("nordvik") as room:
        from saas.db import db

        db.session.execute(update(Letter).where(Letter.state == "held").values(state="waiting"))
        db.session.execute(delete(Letter).where(Letter.state == "stopped"))
        assert room.kommune is not None
    verdicts = [judge(statement, tables) for _, statement in asked if statement.startswith(("UPDATE letters", "DELETE FROM letters"))]
    assert len(verdicts) == 2 and not any(verdict.crosses for verdict in verdicts)
