"""The servers behind the house: those we run ourselves, those that others run, and how a command finds either."""

import fcntl
import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

from infra import unprivileged
from infra.embedded import Postgres, Valkey
from infra.ground import ROOT, CannotGoOn
from infra.keeping import Kept
from infra.settings_env import Settings
from saas.clock import offset_from

Telling = Callable[[str], None]


@dataclass(frozen=True)
class Addresses:
    """Where the servers answer. `admin_url` is known for an embedded PostgreSQL only."""

    pid: int
    public_url: str
    database_url: str
    admin_url: str | None
    redis_url: str
    smtp_url: str
    mailbox_folder: str | None
    mailbox_port: int | None


@contextmanager
def held(settings: Settings) -> Iterator[bool]:
    """Hold the home folder for ourselves: two servers on the same files would destroy them. False if another has it."""
    try:
        settings.home.mkdir(parents=True, exist_ok=True)
        lock = open(settings.home / "lock", "w")  # noqa: SIM115
    except OSError as trouble:
        raise CannotGoOn(
            f"Kan ikke bruke {settings.home}: {trouble.strerror}. Sett BINDELEDD_HOME til en mappe du kan skrive i."
        ) from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


@contextmanager
def started(settings: Settings, tell: Telling, kept: list[Kept] | None = None) -> Iterator[Addresses]:
    """Start what no address is given for, and stop it afterwards. The home folder must be held.

    What was started is added to `kept`, for whoever looks after it.
    """
    kept = [] if kept is None else kept
    with ExitStack() as stopping:
        database_url, admin_url = settings.database_url, os.environ.get("ADMIN_DATABASE_URL")
        if database_url is None:
            database_url, admin_url = _start_postgres(settings, tell, stopping, kept)
        redis_url = settings.redis_url or _start_valkey(settings, tell, stopping, kept)
        port = None if settings.smtp_url else _free_port()
        addresses = Addresses(
            pid=os.getpid(),
            public_url=settings.public_url,
            database_url=database_url,
            admin_url=admin_url,
            redis_url=redis_url,
            smtp_url=settings.smtp_url or f"smtp://127.0.0.1:{port}",
            mailbox_folder=str(settings.home / "postkasse") if port else None,
            mailbox_port=port,
        )
        stopping.callback(_write(_state(settings), addresses).unlink, missing_ok=True)
        yield addresses


@contextmanager
def reached(settings: Settings, tell: Telling) -> Iterator[Addresses]:
    """The servers of a Bindeledd that already runs on this home, else servers of our own for as long as it takes."""
    with held(settings) as ours:
        if not ours:
            yield running(settings)
            return
        with started(settings, tell) as addresses:
            mailbox = start_mailbox(addresses)
            try:
                yield addresses
            finally:
                if mailbox:
                    mailbox.terminate()
                    mailbox.wait(10)


def running(settings: Settings) -> Addresses:
    """The addresses that the one who holds this home has written down."""
    try:
        return Addresses(**json.loads(_state(settings).read_text()))
    except (OSError, ValueError, TypeError):
        raise CannotGoOn(
            f"En annen Bindeledd holder på å starte eller stoppe i {settings.home}. Prøv igjen om litt."
        ) from None


def start_mailbox(addresses: Addresses) -> "subprocess.Popen[bytes] | None":
    """The local mailbox as a child of ours, unless a mail server is given."""
    if addresses.mailbox_folder is None:
        return None
    return start_child(mailbox_command(addresses), dict(os.environ))


def mailbox_command(addresses: Addresses) -> list[str]:
    where = ["--port", str(addresses.mailbox_port), "--folder", str(addresses.mailbox_folder)]
    return [sys.executable, "-m", "infra.mailbox", *where]


