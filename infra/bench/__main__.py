"""`./infra/run bench`: a scratch cluster with the demo region, and ratios printed one a line; `bench disclosure` hides cells,
`bench search` searches among 50,000 things."""

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg

from infra import migrate, unprivileged
from infra.bench import disclosure, search
from infra.demo import founding
from infra.demo.__main__ import seed_with
from infra.embedded import Postgres, Valkey
from infra.house import build
from saas import privacy, rooms
from saas.config import DEMO_PASSWORD, read

SECRET = "bench-secret-bench-secret-bench-secret"
ROUNDS = 60


def main() -> int:
    """Measure and print; nothing is asserted, since a bench tells and does not judge."""
    if sys.argv[1:2] == ["disclosure"]:
        return disclosure.main(sys.argv[2:])
    if sys.argv[1:2] == ["search"]:
        return search.main()
    with unprivileged.scratch() as home:
        return _in(home)


def _in(home: Path) -> int:
    database, queue = Postgres(home, durable=False).start(), Valkey(home, durable=False).start()
    try:
        migrate.upgrade(database.owner_url, SECRET)
        founding.found(database.owner_url)
        app = build(_settings(database, queue), check=False)
        seed_with(app)
        _measure(app, database)
    finally:
        queue.stop()
        database.stop()
    return 0


def _settings(database: Postgres, queue: Valkey) -> Any:
    return read({"BINDELEDD_MODE": "demo", "SECRET_KEY": SECRET, "DATABASE_URL": database.owner_url,
                 "REDIS_URL": queue.url, "SMTP_URL": "smtp://127.0.0.1:9"})  # fmt: skip


def _measure(app: Any, database: Postgres) -> None:
    browser = app.test_client()
    page = browser.get("/logg-inn").get_data(as_text=True)
    token = page.split('name="csrf_token" value="', 1)[1].split('"', 1)[0]
    browser.post("/logg-inn", data={"epost": "koordinator@fjordvest.example", "passord": DEMO_PASSWORD, "csrf_token": token})
    walled, bare = _median(lambda: _behind_the_wall(app)), _without(database)
    one, mine = _median(lambda: browser.get("/k/nordvik/")), _median(lambda: browser.get("/mine"))
    text = "Gruppen drøftet hvordan skolen og ungdomsklubben kan samarbeide om åpne kvelder. " * 60
    guard, plain = _median(lambda: privacy.inspect(text)), _median(lambda: text.casefold().split())
    _tell("list of tasks with ticket and wall, against the owner's bare statement", walled / bare)
    _tell("/mine over five kommuner, against one kommune's overview", mine / one)
    _tell("the person-data guard on 5,000 characters, against splitting them into words", guard / plain)


def _behind_the_wall(app: Any) -> None:
    from sqlalchemy import select

    from saas.db import db
    from tenants.tasks.models import Task

    with app.app_context():
        kommune = rooms.Kommune(founding.stable_id("kommune", "nordvik"), "nordvik", "Nordvik", 1, "N", "nb")
        with rooms.enter(rooms.of_job(founding.stable_id("user", founding.SERVICE), kommune, read_only=True)):
            db.session.execute(select(Task.id, Task.what).where(Task.status != "done").limit(50)).all()


def _without(database: Postgres) -> float:
    name = psycopg.conninfo.conninfo_to_dict(database.owner_url)["dbname"]
    with psycopg.connect(database.admin_url, dbname=str(name)) as connection:
        query = "SELECT id, what FROM tasks WHERE tenant_id = %s AND status <> 'done' LIMIT 50"

        def ask() -> None:
            connection.execute(query, (founding.stable_id("kommune", "nordvik"),)).fetchall()
            connection.commit()

        return _median(ask)


def _median(work: Callable[[], Any]) -> float:
    work()
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return statistics.median(times)


def _tell(what: str, ratio: float) -> None:
    print(f"{ratio:8.2f} × {what}")


if __name__ == "__main__":
    sys.exit(main())
