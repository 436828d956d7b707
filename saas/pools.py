"""Pooled connections are asked whether they are there when they may not be, not at every use: a page has three of them."""

import select
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import InvalidatePoolError

# Seconds that a connection may lie unused before it is asked; a wall on the way may have forgotten it by then.
QUIET = 30.0


def attend(engine: Engine) -> None:
    """Look at each connection as it is taken out: one that is gone takes the whole pool with it, and a new one is made.

    Whoever takes it notices nothing; where the database is away, the new connection's own error is raised. A server that
    has left has closed its end, which is seen here without asking it.
    """

    def lay_back(connection: Any, record: Any) -> None:
        record.info["laid_back"] = time.monotonic()

    def take_out(connection: Any, record: Any, fairy: Any) -> None:
        quiet = time.monotonic() - record.info.get("laid_back", time.monotonic())
        if (quiet > QUIET or _has_something_to_tell(connection)) and not _answers(engine, connection):
            raise InvalidatePoolError("The database has closed this connection.")

    event.listen(engine, "checkin", lay_back)
    event.listen(engine, "checkout", take_out)


@contextmanager
def at_once(engine: Engine) -> Iterator[Connection]:
    """A connection on which each statement is a transaction of its own: no message to begin it, and none to end it."""
    with engine.connect() as connection:
        yield connection.execution_options(isolation_level="AUTOCOMMIT")


def _has_something_to_tell(connection: Any) -> bool:
    """Whether there is something to read on a connection that nobody has asked: most often that it is closed."""
    try:
        listening = select.poll()
        listening.register(connection.fileno(), select.POLLIN)
        return bool(listening.poll(0))
    except Exception:
        # One that we closed ourselves has no file any more.
        return True


def _answers(engine: Engine, connection: Any) -> bool:
    try:
        return bool(engine.dialect.do_ping(connection))
    except engine.dialect.loaded_dbapi.Error:
        return False
