"""A mail server that can be made to misbehave, and that remembers every letter it was given, by its Message-ID."""

import socket
import threading
import time
from dataclasses import dataclass, field
from email import message_from_bytes
from typing import Self


@dataclass
class Manner:
    """How the mail server behaves. Seconds are waited before an answer; an answer that is None is never given."""

    greeting: str | None = "220 langt-borte.example"
    each: float = 0.0
    answer_after: float = 0.0
    recipients: dict[str, str] = field(default_factory=dict)
    first_time: str = ""
    answer: str | None = "250 2.0.0 Mottatt"
    goodbye: str | None = "221 Ha det"
    silent: bool = False


class FarEnd:
    """Listens on 127.0.0.1. `taken` are the letters that were said yes to, `seen` all whose last line came."""

    def __init__(self) -> None:
        self.manner = Manner()
        self.taken: list[str] = []
        self.seen: list[str] = []
        self.connections = 0
        self._known: set[str] = set()
        self._over = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port: int = self._listener.getsockname()[1]
        self.url = f"smtp://127.0.0.1:{self.port}"

    def start(self) -> Self:
        """Begin answering."""
        threading.Thread(target=self._receive, daemon=True).start()
        return self

    def stop(self) -> None:
        """Stop answering, and let go of whoever still waits for an answer."""
        self._over.set()
        self._listener.close()

    def forget(self) -> None:
        """Behave well again, and remember nothing."""
        self.manner, self.connections = Manner(), 0
        self.taken, self.seen, self._known = [], [], set()

    def _receive(self) -> None:
        while not self._over.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._converse, args=(connection,), daemon=True).start()

    def _converse(self, connection: socket.socket) -> None:
        try:
            with connection, connection.makefile("rb") as lines:
                if self.manner.silent:
                    # Until the other side gives up; a line of nothing is the end of it.
                    lines.readline()
                    return
                _Conversation(self, connection, lines, self.manner).hold()
        except OSError:
            return

    def is_new(self, address: str) -> bool:
        """Whether this receiver has never been asked for before (greylisting)."""
        new = address not in self._known
        self._known.add(address)
        return new


class _Conversation:
    def __init__(self, end: FarEnd, connection: socket.socket, lines: object, manner: Manner) -> None:
        self.end, self.connection, self.lines, self.manner = end, connection, lines, manner

    def hold(self) -> None:
        """From the greeting to the good-bye, or until somebody hangs up."""
        if not self._say(self.manner.greeting):
            return
        while line := self.lines.readline():  # type: ignore[attr-defined]
            time.sleep(self.manner.each)
            word = line[:4].upper().strip()
            if word == b"DATA":
                if not self._say("354 Send") or not self._take():
                    return
            elif word == b"QUIT":
                self._say(self.manner.goodbye)
                return
            elif not self._say(self._recipient(line) if word == b"RCPT" else "250 OK"):
                return

    def _recipient(self, line: bytes) -> str:
        address = line.decode("utf-8", "replace").partition("<")[2].partition(">")[0].lower()
        if self.manner.first_time and self.end.is_new(address):
            return self.manner.first_time
        return self.manner.recipients.get(address, "250 OK")

    def _take(self) -> bool:
        content = bytearray()
        while (line := self.lines.readline()) != b".\r\n":  # type: ignore[attr-defined]
            if not line:
                return False
            content += line
        number = str(message_from_bytes(bytes(content))["Message-ID"])
        self.end.seen.append(number)
        time.sleep(self.manner.answer_after)
        if self.manner.answer is None:
            return False
        if self.manner.answer.startswith("250"):
            self.end.taken.append(number)
        return self._say(self.manner.answer)

    def _say(self, words: str | None) -> bool:
        if words is None:
            return False
        self.connection.sendall(f"{words}\r\n".encode())
        return True
