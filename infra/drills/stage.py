"""Where a drill is held: a house of its own in a temporary home, with its own servers, two kommuner and a far end for letters."""

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, Self
from uuid import UUID, uuid4

import psycopg
from argon2 import PasswordHasher

from infra import migrate, unprivileged
from infra.drills.far_end import FarEnd
from infra.embedded import Postgres, Valkey
from infra.ground import ROOT
from infra.hands import Hand, LookedAfter
from infra.house import build
from infra.keeping import Kept
from saas import carrier, clock, jobs, rooms, shell
from saas.config import read

SECRET = "bare-for-denne-ovelsen-0123456789abcdef"
PASSWORD = "et-langt-passord-for-en-ovelse"
COORDINATOR = "koordinator@ovelse.example"
SLUGS = ("ovdal", "sundnes")
PATIENCE = 240.0  # seconds that something is waited for; a busy machine is no failure


class Stage:
    """Everything runs in this process, but what a drill starts with `hand`. Made by `held`, which also takes it down."""

    def __init__(self, home: Path, postgres: Postgres, valkey: Valkey, far_end: FarEnd, owner_url: str) -> None:
        self.home, self.postgres, self.valkey, self.far_end, self.owner_url = home, postgres, valkey, far_end, owner_url
        self.archive = home / "arkiv"
        self.archive.mkdir(mode=0o700)
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.endswith("_URL")},
            "BINDELEDD_MODE": "demo", "SECRET_KEY": SECRET, "ROOMS_URL": owner_url, "REDIS_URL": valkey.url,
            "SMTP_URL": far_end.url, "PUBLIC_URL": "http://bindeledd.ovelse", "ARCHIVE_FOLDER": str(self.archive),
            "BINDELEDD_HOME": str(home), "PYTHONPATH": str(ROOT),
        }  # fmt: skip
        self.app = build(read(self.environment))
        self.app.config["PROPAGATE_EXCEPTIONS"] = False
        self.kept = [Kept("PostgreSQL", postgres), Kept("Valkey", valkey)]
        self._hands: list[Hand] = []
        self._looking = threading.Lock()
        self._over = threading.Event()
        self._looker = threading.Thread(target=self._look_after, daemon=True)

    def begin(self) -> Self:
        """Two kommuner with a coordinator, and somebody who looks after what dies, as the supervisor does."""
        with psycopg.connect(migrate.plain(self.owner_url)) as connection:
            for number, slug in enumerate(SLUGS):
                _found(connection, slug, number)
        self._looker.start()
        return self

    def end(self) -> None:
        """Stop what was started, and set the time right."""
        self._over.set()
        self._looker.join(5)
        self.dismiss(*self._hands)
        clock.move_to(None)
        self.let_go()

    def let_go(self) -> None:
        """Close every connection to the database that stands open in this process."""
        from saas.db import db

        with self.app.app_context():
            for engine in db.engines.values():
                engine.dispose()

    def hand(self, name: str, module: str, **more: str) -> Hand:
        """Start a process of the house's own, as the supervisor does; it is started again when it dies."""
        return self.attended(name, [sys.executable, "-m", module], **more)

    def attended(self, name: str, command: list[str], **more: str) -> Hand:
        """Start a process that is started again when it dies, until it is dismissed. What it says goes to a file in the home."""
        quiet = ["/bin/sh", "-c", 'exec "$@" >> "$0" 2>&1', str(self.home / "sagt"), *command]
        hand = Hand(name, quiet, self.environment | more)
        hand.start()
        self._hands.append(hand)
        return hand

    def dismiss(self, *hands: Hand) -> None:
        """Stop some processes for good."""
        with self._looking:
            self._hands = [hand for hand in self._hands if hand not in hands]
        for hand in hands:
            hand.ask_to_stop()
        for hand in hands:
            hand.await_stop()

    @contextmanager
    def unattended(self) -> Iterator[None]:
        """While this lasts, what dies stays dead."""
        with self._looking:
            yield

    @contextmanager
    def inside(self, slug: str = SLUGS[0]) -> Iterator[None]:
        """One kommune's room, as its coordinator."""
        with self.app.test_request_context("/"):
            kommune = next(one for one in rooms.all_kommuner() if one.slug == slug)
            actor = replace(kommune, role="coordinator")
            with rooms.enter(rooms.of_job(rooms.service_of(kommune), actor, "Kari Koordinator")):
                yield

    def work(self) -> None:
        """Do the jobs that stand in the queue, in this process, until there are none."""
        from rq import SimpleWorker
        from rq.serializers import JSONSerializer

        with self.app.app_context():
            worker = SimpleWorker(jobs.queues(), connection=jobs.connection(), serializer=JSONSerializer)
            worker.work(burst=True, logging_level="CRITICAL")

    def sweep(self, *names: str) -> None:
        """Ask for the rounds that find what waits, as the clock does."""
        with self.app.app_context():
            for kommune in rooms.all_kommuner():
                for name in names or ("outbox.sweep", "archive.sweep"):
                    jobs.ask(name, kommune, rooms.service_of(kommune))

    def fresh(self) -> None:
        """Nothing in the queue, nothing remembered at the far end, the right time, and every mail server asked anew."""
        clock.move_to(None)
        self.far_end.forget()
        carrier.forget_away()
        shell.forget_queue_state()
        with self.app.app_context():
            jobs.connection().flushall()

    def browser(self) -> Any:
        """Somebody logged in as the coordinator of both kommuner."""
        browser = self.app.test_client()
        form = browser.get("/logg-inn").get_data(as_text=True)
        token = form.split('name="csrf_token" value="', 1)[1].split('"', 1)[0]
        answer = browser.post("/logg-inn", data={"epost": COORDINATOR, "passord": PASSWORD, "csrf_token": token})
        assert answer.status_code == 303, answer.status
        return browser

    def ask(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """What the tables really hold, with every wall down."""
        name = psycopg.conninfo.conninfo_to_dict(migrate.plain(self.owner_url))["dbname"]
        with psycopg.connect(self.postgres.admin_url, dbname=str(name), autocommit=True) as admin:
            rows = admin.execute(sql.encode(), values or None)
            return rows.fetchall() if rows.description else []

    def _look_after(self) -> None:
        while not self._over.wait(0.1):
            with self._looking:
                everything: list[LookedAfter] = [*self.kept, *self._hands]
                for one in everything:
                    one.look_after()


def until(so: Callable[[], bool], seconds: float = PATIENCE) -> bool:
    """Wait until something is so; False if it never was. What cannot be asked just now is not so yet."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with suppress(psycopg.OperationalError):
            if so():
                return True
        time.sleep(0.05)
    return False


@contextmanager
def held(tell: Callable[[str], None], *, durable: bool = True, place: Callable[[Path], None] | None = None) -> Iterator[Stage]:
    """A stage with servers of its own. `place` may prepare the home before anything is laid there."""
    with unprivileged.scratch() as home, ExitStack() as stopping:
        if place is not None:
            place(home)
        tell("Setter opp egne tjenere i en midlertidig mappe …")
        postgres, valkey, far_end = Postgres(home, durable=durable), Valkey(home), FarEnd().start()
        stopping.callback(far_end.stop)
        stopping.callback(postgres.stop)
        postgres.start()
        stopping.callback(valkey.stop)
        valkey.start()
        migrate.upgrade(postgres.owner_url, SECRET)
        stage = Stage(home, postgres, valkey, far_end, postgres.owner_url)
        stopping.callback(stage.end)
        tell("Alt er i gang.")
        yield stage.begin()


def _found(connection: Any, slug: str, number: int) -> None:
    """A kommune with a coordinator (of both) and the service that the clock works as."""
    tenant = uuid4()
    connection.execute(
        "INSERT INTO tenants (id, slug, name, mark, number, population) VALUES (%s, %s, %s, %s, %s, 9000)",
        (tenant, slug, slug.title(), slug[0].upper(), f"99{number + 70}"),
    )
    service = f"tjeneste@{slug}.example"
    for role, email in (("coordinator", COORDINATOR), ("service", service)):
        user = _user(connection, email)
        connection.execute(
            "INSERT INTO memberships (tenant_id, user_id, role, valid_from) VALUES (%s, %s, %s, '2020-01-01')", (tenant, user, role)
        )


def _user(connection: Any, email: str) -> UUID:
    found = connection.execute("SELECT id FROM users WHERE email = %s", (email,)).fetchone()
    if found is None:
        cheap = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash(PASSWORD)
        made = "INSERT INTO users (email, name, password_hash) VALUES (%s, 'Kari Koordinator', %s) RETURNING id"
        found = connection.execute(made, (email, cheap)).fetchone()
    return found[0]
