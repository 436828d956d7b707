"""Scratch houses for the benches: the demo region with ten years behind it, in databases with few and with many kommuner."""

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql

from infra import migrate, unprivileged
from infra.bench import crowd
from infra.demo import founding
from infra.demo.__main__ import seed_with
from infra.embedded import Postgres, Valkey
from infra.ground import CannotGoOn
from infra.house import build
from saas.config import DEMO_PASSWORD, Settings, read

SECRET = "bench-secret-bench-secret-bench-secret"
COORDINATOR, KOMMUNE, LIKE = "koordinator@fjordvest.example", "nordvik", "granlia"
# Few, as many as Norway has, and many; and the same for a quick look.
SIZES, SMALL_SIZES = (10, 357, 10_000), (10, 30, 90)
# How much of Granlia's big tables each kommune of the crowd gets: ten years of a small kommune.
SHARE = 0.3
# Bytes on disk for one kommune of the crowd, with room to spare.
ROOM_EACH = 2_000_000
# The load writes much and must not survive anything: the log is short, and nobody sweeps while it is measured.
SETTINGS = {"wal_level": "minimal", "max_wal_senders": "0", "max_wal_size": "8GB", "checkpoint_timeout": "1h", "autovacuum": "off",
            "maintenance_work_mem": "256MB"}  # fmt: skip


def tell(line: str) -> None:
    """A line of progress, with the time of day, since the whole takes minutes."""
    print(f"{time.strftime('%H.%M.%S')}  {line}", flush=True)


@dataclass
class Ground:
    """Two servers of our own, and databases by how many kommuner they hold. `rows` is what one kommune of the crowd has."""

    database: Postgres
    queue: Valkey
    small: bool = False
    rows: int = 0
    ready: set[int] = field(default_factory=set)

    @property
    def sizes(self) -> tuple[int, ...]:
        """How many kommuner in each of the three databases."""
        return SMALL_SIZES if self.small else SIZES

    def rounds(self, full: int) -> int:
        """How many rounds: fewer for a quick look."""
        return max(3, full // 4) if self.small else full

    def admin_url(self, name: str) -> str:
        """The superuser's address of one database."""
        return psycopg.conninfo.make_conninfo(self.database.admin_url, dbname=name)

    def settings(self, name: str, smtp_url: str = "smtp://127.0.0.1:9") -> Settings:
        """A demo house's settings on one database."""
        return read({"BINDELEDD_MODE": "demo", "SECRET_KEY": SECRET, "DATABASE_URL": self.database.owner_url_of(name),
                     "REDIS_URL": self.queue.url, "SMTP_URL": smtp_url})  # fmt: skip

    def sized(self, kommuner: int) -> str:
        """The name of a database with so many kommuner, made the first time it is asked for."""
        name = f"benk_{kommuner}"
        if kommuner in self.ready:
            return name
        more = kommuner - len(founding.here())
        if shutil.disk_usage(self.database.folder).free < more * ROOM_EACH:
            raise CannotGoOn(f"{kommuner} kommuner trenger {more * ROOM_EACH // 10**9} GB ledig disk under {self.database.folder}.")
        started = time.monotonic()
        tell(f"lager {kommuner} kommuner med ti år hver …")
        self.database.create_database(name, template="bindeledd")
        migrate.close_database(self.database.owner_url_of(name))
        self.rows = crowd.crowd(self.admin_url(name), founding.stable_id("kommune", LIKE), more, SHARE, tell)
        tell(f"{kommuner} kommuner er laget på {time.monotonic() - started:.0f} s, {self.size_of(name) / 1e9:.1f} GB")
        self.ready.add(kommuner)
        return name

    def size_of(self, name: str) -> int:
        """Bytes that a database takes."""
        with psycopg.connect(self.admin_url(name)) as connection:
            return int(connection.execute("SELECT pg_database_size(current_database())").fetchone()[0])  # type: ignore[index]


@contextmanager
def ground(small: bool = False) -> Iterator[Ground]:
    """Servers with the demo region and ten years in it, in a home that is gone afterwards."""
    with unprivileged.scratch() as home:
        database, queue = _tuned(home), Valkey(home, durable=False).start()
        try:
            made = Ground(database, queue, small)
            _with_the_region(made)
            yield made
        finally:
            queue.stop()
            database.stop()


def enter(app: Any, email: str = COORDINATOR) -> Any:
    """A browser that has logged in to a house."""
    browser = app.test_client()
    page = browser.get("/logg-inn").get_data(as_text=True)
    token = page.split('name="csrf_token" value="', 1)[1].split('"', 1)[0]
    answer = browser.post("/logg-inn", data={"epost": email, "passord": DEMO_PASSWORD, "csrf_token": token})
    if answer.status_code != 303:
        raise RuntimeError(f"{email} was not let in: {answer.status_code}.")
    return browser


def leave(app: Any) -> None:
    """Let go of a house's connections, so that its database can be copied or dropped."""
    from saas.db import db

    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()


def _tuned(home: Path) -> Postgres:
    database = Postgres(home, durable=False).start()
    with psycopg.connect(database.admin_url, autocommit=True) as connection:
        for name, value in SETTINGS.items():
            connection.execute(sql.SQL("ALTER SYSTEM SET {} = {}").format(sql.Identifier(name), sql.Literal(value)))
    database.stop()
    return database.start()


def _with_the_region(made: Ground) -> None:
    """The demo's kommuner alone, and ten years in each; the rest of its country has only numbers, and leaves."""
    tell("lager demoregionen …")
    migrate.upgrade(made.database.owner_url, SECRET)
    founding.found(made.database.owner_url)
    app = build(made.settings("bindeledd"), check=False)
    seed_with(app)
    leave(app)
    with psycopg.connect(made.admin_url("bindeledd")) as connection:
        _without_the_country(connection, [founding.stable_id("kommune", kommune["slug"]) for kommune in founding.here()])
        tell(f"ti år i hver av dem: {crowd.ten_years(connection)} rader mer")


def _without_the_country(connection: psycopg.Connection, kept: list[UUID]) -> None:
    connection.execute("SET session_replication_role = replica")
    for table in crowd.tables(connection):
        connection.execute(sql.SQL("DELETE FROM {} WHERE tenant_id <> ALL(%s)").format(sql.Identifier(table)), (kept,))
    connection.execute("DELETE FROM tenants WHERE id <> ALL(%s)", (kept,))
    connection.execute("SET session_replication_role = origin")
    connection.commit()
