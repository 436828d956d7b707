"""The test world: a cluster a session, a fresh database a test from a template, two kommuner and their people."""

import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from argon2 import PasswordHasher
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from werkzeug.routing import Rule

os.environ.setdefault("BINDELEDD_MODE", "demo")

from infra import migrate  # noqa: E402
from infra.embedded import Postgres, Valkey  # noqa: E402
from infra.mailbox import Mailbox  # noqa: E402
from saas import clock, rooms, shell  # noqa: E402
from saas.accounts import service as accounts  # noqa: E402
from saas.config import Settings, read  # noqa: E402
from tests.houses import borrowed  # noqa: E402

SECRET = "the-secret-of-the-tests-0123456789abcdef"
PASSWORD = "et-langt-passord-for-tester"
# Cheap to compute, so that a thousand tests can log in; the real cost is checked in tests/saas/accounts.
COSTLY = accounts.HASHER
accounts.HASHER = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
accounts.NOBODY = accounts.HASHER.hash("nobody")
PASSWORD_HASH = accounts.HASHER.hash(PASSWORD)


def _addresses_are_compiled_once() -> None:
    """A house has hundreds of addresses, and each test builds a house: how an address is written is the same every time."""
    compiled, known = Rule._compile_builder, {}

    def remembered(rule: Rule, append_unknown: bool = True) -> Any:
        key = (tuple(rule._trace), repr(sorted((rule.defaults or {}).items())), append_unknown)
        if key not in known:
            known[key] = compiled(rule, append_unknown)
        return known[key]

    Rule._compile_builder = remembered  # type: ignore[method-assign]


_addresses_are_compiled_once()


@dataclass
class Place:
    """One kommune of the test world, and who belongs to it by role."""

    id: UUID
    slug: str
    name: str
    users: dict[str, UUID] = field(default_factory=dict)


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    """A real PostgreSQL for the whole session, and in it one migrated template."""
    home = _quick_place(tmp_path_factory)
    server = Postgres(home, durable=False)
    server.start()
    server.create_database("template_house")
    migrate.upgrade(server.owner_url_of("template_house"), SECRET)
    yield server
    server.stop()
    shutil.rmtree(home, ignore_errors=True)


def _quick_place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A thousand copies of the template are a thousand small writes: in memory where there is room for it."""
    memory = Path("/dev/shm")  # noqa: S108
    if memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 2 << 30:
        home = Path(tempfile.mkdtemp(prefix="bindeledd-", dir=memory))
    else:
        home = tmp_path_factory.mktemp("cluster")
        for folder in home.parents[:2]:
            folder.chmod(0o755)
    home.chmod(0o755)
    return home


@pytest.fixture(scope="session")
def valkey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Valkey]:
    """A real Redis-protocol server for the whole session."""
    server = Valkey(tmp_path_factory.mktemp("valkey"), durable=False)
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def mailbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mailbox]:
    """A real SMTP server for the whole session."""
    server = Mailbox(tmp_path_factory.mktemp("postkasse"))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def database(cluster: Postgres) -> Iterator[str]:
    """A database of the test's own; the owner's address."""
    name = f"test_{secrets.token_hex(6)}"
    cluster.create_database(name, template="template_house")
    migrate.close_database(cluster.owner_url_of(name))
    yield cluster.owner_url_of(name)
    cluster.drop_database(name)


@pytest.fixture
def settings(database: str, valkey: Valkey, mailbox: Mailbox) -> Settings:
    """The environment of a house in this test."""
    for letter in Path(mailbox.folder).glob("*.eml"):
        letter.unlink()
    return read(
        {
            "BINDELEDD_MODE": "demo",
            "SECRET_KEY": SECRET,
            "DATABASE_URL": database,
            "REDIS_URL": valkey.url,
            "SMTP_URL": f"smtp://127.0.0.1:{mailbox.port}",
            "MAILBOX_FOLDER": str(mailbox.folder),
            "PUBLIC_URL": "http://bindeledd.test",
        }
    )


@pytest.fixture(scope="session")
def compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where compiled templates lie between the tests."""
    return tmp_path_factory.mktemp("templates")


@pytest.fixture
def house(settings: Settings, compiled_templates: Path) -> Iterator[Any]:
    """The furnished app."""
    with borrowed(settings, str(compiled_templates)) as app:
        with app.app_context():
            from saas import jobs

            jobs.connection().flushall()
            shell.forget_queue_state()
        yield app
        clock.move_to(None)


@pytest.fixture
def nordvik(database: str) -> Place:
    """The kommune that a test is about."""
    return found_kommune(database, "nordvik", "Nordvik", number="9901", population=11840)


@pytest.fixture
def hamnes(database: str) -> Place:
    """The other kommune, nynorsk and small, with people of its own."""
    return found_kommune(database, "hamnes", "Hamnes", number="9903", population=2460, language="nn", colour=3)


@pytest.fixture
def world(house: Any, nordvik: Place, hamnes: Place) -> dict[str, Place]:
    """Both kommuner; and a coordinator who has them both."""
    return {"nordvik": nordvik, "hamnes": hamnes}


