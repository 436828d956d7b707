"""(e) Letters a second through the outbox to a real mail server, and what web, worker and clock hold in memory."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import psycopg
from redis import Redis

from infra import unprivileged
from infra.bench.houses import KOMMUNE, SECRET, Ground, leave, tell
from infra.clock import ROUNDS, WHERE_THERE_IS_WORK
from infra.demo import founding
from infra.ground import ROOT, CannotGoOn
from infra.house import build
from infra.mailbox import Mailbox
from infra.serve import web_command
from infra.servers import without_login
from infra.settings_env import Settings
from saas import jobs, outbox, rooms

LETTERS, FEW_LETTERS = 1000, 60
ROUNDS_ASKED = 300
# How often one kommune is visited, all rounds together.
A_SECOND = sum(1 / seconds for name, seconds in ROUNDS.items() if name not in WHERE_THERE_IS_WORK)
PATIENCE = 600.0
# Megabytes that a process holds once the house is built in it; gunicorn's parent holds less, and its children are waited for by asking.
AWAKE = 20.0
BODY = "Hei!\n\nDu er invitert til møte i koordineringsgruppen. Sakslisten følger under, og svaret ditt gis med lenken nederst.\n\n" * 8


def measure(ground: Ground) -> dict[str, Any]:
    """Letters a second with few and with many kommuner in the house, and megabytes per process."""
    number = FEW_LETTERS if ground.small else LETTERS
    found: dict[str, Any] = {"letters": number, "a_second": {}, "memory": {}, "rounds": {}}
    for kommuner in (ground.sizes[0], ground.sizes[-1]):
        name = ground.sized(kommuner)
        with _surroundings(ground, name) as (mailbox, environment):
            written, sent, done = _through(ground, name, mailbox, environment, number)
            found["a_second"][str(kommuner)], found["rounds"][str(kommuner)] = [written, sent], [done, kommuner * A_SECOND]
            tell(f"{kommuner} kommuner: {written:.0f} brev i sekundet skrevet, {sent:.1f} levert (én arbeider)")
            tell(f"{kommuner} kommuner: klokken ber om {kommuner * A_SECOND:.1f} runder i sekundet, og én arbeider gjør {done:.0f}")
            if kommuner == ground.sizes[-1]:
                found["memory"] = _memory(environment)
    for title, (processes, own, together) in found["memory"].items():
        tell(f"{title}: {processes} prosess(er), {own:.0f} MB i den største, {together:.0f} MB til sammen (delt minne fordelt)")
    return found


@contextmanager
def _surroundings(ground: Ground, name: str) -> Iterator[tuple[Mailbox, dict[str, str]]]:
    """A mail server, an empty queue, and the environment that our processes are started with."""
    Redis.from_url(ground.queue.url).flushall()
    with Mailbox(Path(ground.database.folder).parent / f"post-{name}") as mailbox:
        environment = {
            **{key: value for key, value in os.environ.items() if not key.endswith("DATABASE_URL")},
            "BINDELEDD_MODE": "demo", "SECRET_KEY": SECRET, "ROOMS_URL": without_login(ground.database.owner_url_of(name)),
            "REDIS_URL": ground.queue.url, "SMTP_URL": mailbox.url, "PORT": str(_free_port()), "PUBLIC_URL": "http://bindeledd.test",
            "PYTHONPATH": str(ROOT),
        }  # fmt: skip
        yield mailbox, environment


def _through(ground: Ground, name: str, mailbox: Mailbox, environment: dict[str, str], number: int) -> tuple[float, float, float]:
    """Letters written a second, letters delivered a second, idle rounds done a second: the worker is awake when each begins."""
    app = build(ground.settings(name, mailbox.url), check=False)
    worker = _running([sys.executable, "-m", "infra.worker"], environment)
    with worker, psycopg.connect(ground.admin_url(name), autocommit=True) as watching:
        try:
            with app.app_context():
                kommune = _kommune()
                _write(kommune, 1)
                _until(lambda: _sent(watching) == 1, "Arbeideren leverte ikke det første brevet.")
                started = time.perf_counter()
                _write(kommune, number)
                written = time.perf_counter()
            _until(lambda: _sent(watching) == number + 1, "Arbeideren leverte ikke alle brevene.")
            ended, arrived = time.perf_counter(), len(mailbox.letters())
            # The first time the demo's own waiting letters are found and leave; after that there is nothing to do.
            _rounds(app)
            done = _rounds(app)
        finally:
            leave(app)
    if arrived != number + 1:
        raise RuntimeError(f"{arrived} letters arrived, and {number + 1} were sent.")
    return number / (written - started), number / (ended - written), done


def _rounds(app: Any) -> float:
    """How many of the clock's rounds one worker does a second where there is nothing to do: what many kommuner cost at rest."""
    with app.app_context():
        kommuner = rooms.all_kommuner()[:ROUNDS_ASKED]
        started = time.perf_counter()
        for kommune in kommuner:
            jobs.ask("outbox.sweep", kommune, founding.stable_id("user", founding.SERVICE))
        line = jobs.queue(jobs.ROUNDS)
        _until(lambda: line.count == 0 and line.started_job_registry.count == 0, "Arbeideren ble ikke ferdig med rundene.")
        return len(kommuner) / (time.perf_counter() - started)


