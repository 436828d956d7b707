"""How the ticket hangs on the transaction: after a commit, a rollback, an error, a savepoint, on another thread, past the session."""

import threading
from contextlib import contextmanager, suppress

import psycopg
import pytest
from psycopg import errors
from sqlalchemy import func, insert, select, text
from sqlalchemy.exc import DBAPIError, ProgrammingError
from sqlalchemy.orm import Session

from saas import rooms
from saas.db import db
from saas.errors import NotFound
from tenants.network.models import Organisation

TABLE = Organisation.__table__
NAMES = select(TABLE.c.name)
TICKET = select(func.current_setting("room.ticket"))


@pytest.fixture
def furnished(inside):
    """One organisation in each kommune."""
    for slug in ("nordvik", "hamnes"):
        with inside(slug):
            db.session.add(Organisation(name=f"Skolen i {slug}", type="school"))


@contextmanager
def one_connection(house):
    """The kommune's pool with a single connection, so that whoever comes gets the very same one."""
    with house.app_context():
        engine = db.engines["kommune"]
        engine.dispose()
        pool = engine.pool
        size, overflow = pool.size(), pool._max_overflow
        pool._pool.maxsize, pool._max_overflow = 1, 0
    try:
        yield engine
    finally:
        pool._pool.maxsize, pool._max_overflow = size, overflow


def names():
    """What Core sees in this room: no second layer stands between it and the wall."""
    return [row[0] for row in db.session.execute(NAMES)]


def test_core_in_a_room_sees_its_own_rows_and_no_others(inside, furnished):
    for slug in ("nordvik", "hamnes"):
        with inside(slug):
            assert names() == [f"Skolen i {slug}"]


def test_the_same_backend_serves_two_kommuner_and_carries_nothing_over(house, inside, furnished):
    seen = []
    with one_connection(house):
        for slug in ("nordvik", "hamnes", "nordvik"):
            with inside(slug):
                seen.append((db.session.scalar(select(func.pg_backend_pid())), names()))
    assert len({pid for pid, _ in seen}) == 1, "the test means nothing unless it is the same connection"
    assert [found for _, found in seen] == [["Skolen i nordvik"], ["Skolen i hamnes"], ["Skolen i nordvik"]]


def test_after_a_commit_or_a_rollback_the_next_transaction_asks_for_a_ticket_of_its_own(inside, furnished):
    with inside("nordvik"):
        tickets = []
        for ending in ("commit", "rollback", "commit"):
            tickets.append(db.session.scalar(TICKET))
            assert names() == ["Skolen i nordvik"]
            getattr(db.session, ending)()
        assert names() == ["Skolen i nordvik"]
        assert len({*tickets, db.session.scalar(TICKET)}) == 4


def test_a_membership_that_ended_meanwhile_gets_no_second_ticket(inside, furnished, database, nordvik):
    with pytest.raises(NotFound), inside("nordvik", role="member"):
        assert names() == ["Skolen i nordvik"]
        with psycopg.connect(database) as owner:
            owner.execute("UPDATE memberships SET valid_to = current_date - 1 WHERE user_id = %s", (nordvik.users["member"],))
        # The transaction that was let in is carried to its end; the next one is not.
        assert names() == ["Skolen i nordvik"]
        db.session.commit()
        names()


def test_what_waits_in_the_pool_after_a_room_has_no_ticket_however_the_room_ended(house, inside, furnished):
    def breaks():
        raise ZeroDivisionError

    endings = (lambda: None, breaks, lambda: db.session.execute(text("SELECT 1 / 0")), lambda: db.session.rollback())
    with one_connection(house) as engine:
        for ending in endings:
            with suppress(ZeroDivisionError, DBAPIError), inside("nordvik"):
                pid = db.session.scalar(select(func.pg_backend_pid()))
                ending()
            with engine.connect() as bare:
                assert bare.scalar(select(func.pg_backend_pid())) == pid
                assert bare.scalar(select(func.current_setting("room.ticket", True))) in (None, "")
                assert bare.execute(NAMES).all() == []
            with inside("hamnes"):
                assert names() == ["Skolen i hamnes"]


