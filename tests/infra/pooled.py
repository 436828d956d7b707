"""A PgBouncer of a test's own, in transaction mode, before the session's PostgreSQL."""

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from infra import debian, pgbouncer, pooler, unprivileged
from infra.ground import CannotGoOn
from tests.world import SECRET


def program() -> Path:
    """PgBouncer's program. Where our own set-up can fetch it and did not, the test fails; else it says what is lacking."""
    try:
        return pgbouncer.program()
    except CannotGoOn as lacking:
        if debian.within_reach():
            raise
        pytest.skip(str(lacking))


@contextmanager
def standing_before(database: str, **settings: str) -> Iterator[str]:
    """Run PgBouncer before a database; the address that the rooms log in by, without any login."""
    found = program()
    with unprivileged.scratch() as home:
        folder = unprivileged.own(home / "pooler", 0o700) if (home / "pooler").mkdir() is None else home
        port = free_port()
        environ = {"DATABASE_URL": database, "SECRET_KEY": SECRET, "POOLER_PORT": str(port), **settings}
        for file in (pooler.write(folder, environ), folder / "users.txt"):
            unprivileged.own(file, 0o600)
        with open(home / "said", "wb") as said:
            process = subprocess.Popen(
                [found, folder / "pgbouncer.ini"], stdout=said, stderr=said, stdin=subprocess.DEVNULL, cwd=folder,
                env=pgbouncer.surroundings(found), preexec_fn=unprivileged.die_with_parent(), **unprivileged.identity(),
            )  # fmt: skip
        try:
            _await(port, process, home / "said")
            yield f"postgresql://127.0.0.1:{port}{urlsplit(database).path}"
        finally:
            process.terminate()
            process.wait(10)


def as_room(address: str, kind: str, **more: object) -> "psycopg.Connection":
    """A bare connection through the pooler as one kind of room's own login role."""
    login = {"user": f"bindeledd_{kind}", "password": pooler.room_password(kind, SECRET)}
    return psycopg.connect(address, prepare_threshold=None, **login, **more)  # type: ignore[arg-type]


def _await(port: int, process: "subprocess.Popen[bytes]", said: Path) -> None:
    deadline = time.monotonic() + 15
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            assert process.poll() is None, said.read_text()
            time.sleep(0.01)
    raise AssertionError(said.read_text())


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])
