"""A connection that is gone is found out before a page leans on it; one that is there is not asked each time."""

import time

import psycopg
from psycopg.conninfo import conninfo_to_dict
from sqlalchemy import event

from saas import pools
from saas.db import db

PAGE = "/k/nordvik/oppgaver/"


def cut_off(cluster, database):
    """End every connection of every room, as a database that is started anew does; how many there were."""
    with psycopg.connect(cluster.admin_url, autocommit=True) as admin:
        query = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename LIKE 'bindeledd\\_%%' AND datname = %s"
        return admin.execute(query, (conninfo_to_dict(database)["dbname"],)).rowcount


def sent(house, work):
    """What is sent to the database from all the pools while something is done, pings too."""
    heard = []
    with house.app_context():
        engines = list(db.engines.values())
    for engine in engines:
        asked = engine.dialect.do_ping
        engine.dialect.do_ping = lambda connection, asked=asked: heard.append("ping") or asked(connection)
        event.listen(engine, "before_cursor_execute", lambda connection, cursor, query, *rest: heard.append(query))
    try:
        work()
    finally:
        for engine in engines:
            del engine.dialect.do_ping
    return heard


def test_the_page_after_a_database_that_was_started_anew_is_as_good_as_any(coordinator, cluster, database):
    assert coordinator.get(PAGE).status_code == 200
    assert cut_off(cluster, database) >= 2, "the test means nothing unless connections were waiting"

    assert coordinator.get(PAGE).status_code == 200


def test_a_connection_that_is_in_use_is_not_asked_whether_it_is_there(house, coordinator):
    coordinator.get(PAGE)

    heard = sent(house, lambda: coordinator.get(PAGE))

    assert len(heard) > 5 and "ping" not in heard


def test_one_that_has_been_quiet_for_long_is_asked(house, coordinator, monkeypatch):
    coordinator.get(PAGE)
    now = time.monotonic()
    monkeypatch.setattr(pools.time, "monotonic", lambda: now + pools.QUIET + 1)

    assert "ping" in sent(house, lambda: coordinator.get(PAGE))


def test_what_is_done_at_once_is_a_transaction_of_its_own_and_leaves_the_connection_as_it_was(house, world):
    with house.app_context():
        engine = db.engines["lobby"]
        with pools.at_once(engine) as connection:
            first, second = (connection.exec_driver_sql("SELECT transaction_timestamp()").scalar() for _ in range(2))
            backend = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar()
        with engine.connect() as after:
            assert after.exec_driver_sql("SELECT pg_backend_pid()").scalar() == backend
            times = [after.exec_driver_sql("SELECT transaction_timestamp()").scalar() for _ in range(2)]
    assert first != second
    assert times[0] == times[1], "the next one on this connection has its transaction again"