def test_a_savepoint_asks_for_no_ticket_and_changes_none(inside, furnished):
    with inside("nordvik"):
        ticket = db.session.scalar(TICKET)
        for breaks in (False, True):
            with suppress(ZeroDivisionError), db.session.begin_nested():
                assert (db.session.scalar(TICKET), names()) == (ticket, ["Skolen i nordvik"])
                if breaks:
                    db.session.execute(select(func.set_config("room.ticket", "", True)))
                    assert names() == []
                    raise ZeroDivisionError
            # Rolled back to the savepoint, the ticket is what it was: a switch in the middle would silently have been undone.
            assert (db.session.scalar(TICKET), names()) == (ticket, ["Skolen i nordvik"])


def test_past_the_session_nothing_is_seen_and_nothing_written(house, inside, furnished):
    """Core on the room's engine, a session of one's own, AUTOCOMMIT, and the room's own ticket shown on another connection."""
    with inside("nordvik"):
        engine, ticket = db.engines["kommune"], db.session.scalar(TICKET)
        with engine.connect() as connection:
            assert connection.execute(NAMES).all() == []
        with pytest.raises(DBAPIError), engine.begin() as connection:
            connection.execute(insert(TABLE).values(id=func.gen_random_uuid(), name="x", type="school"))
        with Session(engine) as own:
            assert own.execute(NAMES).all() == []
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(select(func.set_config("room.ticket", ticket, True)))
            assert connection.execute(NAMES).all() == []
        with engine.connect() as thief:
            thief.execute(select(func.set_config("room.ticket", ticket, True)))
            with pytest.raises(ProgrammingError, match="another transaction") as refusal:
                thief.execute(NAMES)
            assert isinstance(refusal.value.orig, errors.InsufficientPrivilege)


def test_a_ticket_set_for_the_whole_session_dies_with_its_transaction(house, inside, furnished):
    with one_connection(house) as engine:
        with inside("nordvik"):
            pid = db.session.scalar(select(func.pg_backend_pid()))
            db.session.execute(select(func.set_config("room.ticket", db.session.scalar(TICKET), False)))
            assert names() == ["Skolen i nordvik"]
        with engine.connect() as bare:
            assert bare.scalar(select(func.pg_backend_pid())) == pid and bare.scalar(TICKET)
            with pytest.raises(ProgrammingError, match="another transaction"):
                bare.execute(NAMES)


def test_another_thread_stands_in_no_room(house, inside, furnished):
    found = []

    def ask():
        with house.app_context():
            try:
                found.append(names())
            except Exception as refused:
                found.append(type(refused).__name__)

    with inside("nordvik"):
        thread = threading.Thread(target=ask)
        thread.start()
        thread.join(10)
        assert names() == ["Skolen i nordvik"]
    assert found == ["NoRoom"]


def test_threads_in_rooms_of_their_own_never_see_each_other(house, world, furnished):
    found, ready, places = [], threading.Barrier(4, timeout=20), {}
    with house.app_context():
        places = {place.slug: place for place in rooms.all_kommuner()}

    def stand(slug):
        with house.app_context(), rooms.enter(rooms.of_job(world[slug].users["coordinator"], places[slug])):
            ready.wait()
            found.append((slug, rooms.kommune().slug, names()))
            ready.wait()

    threads = [threading.Thread(target=stand, args=(slug,)) for slug in ("nordvik", "hamnes") * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(found) == sorted((slug, slug, [f"Skolen i {slug}"]) for slug in ("nordvik", "hamnes") * 2)


def test_the_rooms_lock_is_the_kommunes_own(house, inside, world, database):
    """The same name in two kommuner is two locks; held by one, it is free in the other."""
    with inside("nordvik"):
        rooms.lock("export")
        taken = select(func.count()).select_from(text("pg_locks")).where(text("locktype = 'advisory' AND pid = pg_backend_pid()"))
        assert db.session.scalar(taken) == 1
        mine, theirs = (f"{world[slug].id}:export" for slug in ("nordvik", "hamnes"))
        with psycopg.connect(database) as other:
            free = "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))"
            assert other.execute(free, (mine,)).fetchone() == (False,)
            assert other.execute(free, (theirs,)).fetchone() == (True,)
