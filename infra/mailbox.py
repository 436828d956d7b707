"""A real SMTP server that keeps every letter as a file: the demo's postkasse, and the far end of mail in tests."""

import argparse
import asyncio
import itertools
import os
import signal
import socket
import sys
import threading
import time
from pathlib import Path
from typing import Self

from aiosmtpd.smtp import SMTP, Envelope, Session

REFUSED = "avvist.example"  # letters to this domain are refused for good, so that a failure can be seen
LATER = "senere.example"  # letters to this domain are put off, so that a new try can be seen


class Mailbox:
    """An SMTP server on 127.0.0.1 writing each letter as one `.eml` in `folder`, named in order of arrival.

    `port=0` takes a free port; `.port` and `.url` tell which. Usable as a context manager.
    """

    def __init__(self, folder: Path, port: int = 0) -> None:
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._listener = socket.create_server(("127.0.0.1", port))
        self.port: int = self._listener.getsockname()[1]
        self.url = f"smtp://127.0.0.1:{self.port}"
        self._count = itertools.count()
        self._loop = asyncio.new_event_loop()
        self._answering = threading.Event()
        self._thread = threading.Thread(target=self._run, name="mailbox", daemon=True)

    def start(self) -> Self:
        """Begin answering, and return when we do."""
        self._thread.start()
        self._answering.wait(10)
        return self

    def stop(self) -> None:
        """Stop answering; what was said yes to is on disk already."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)

    def letters(self) -> list[Path]:
        """The letters that have arrived, oldest first."""
        return sorted(self.folder.glob("*.eml"))

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *trouble: object) -> None:
        self.stop()

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Say yes to anyone but the two domains that are there to show what failing looks like."""
        domain = address.rpartition("@")[2].lower()
        if domain == REFUSED:
            return "550 5.1.1 Adressen finnes ikke"
        if domain == LATER:
            return "451 4.3.0 Postkassen er opptatt"
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Say yes only when the letter is safely on disk."""
        content = envelope.content if isinstance(envelope.content, bytes) else (envelope.content or "").encode()
        trace = [f"Return-Path: <{envelope.mail_from}>", *(f"Delivered-To: {to}" for to in envelope.rcpt_tos)]
        try:
            self._keep("".join(line + "\r\n" for line in trace).encode() + content)
        except OSError:
            return "452 4.3.1 Disken er full"
        return "250 OK"

    def _keep(self, letter: bytes) -> None:
        """Write beside, then move into place, so that a reader never finds half a letter."""
        name = f"{time.time_ns():020d}-{next(self._count):06d}"
        draft = self.folder / f"{name}.ny"
        try:
            with open(draft, "wb") as out:
                out.write(letter)
                out.flush()
                os.fsync(out.fileno())
            draft.rename(self.folder / f"{name}.eml")
        except OSError:
            draft.unlink(missing_ok=True)
            raise

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        answer = self._loop.create_server(self._receptionist, sock=self._listener)
        server = self._loop.run_until_complete(answer)
        self._loop.call_soon(self._answering.set)
        try:
            self._loop.run_forever()
        finally:
            server.close()
            for task in asyncio.all_tasks(self._loop):
                task.cancel()
            self._loop.run_until_complete(self._loop.shutdown_asyncgens())
            self._loop.close()

    def _receptionist(self) -> SMTP:
        return SMTP(self, hostname="postkasse.example", ident="postkasse", enable_SMTPUTF8=True, loop=self._loop)


def main(arguments: list[str]) -> int:
    """`python -m infra.mailbox --port N --folder DIR`: answer until told to stop."""
    asked = argparse.ArgumentParser(prog="infra.mailbox")
    asked.add_argument("--port", type=int, required=True)
    asked.add_argument("--folder", type=Path, required=True)
    options = asked.parse_args(arguments)
    signals = {signal.SIGTERM, signal.SIGINT}
    signal.pthread_sigmask(signal.SIG_BLOCK, signals)
    with Mailbox(options.folder, options.port):
        signal.sigwait(signals)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
