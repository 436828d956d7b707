"""The embedded servers are real, closed to the network, and come back after the worst with everything they promised."""

import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from infra import unprivileged
from infra.embedded import Postgres, Valkey
from infra.ground import ROOT

STARTER = """
import sys, time
from pathlib import Path
from infra.embedded import Postgres, Valkey
postgres, valkey = Postgres(Path(sys.argv[1])).start(), Valkey(Path(sys.argv[1])).start()
print(postgres.process.pid, valkey.process.pid, flush=True)
time.sleep(60)
"""


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    with unprivileged.scratch() as folder:
        yield folder


@pytest.fixture
def postgres(home: Path) -> Iterator[Postgres]:
    server = Postgres(home)
    try:
        yield server.start()
    finally:
        server.stop()


@pytest.fixture
def valkey(home: Path) -> Iterator[Valkey]:
    server = Valkey(home)
    try:
        yield server.start()
    finally:
        server.stop()


def test_the_owner_can_pass_no_wall(postgres: Postgres) -> None:
    with psycopg.connect(postgres.owner_url) as owner:
        mighty = owner.execute(
            "select rolsuper, rolbypassrls, rolcreatedb, rolcreaterole from pg_roles where rolname = current_user"
        ).fetchone()
        owned = owner.execute(
            "select current_user = pg_get_userbyid(datdba) from pg_database where datname = 'bindeledd'"
        )

        assert mighty == (False, False, False, True)
        assert owned.fetchone() == (True,)


def test_nothing_listens_on_the_network(postgres: Postgres, valkey: Valkey) -> None:
    with psycopg.connect(postgres.admin_url) as admin:
        assert admin.execute("show listen_addresses").fetchone() == ("",)
    with redis.Redis.from_url(valkey.url) as client:
        assert client.config_get("port") == {"port": "0"}
    for folder in (postgres.folder, valkey.folder):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@pytest.mark.skipif(not unprivileged.IS_ROOT, reason="only root can leave root behind")
def test_no_server_runs_as_root(postgres: Postgres, valkey: Valkey) -> None:
    for server in (postgres, valkey):
        assert server.process is not None
        assert os.stat(f"/proc/{server.process.pid}").st_uid != 0


def test_what_was_committed_is_there_after_kill_9(home: Path) -> None:
    server = Postgres(home).start()
    with psycopg.connect(server.owner_url, autocommit=True) as owner:
        owner.execute("create table promise (number int)")
        for number in range(50):
            owner.execute("insert into promise values (%s)", (number,))
    assert server.process is not None
    server.process.kill()
    server.process.wait(10)

    again = Postgres(home).start()
    try:
        with psycopg.connect(again.owner_url, autocommit=True) as owner:
            assert owner.execute("select count(*) from promise").fetchone() == (50,)
            owner.execute("drop table promise")
    finally:
        assert again.stop() == 0


def test_what_was_queued_is_there_after_a_restart(home: Path) -> None:
    server = Valkey(home).start()
    with redis.Redis.from_url(server.url) as client:
        client.rpush("queue", "one", "two")
    assert server.stop() == 0

    again = Valkey(home).start()
    try:
        with redis.Redis.from_url(again.url) as client:
            assert client.lrange("queue", 0, -1) == [b"one", b"two"]
            client.delete("queue")
    finally:
        again.stop()


def test_the_servers_die_with_a_killed_supervisor_and_start_again_at_once(home: Path) -> None:
    supervisor = subprocess.Popen(
        [sys.executable, "-c", STARTER, str(home)], stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    assert supervisor.stdout is not None
    children = [int(pid) for pid in supervisor.stdout.readline().split()]
    supervisor.send_signal(signal.SIGKILL)
    supervisor.wait(10)

    again = Postgres(home).start()
    again.stop()
    deadline = time.monotonic() + 10
    while any(alive(pid) for pid in children) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert [pid for pid in children if alive(pid)] == []


def test_a_test_database_is_a_copy_of_its_template(postgres: Postgres) -> None:
    template = postgres.create_database("template_house")
    with psycopg.connect(template) as owner:
        owner.execute("create table furniture as select 3 as chairs")
    try:
        with psycopg.connect(postgres.create_database("copy_of_house", "template_house")) as owner:
            assert owner.execute("select chairs from furniture").fetchone() == (3,)
    finally:
        for name in ("copy_of_house", "template_house"):
            postgres.drop_database(name)


def test_a_home_too_deep_for_a_socket_still_works() -> None:
    with unprivileged.scratch() as shallow:
        deep = shallow / ("en-mappe-med-langt-navn-" * 4)
        server = Valkey(deep, durable=False).start()
        try:
            with redis.Redis.from_url(server.url) as client:
                assert client.ping()
        finally:
            server.stop()
        assert not server.socket.exists()


def alive(pid: int) -> bool:
    """Whether a process still runs; one that is only waiting to be counted as dead does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