def _kommune() -> rooms.Kommune:
    kommune = next(one for one in rooms.all_kommuner() if one.slug == KOMMUNE)
    return rooms.Kommune(**{**kommune.__dict__, "role": "service"})


def _write(kommune: rooms.Kommune, number: int) -> None:
    """One deed that writes to many, as a call to a meeting does."""
    with rooms.enter(rooms.of_job(founding.stable_id("user", founding.SERVICE), kommune, "Bindeledd")):
        for place in range(number):
            outbox.post((f"Mottaker {place}", f"mottaker{place}@benk.example"), f"Innkalling {place}", BODY, template="benk")


def _sent(watching: psycopg.Connection) -> int:
    row = watching.execute("SELECT count(*) FROM letters WHERE template = 'benk' AND state = 'sent'").fetchone()
    return int(row[0]) if row else 0


def _memory(environment: dict[str, str]) -> dict[str, list[float]]:
    """Per kind of process: how many, the largest one's memory, and all of them together with shared pages divided, in MB."""
    settings = Settings("demo", Path("."), "127.0.0.1", int(environment["PORT"]), SECRET, "", None, None, None)
    commands = {
        "web": web_command(settings), "arbeider": [sys.executable, "-m", "infra.worker"], "klokke": [sys.executable, "-m", "infra.clock"],
    }  # fmt: skip
    with ExitStack() as stopping:
        running = {title: stopping.enter_context(_running(command, environment)) for title, command in commands.items()}
        _until(lambda: _answers(environment["PORT"]), "Nettstedet kom ikke i gang.")
        for _ in range(20):
            urllib.request.urlopen(f"http://127.0.0.1:{environment['PORT']}/", timeout=30).read()
        _until(lambda: all(_held(process.pid)[0] > AWAKE for process in running.values()), "En av prosessene kom ikke i gang.")
        return {title: _of_family(process.pid) for title, process in running.items()}


def _of_family(parent: int) -> list[float]:
    held = [_held(pid) for pid in _family(parent)]
    return [len(held), max(whole for whole, _ in held), sum(share for _, share in held)]


def _family(parent: int) -> list[int]:
    """A process and its children, as Linux lists them; the process alone elsewhere."""
    try:
        return [parent, *map(int, Path(f"/proc/{parent}/task/{parent}/children").read_text().split())]
    except OSError:
        return [parent]


def _held(pid: int) -> tuple[float, float]:
    """(resident, proportional) memory of one process in MB; zeros where the system does not tell."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0, 0.0
    told = {line.split(":")[0]: int(line.split()[1]) / 1024 for line in lines[1:]}
    return told.get("Rss", 0.0), told.get("Pss", 0.0)


@contextmanager
def _running(command: list[str], environment: dict[str, str]) -> "Iterator[subprocess.Popen[bytes]]":
    # What they tell of each job is for an operator's log, and would drown the figures.
    process = subprocess.Popen(
        command, env=environment, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, start_new_session=True,
        preexec_fn=unprivileged.die_with_parent(),
    )  # fmt: skip
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(5)


def _answers(port: str) -> bool:
    try:
        return bool(urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5).status == 200)
    except OSError:
        return False


def _until(ready: Callable[[], bool], otherwise: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not ready():
        if time.monotonic() > deadline:
            raise CannotGoOn(otherwise)
        time.sleep(0.05)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])
