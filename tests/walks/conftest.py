"""Whole journeys in a real browser: the demo region on 1 September 2026, a real worker, real letters, Chromium."""

import logging
import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from infra import migrate
from infra.demo import founding
from infra.demo.__main__ import seed_with
from infra.house import build
from saas import clock
from saas.config import DEMO_PASSWORD, read
from tests.world import SECRET

ROOT = Path(__file__).resolve().parents[2]
MORNING = datetime(2026, 9, 1, 7, 50, tzinfo=clock.OSLO)
logging.getLogger("werkzeug").setLevel(logging.ERROR)
AXE = ROOT / ".cache" / "test-assets" / "axe.min.js"
# Milliseconds that a walk waits for a page; a shared machine may be slow, and a walk is no race.
PATIENCE = 25_000
expect.set_options(timeout=PATIENCE)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.fixture(scope="session")
def region_template(cluster: Any, valkey: Any, mailbox: Any) -> str:
    """A database with the demo region as it is on MORNING; each walk gets a copy of its own."""
    name = "template_region"
    cluster.create_database(name, template="template_house")
    url = cluster.owner_url_of(name)
    migrate.close_database(url)
    clock.move_to(MORNING)
    app = build(_settings(url, valkey.url, mailbox.port, Path(mailbox.folder)), check=False)
    founding.found(url)
    with app.app_context():
        from rq import SimpleWorker
        from rq.serializers import JSONSerializer

        from saas import jobs
        from saas.db import db

        jobs.connection().flushall()
        seed_with(app)
        hand = SimpleWorker(jobs.queues(), connection=jobs.connection(), serializer=JSONSerializer)
        hand.work(burst=True, logging_level="ERROR")
        for engine in db.engines.values():
            engine.dispose()
    clock.move_to(None)
    return name


def _settings(database: str, redis_url: str, smtp_port: int, folder: Path, public_url: str = "http://127.0.0.1") -> Any:
    return read(
        {
            "BINDELEDD_MODE": "demo",
            "SECRET_KEY": SECRET,
            "DATABASE_URL": database,
            "REDIS_URL": redis_url,
            "SMTP_URL": f"smtp://127.0.0.1:{smtp_port}",
            "MAILBOX_FOLDER": str(folder),
            "PUBLIC_URL": public_url,
        }
    )


class Service:
    """The running house, as a walk sees it from outside."""

    def __init__(self, url: str, database: str, mailbox: Any, app: Any, hire: Callable[[], Any]) -> None:
        self.url, self.database, self.mailbox, self.app = url, database, mailbox, app
        self.hire, self.worker = hire, hire()

    def move_to(self, moment: datetime) -> None:
        """Let it be another day, for the web and for the worker."""
        self.rest()
        clock.move_to(moment)
        self.worker = self.hire()

    def rest(self) -> None:
        """The worker goes home."""
        self.worker.terminate()
        self.worker.wait(90)

    def letters(self, to: str = "") -> list[Any]:
        """Letters that have arrived, oldest first."""
        from email import policy
        from email.parser import BytesParser

        paths = sorted(Path(self.mailbox.folder).glob("*.eml"))
        messages = [BytesParser(policy=policy.default).parsebytes(path.read_bytes()) for path in paths]
        return [message for message in messages if to in str(message["To"])]

    def wait_for_letters(self, to: str, count: int = 1) -> list[Any]:
        """Wait (at most 20 s) until somebody has that many letters."""
        done = threading.Event()
        for _ in range(200):
            if len(found := self.letters(to)) >= count:
                return found
            done.wait(0.1)
        raise AssertionError(f"{to} has {len(self.letters(to))} letters, not {count}")


@pytest.fixture
def service(cluster: Any, valkey: Any, mailbox: Any, region_template: str) -> Iterator[Service]:
    """A web server and a worker process over a fresh copy of the region, at ten to eight on 1 September 2026."""
    name = "walk"
    cluster.drop_database(name)
    cluster.create_database(name, template=region_template)
    database = cluster.owner_url_of(name)
    migrate.close_database(database)
    for letter in Path(mailbox.folder).glob("*.eml"):
        letter.unlink()
    clock.move_to(MORNING)
    server, app, url = _serve(database, valkey, mailbox)
    with app.app_context():
        from saas import jobs

        # How often the same people log in is counted there, and every walk is a day of its own.
        jobs.connection().flushall()
    running = Service(url, database, mailbox, app, lambda: _worker(database, valkey, mailbox, url))
    try:
        yield running
    finally:
        running.rest()
        server.shutdown()
        clock.move_to(None)
        cluster.drop_database(name)


def _serve(database: str, valkey: Any, mailbox: Any) -> tuple[Any, Any, str]:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    app = build(_settings(database, valkey.url, mailbox.port, Path(mailbox.folder), url), check=False)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    server = make_server("127.0.0.1", port, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server, app, url


def _worker(database: str, valkey: Any, mailbox: Any, url: str) -> subprocess.Popen[bytes]:
    offset = (clock.now() - datetime.now(clock.UTC)).total_seconds()
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "BINDELEDD_MODE": "demo",
        "BINDELEDD_OFFSET": str(offset),
        "SECRET_KEY": SECRET,
        "DATABASE_URL": database,
        "REDIS_URL": valkey.url,
        "SMTP_URL": f"smtp://127.0.0.1:{mailbox.port}",
        "PUBLIC_URL": url,
    }
    return subprocess.Popen([sys.executable, "-m", "infra.worker"], env=environment, cwd=ROOT)


@pytest.fixture
def walker(chromium: Browser, service: Service) -> Iterator[Any]:
    """`walker(width)` opens a browser window of its own; what a page complains of in its console fails the walk."""
    contexts, complaints = [], []

    def open_window(width: int = 1280, **options: Any) -> Page:
        context = chromium.new_context(
            base_url=service.url, viewport={"width": width, "height": 900}, locale="nb-NO",
            timezone_id="Europe/Oslo", reduced_motion="reduce", **options,
        )  # fmt: skip
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if "Content Security Policy" in said.text else None)
        return page

    yield open_window
    for context in contexts:
        context.close()
    assert complaints == []


# Every address but those of the log-in, whatever stands after the question mark.
INSIDE = re.compile(r"^https?://[^/]+/(?!logg-inn)")


def log_in(page: Page, email: str) -> None:
    """Through the front door."""
    page.goto("/logg-inn")
    page.get_by_label("E-post").fill(email)
    page.get_by_label("Passord").fill(DEMO_PASSWORD)
    page.get_by_role("button", name="Logg inn").click()
    page.wait_for_url(INSIDE)


def assert_accessible(page: Page) -> None:
    """No serious or critical violation by axe-core on the page as it stands, and no sideways scrolling."""
    # Sizes and colours mean nothing before the style sheets are there.
    page.wait_for_load_state("load")
    page.evaluate(AXE.read_text())
    # Only what is wrong is written out in full; the rules that are asked are the same, in a third of the time.
    found = page.evaluate("rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})", RULES)
    serious = [
        f"{v['id']} ({v['impact']}): {v['nodes'][0]['html'][:200]}"
        for v in found["violations"]
        if v["impact"] in ("serious", "critical")
    ]
    assert serious == [], f"{page.url}: {serious}"
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow <= 1, f"{page.url} is {overflow} px wider than the window"


__all__ = ["assert_accessible", "log_in", "psycopg"]