def start_child(command: list[str], environment: dict[str, str]) -> "subprocess.Popen[bytes]":
    """A child in a session of its own (Ctrl-C is for us to pass on) that dies when we do."""
    return subprocess.Popen(
        command, env=environment, cwd=ROOT, stdin=subprocess.DEVNULL, start_new_session=True,
        preexec_fn=unprivileged.die_with_parent(),
    )  # fmt: skip


def environment_for(settings: Settings, addresses: Addresses, owner: bool) -> dict[str, str]:
    """The environment of a child. Only one that is trusted with the walls themselves gets the owner's address."""
    kept_back = ("DATABASE_URL", "ADMIN_DATABASE_URL", *(() if owner else ("BACKUP_KEY",)))
    environment = {name: value for name, value in os.environ.items() if name not in kept_back}
    environment |= {
        "PYTHONPATH": str(ROOT),
        "BINDELEDD_MODE": settings.mode,
        "BINDELEDD_HOME": str(settings.home),
        "SECRET_KEY": settings.secret_key,
        "PORT": str(settings.port),
        "PUBLIC_URL": addresses.public_url,
        "REDIS_URL": addresses.redis_url,
        "SMTP_URL": addresses.smtp_url,
        "ROOMS_URL": without_login(addresses.database_url),
    }
    if os.environ.get("BINDELEDD_NOW"):
        environment["BINDELEDD_OFFSET"] = _moved_clock()
    if addresses.mailbox_folder:
        environment["MAILBOX_FOLDER"] = addresses.mailbox_folder
    if owner:
        environment["DATABASE_URL"] = addresses.database_url
        if addresses.admin_url:
            environment["ADMIN_DATABASE_URL"] = addresses.admin_url
    return environment


@cache
def _moved_clock() -> str:
    """Seconds that the demo's clock is moved, found once, so that web, worker and clock agree to the second."""
    return str(offset_from(os.environ).total_seconds())


def without_login(url: str) -> str:
    """A database address without user and password: each kind of room logs in as itself."""
    address, mark, query = url.partition("?")
    address = re.sub(r"^([a-z+0-9]+://)[^/]*@", r"\1", address)
    kept = [part for part in query.split("&") if part and not part.startswith(("user=", "password="))]
    return address + (mark + "&".join(kept) if kept else "")


def _start_postgres(settings: Settings, tell: Telling, stopping: ExitStack, kept: list[Kept]) -> tuple[str, str]:
    """An embedded PostgreSQL, stopped with `stopping`; returns the owner's and the superuser's address."""
    postgres = Postgres(settings.home)
    stopping.callback(postgres.stop)
    postgres.start()
    kept.append(Kept("PostgreSQL", postgres))
    tell(f"PostgreSQL {postgres.version} er i gang (innebygd, data i {postgres.folder}).")
    return postgres.owner_url, postgres.admin_url


def _start_valkey(settings: Settings, tell: Telling, stopping: ExitStack, kept: list[Kept]) -> str:
    """An embedded Valkey, stopped with `stopping`; returns its address."""
    valkey = Valkey(settings.home)
    stopping.callback(valkey.stop)
    valkey.start()
    kept.append(Kept("Valkey", valkey))
    tell(f"Valkey {valkey.version} er i gang (innebygd).")
    return valkey.url


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def _state(settings: Settings) -> Path:
    return settings.home / "state.json"


def _write(state: Path, addresses: Addresses) -> Path:
    """Written for the owner's eyes only, since it holds the database's passwords."""
    draft = state.with_suffix(".ny")
    draft.unlink(missing_ok=True)
    draft.touch(mode=0o600)
    draft.write_text(json.dumps(asdict(addresses), indent=1))
    return draft.replace(state)


def in_database(login_url: str, database_url: str) -> str:
    """The login and host of one address, the database of another: a superuser's way into the owner's database."""
    database = re.sub(r"^[a-z+0-9]+://[^/]*/([^?]*).*$", r"\1", database_url)
    return re.sub(r"^([a-z+0-9]+://[^/]*/)[^?]*", lambda match: match[1] + database, login_url)
