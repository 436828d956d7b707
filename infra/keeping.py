"""The servers that we run ourselves are looked after too: one that dies is started again where it was."""

import subprocess
from typing import Protocol

from infra.ground import say


class Server(Protocol):
    """A server of our own: an embedded PostgreSQL or Valkey. Started again it takes up what it had, at the same address."""

    process: "subprocess.Popen[bytes] | None"

    def start(self) -> object:
        """Start, and return when it answers."""


class Kept:
    """A server that is started again when it dies; what it has written down is there when it is back."""

    def __init__(self, name: str, server: Server) -> None:
        self.name, self.server = name, server

    def look_after(self) -> None:
        """Raises CannotGoOn where it does not come back: without it there is nothing to run."""
        process = self.server.process
        if process is None or process.poll() is None:
            return
        say(f"{self.name} stoppet uventet (kode {process.returncode}); starter på nytt.")
        self.server.start()
        say(f"{self.name} er i gang igjen.")