def found_kommune(owner_url: str, slug: str, name: str, **facts: Any) -> Place:
    """A kommune with one user in each role: `<role>@<slug>.example`; the coordinator belongs to every kommune."""
    place = Place(uuid4(), slug, name)
    columns = {"id": place.id, "slug": slug, "name": name, "mark": name[0], **facts}
    with psycopg.connect(owner_url) as connection:
        names = ", ".join(columns)
        marks = ", ".join(["%s"] * len(columns))
        connection.execute(f"INSERT INTO tenants ({names}) VALUES ({marks})", list(columns.values()))
        for role in ("coordinator", "chair", "member", "practitioner", "data_protection_officer", "service"):
            email = "koordinator@fjordvest.example" if role == "coordinator" else f"{role}@{slug}.example"
            place.users[role] = add_user(connection, email, f"{role.title()} {name}", place, role)
    return place


def add_user(connection: Any, email: str, name: str, place: Place, role: str) -> UUID:
    """A user with a membership; an existing user gets one more."""
    row = connection.execute("SELECT id FROM users WHERE email = %s", (email,)).fetchone()
    if row is None:
        row = connection.execute(
            "INSERT INTO users (email, name, password_hash) VALUES (%s, %s, %s) RETURNING id", (email, name, PASSWORD_HASH)
        ).fetchone()
    connection.execute(
        "INSERT INTO memberships (tenant_id, user_id, role, valid_from) VALUES (%s, %s, %s, '2020-01-01')",
        (place.id, row[0], role),
    )
    return row[0]


def log_in(house: Any, email: str) -> FlaskClient:
    """A browser that has logged in through the door."""
    browser = Browser(house)
    answer = browser.post("/logg-inn", {"epost": email, "passord": PASSWORD})
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return browser  # type: ignore[return-value]


class Browser:
    """A test client that has the CSRF token a page would give it, and sends it along."""

    def __init__(self, house: Any) -> None:
        self.house, self.client = house, house.test_client()

    def get(self, address: str, **kwargs: Any) -> Any:
        """GET."""
        return self.client.get(address, **kwargs)

    def token(self) -> str:
        """A valid CSRF token for this browser's session, signed as Flask-WTF signs what stands on a page.

        No page is fetched for it: a fifth of the tests' time went to that. Forms are sent with a page's own token in
        tests/saas/accounts and in every walk; that none other is taken is shown in tests/walls/test_probes_doors.py.
        """
        with self.client.session_transaction() as session:
            seed = session.setdefault("csrf_token", secrets.token_hex(20))
        return str(URLSafeTimedSerializer(self.house.config["SECRET_KEY"], salt="wtf-csrf-token").dumps(seed))

    def post(self, address: str, data: dict[str, Any] | None = None, **kwargs: Any) -> Any:
        """POST a form with its token."""
        return self.client.post(address, data={"csrf_token": self.token(), **(data or {})}, **kwargs)


@pytest.fixture
def coordinator(house: Any, world: dict[str, Place]) -> Any:
    """Logged in as the coordinator of both kommuner."""
    return log_in(house, "koordinator@fjordvest.example")


@pytest.fixture
def member(house: Any, world: dict[str, Place]) -> Any:
    """Logged in as Nordvik's ordinary member."""
    return log_in(house, "member@nordvik.example")


@pytest.fixture
def stranger(house: Any, world: dict[str, Place]) -> Any:
    """Logged in as Hamnes' member, who has nothing to do in Nordvik."""
    return log_in(house, "member@hamnes.example")


@pytest.fixture
def inside(house: Any, world: dict[str, Place]) -> Any:
    """`with inside("nordvik"):` a kommune's room, as its coordinator (or another role), to set things up in."""

    def enter(slug: str = "nordvik", role: str = "coordinator", read_only: bool = False) -> Any:
        place = world[slug]
        return _inside(house, place, role, read_only)

    return enter


class _inside:
    def __init__(self, house: Any, place: Place, role: str, read_only: bool) -> None:
        self.house, self.place, self.role, self.read_only = house, place, role, read_only

    def __enter__(self) -> Any:
        self.context = self.house.test_request_context("/")
        self.context.push()
        kommune = next(k for k in rooms.all_kommuner() if k.slug == self.place.slug)
        kommune = rooms.Kommune(**{**kommune.__dict__, "role": self.role})
        self.room = rooms.enter(
            rooms.of_job(self.place.users[self.role], kommune, f"{self.role.title()} {self.place.name}", read_only=self.read_only)
        )
        return self.room.__enter__()

    def __exit__(self, *error: Any) -> Any:
        try:
            return self.room.__exit__(*error)
        finally:
            self.context.pop()


@pytest.fixture
def worker(house: Any) -> Any:
    """Works the real queue until it is empty, as the worker process does."""
    from rq import SimpleWorker
    from rq.serializers import JSONSerializer

    from saas import jobs

    class Hand:
        def work(self) -> None:
            with house.app_context():
                line = SimpleWorker(jobs.queues(), connection=jobs.connection(), serializer=JSONSerializer)
                line.work(burst=True, logging_level="ERROR")

    return Hand()


@pytest.fixture
def postbox(mailbox: Mailbox) -> Any:
    """The letters that have arrived, oldest first, as parsed messages."""
    from email import policy
    from email.parser import BytesParser

    class Box:
        @property
        def letters(self) -> list[Any]:
            paths = sorted(Path(mailbox.folder).glob("*.eml"))
            return [BytesParser(policy=policy.default).parsebytes(path.read_bytes()) for path in paths]

    return Box()
