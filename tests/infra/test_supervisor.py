"""The one command: from nothing to a page that answers, every part looked after, and a clean stop."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from infra import unprivileged
from infra.embedded import Postgres, Valkey
from infra.ground import ROOT
from infra.mailbox import Mailbox
from infra.serve import FIRST_PAGE


@pytest.fixture(scope="module")
def settings() -> Iterator[dict[str, str]]:
    """A production start's settings, towards servers that are already running."""
    with unprivileged.scratch() as home, Mailbox(home / "postkasse") as mailbox:
        postgres, valkey = Postgres(home, durable=False), Valkey(home, durable=False)
        try:
            postgres.start()
            valkey.start()
            yield {
                "BINDELEDD_MODE": "production",
                "BINDELEDD_HOME": str(home / "egen"),
                "SECRET_KEY": "en-nokkel-bare-for-denne-proven-0123456789",
                "DATABASE_URL": postgres.owner_url,
                "REDIS_URL": valkey.url,
                "SMTP_URL": mailbox.url,
                "PORT": str(free_port()),
            }
        finally:
            valkey.stop()
            postgres.stop()


@pytest.fixture(scope="module")
def supervisor(settings: dict[str, str]) -> Iterator["subprocess.Popen[str]"]:
    """A supervisor that has said that it answers."""
    with open(Path(settings["BINDELEDD_HOME"]).parent / "said", "w") as said:
        process = start(settings, said.fileno())
        # As long as the supervisor itself gives the first page: only then is every part of it started.
        answers = until(lambda: "svarer på" in Path(said.name).read_text() or process.poll() is not None, FIRST_PAGE)
        assert answers and process.poll() is None, Path(said.name).read_text()
        yield process
        process.kill()
        process.wait(10)


def test_it_is_ready_with_database_queue_and_migrations(supervisor: object, settings: dict[str, str]) -> None:
    with urllib.request.urlopen(f"http://127.0.0.1:{settings['PORT']}/helse/klar", timeout=10) as answer:
        assert answer.status == 200


def test_only_the_supervisor_knows_the_owners_password(supervisor: "subprocess.Popen[str]") -> None:
    children = psutil.Process(supervisor.pid).children(recursive=True)
    told = [child.cmdline() for child in children if "DATABASE_URL" in child.environ()]

    assert len(children) >= 5
    assert told == []


def test_a_second_start_says_where_the_first_one_is(supervisor: object, settings: dict[str, str]) -> None:
    second = start(settings, subprocess.PIPE)

    out, _ = second.communicate(timeout=30)
    assert second.returncode == 1
    assert f"kjører allerede på https://127.0.0.1:{settings['PORT']}" in out


def test_a_killed_worker_is_started_again(supervisor: "subprocess.Popen[str]") -> None:
    worker = child_named(supervisor, "infra.worker")
    assert worker is not None
    worker.kill()

    assert until(lambda: child_named(supervisor, "infra.worker") not in (None, worker), 15)


def test_a_killed_web_is_started_again(supervisor: "subprocess.Popen[str]", settings: dict[str, str]) -> None:
    web = child_named(supervisor, "gunicorn")
    assert web is not None
    web.kill()

    assert until(lambda: child_named(supervisor, "gunicorn") not in (None, web), 15)
    assert until(lambda: answers_well(settings), FIRST_PAGE)


def test_a_stop_leaves_nothing_running(supervisor: "subprocess.Popen[str]") -> None:
    children = psutil.Process(supervisor.pid).children(recursive=True)

    supervisor.send_signal(signal.SIGTERM)

    assert supervisor.wait(30) == 0
    assert psutil.wait_procs(children, timeout=5)[1] == []


def start(settings: dict[str, str], out: int) -> "subprocess.Popen[str]":
    environment = os.environ | settings | {"PUBLIC_URL": f"https://127.0.0.1:{settings['PORT']}"}
    command = [sys.executable, "-m", "infra.serve"]
    return subprocess.Popen(command, env=environment, cwd=ROOT, stdout=out, stderr=subprocess.STDOUT, text=True)


def answers_well(settings: dict[str, str]) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{settings['PORT']}/helse/klar", timeout=10) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def child_named(supervisor: "subprocess.Popen[str]", module: str) -> psutil.Process | None:
    for child in psutil.Process(supervisor.pid).children():
        with suppress(psutil.Error):  # One that has just died has no command line any more.
            if module in child.cmdline():
                return child
    return None


def until(so: Callable[[], bool], seconds: float) -> bool:
    """Wait until something is so; False if it never was."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if so():
            return True
        time.sleep(0.1)
    return False


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])
