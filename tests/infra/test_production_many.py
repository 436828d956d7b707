"""Two web processes and two workers on one database and one queue: whoever answers, it is the same house."""

import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from http.cookiejar import CookieJar
from typing import Any
from uuid import uuid4

import pytest

from infra import servers, unprivileged
from infra.ground import ROOT
from saas.config import Settings
from tests.infra.pooled import free_port
from tests.world import PASSWORD, SECRET

LETTERS = 12


class Visitor:
    """A browser: one jar of cookies, whichever web answers."""

    def __init__(self) -> None:
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def ask(self, port: str, address: str, form: dict[str, str] | None = None) -> tuple[int, str, str]:
        """(status, the address it ended at, the page)."""
        data = urllib.parse.urlencode(form).encode() if form else None
        try:
            with self.opener.open(f"http://127.0.0.1:{port}{address}", data=data, timeout=30) as answer:
                return answer.status, urllib.parse.urlsplit(answer.url).path, answer.read().decode()
        except urllib.error.HTTPError as refused:
            return refused.code, address, refused.read().decode()
        except OSError:
            return 0, address, ""


@pytest.fixture
def environment(database: str, valkey: Any, mailbox: Any, settings: Settings) -> dict[str, str]:
    """What every one of them is given; nobody else has anything."""
    more = {
        "SECRET_KEY": SECRET,
        "ROOMS_URL": servers.without_login(database),
        "REDIS_URL": valkey.url,
        "SMTP_URL": settings.smtp_url,
    }
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    return (
        kept
        | more
        | {"PYTHONPATH": str(ROOT), "BINDELEDD_MODE": "demo", "PUBLIC_URL": "http://bindeledd.test", "WEB_PROCESSES": "1"}
    )


@pytest.fixture
def webs(world: Any, environment: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Two web servers; their ports."""
    ports = (str(free_port()), str(free_port()))
    with tempfile.TemporaryFile() as said:
        running = [_start("web", environment | {"PORT": port}, said) for port in ports]
        try:
            assert until(lambda: all(Visitor().ask(port, "/helse/live")[0] == 200 for port in ports), 240), _said(said)
            yield ports
        finally:
            _stop(running)


@pytest.fixture
def workers(world: Any, environment: dict[str, str]) -> Iterator[list["subprocess.Popen[bytes]"]]:
    """Two workers on the same queue."""
    with tempfile.TemporaryFile() as said:
        running = [_start("worker", environment, said) for _ in range(2)]
        try:
            yield running
        finally:
            _stop(running)


def test_one_log_in_and_one_form_are_good_whichever_web_answers(webs: tuple[str, str]) -> None:
    first, second = webs
    visitor, name = Visitor(), f"Skolen {uuid4().hex[:6]}"

    log_in = {
        "epost": "koordinator@fjordvest.example",
        "passord": PASSWORD,
        "csrf_token": _token(visitor.ask(first, "/logg-inn")[2]),
    }
    assert visitor.ask(second, "/logg-inn", log_in)[1] == "/mine"
    assert visitor.ask(first, "/k/nordvik/nettverk/")[0] == 200
    page = visitor.ask(second, "/k/nordvik/nettverk/organisasjoner/ny")[2]
    form = {"navn": name, "type": "school", "csrf_token": _token(page), "en_gang": str(uuid4())}
    assert visitor.ask(first, "/k/nordvik/nettverk/organisasjoner/ny", form)[0] == 200
    again = visitor.ask(second, "/k/nordvik/nettverk/organisasjoner/ny", form)
    assert "Dette var allerede lagret" in again[2]
    assert visitor.ask(second, "/k/nordvik/nettverk/")[2].count(f">{name}<") == 1

    stranger = Visitor()
    page = stranger.ask(second, "/logg-inn")[2]
    stranger.ask(first, "/logg-inn", {"epost": "member@hamnes.example", "passord": PASSWORD, "csrf_token": _token(page)})
    assert [stranger.ask(port, "/k/nordvik/nettverk/")[0] for port in webs] == [404, 404]

    token = _token(visitor.ask(first, "/k/nordvik/nettverk/organisasjoner/ny")[2])
    visitor.ask(first, "/logg-ut", {"csrf_token": token})
    assert visitor.ask(second, "/mine")[1] == "/logg-inn"


def test_two_workers_share_the_queue_and_nothing_is_done_twice(
    workers: Any, environment: dict[str, str], inside: Any, postbox: Any
) -> None:
    from saas import outbox

    def send(start: int) -> None:
        for number in range(start, start + LETTERS):
            with inside("nordvik" if number % 2 else "hamnes"):
                outbox.post(("Ida", f"ida{number}@nordvik.example"), f"Brev {number}", "Hei.", template="letters/prove.txt")

    assert until(lambda: _working(inside) == 2, 60)
    send(0)
    assert until(lambda: len(postbox.letters) >= LETTERS, 60)
    check = subprocess.run(
        [sys.executable, "-m", "infra.production", "alive"],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert check.returncode == 0, check.stderr

    # One of them is stopped as a container is; the other carries on, and what was sent before is not sent again.
    workers[0].terminate()
    assert workers[0].wait(30) == 0
    send(LETTERS)
    assert until(lambda: len(postbox.letters) >= 2 * LETTERS, 60)
    assert sorted(letter["Subject"] for letter in postbox.letters) == sorted(f"Brev {number}" for number in range(2 * LETTERS))


def test_a_worker_that_is_not_there_is_not_alive(environment: dict[str, str], house: Any) -> None:
    check = subprocess.run(
        [sys.executable, "-m", "infra.production", "alive"],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert check.returncode == 1 and "ikke gitt lyd" in check.stderr


def until(so: Callable[[], bool], seconds: float) -> bool:
    """Wait until something is so; False if it never was."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if so():
            return True
        time.sleep(0.05)
    return False


def _working(inside: Any) -> int:
    from rq import Worker

    from saas import jobs

    with inside("nordvik"):
        return len(Worker.all(connection=jobs.connection()))


def _start(role: str, environment: dict[str, str], said: Any) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "infra.production", role]
    return subprocess.Popen(
        command, env=environment, cwd=ROOT, stdout=said, stderr=said, preexec_fn=unprivileged.die_with_parent()
    )


def _stop(running: list["subprocess.Popen[bytes]"]) -> None:
    for process in running:
        process.terminate()
    for process in running:
        process.wait(30)


def _token(page: str) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert found, page[:2000]
    return found[1]


def _said(file: Any) -> str:
    file.seek(0)
    return file.read().decode(errors="replace")[-3000:]
