"""A statistics office on this machine: it answers what it is told to, in order, and remembers what it was asked."""

import json
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote


@dataclass
class Reply:
    """One answer. `cut` closes the line after so many bytes; `honest` says the whole length first all the same."""

    body: bytes = b"{}"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    kind: str = "application/json"
    wait: float = 0.0
    cut: int | None = None
    honest: bool = True


@dataclass
class Asked:
    """One question as it arrived."""

    method: str
    path: str
    body: Any


class Replay:
    """`with Replay() as office: office.will(Reply(…))`; the last reply, or `answer`, is given for ever after."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.replies: list[Reply] = []
        self.answer: Callable[[Asked], Reply] | None = None
        self.at_once = self.most_at_once = 0
        self._lock = threading.Lock()
        office = self

        class Handler(BaseHTTPRequestHandler):
            """Speaks for the office."""

            def do_GET(self) -> None:
                office._serve(self, None)

            def do_POST(self) -> None:
                office._serve(self, json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

            def log_message(self, *_: Any) -> None:
                """Silent."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def will(self, *replies: Reply) -> None:
        self.replies += replies

    def _serve(self, door: BaseHTTPRequestHandler, body: Any) -> None:
        with self._lock:
            asked = Asked(door.command, unquote(door.path), body)
            self.asked.append(asked)
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
            if self.answer:
                reply = self.answer(asked)
            else:
                reply = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
        time.sleep(reply.wait)
        with self._lock:
            self.at_once -= 1
        with suppress(OSError):
            self._send(door, reply)

    def _send(self, door: BaseHTTPRequestHandler, reply: Reply) -> None:
        door.send_response(reply.status)
        door.send_header("Content-Type", reply.kind)
        for name, value in reply.headers.items():
            door.send_header(name, value)
        if reply.honest:
            door.send_header("Content-Length", str(len(reply.body)))
        door.end_headers()
        door.wfile.write(reply.body[: reply.cut])
        door.close_connection = True

    def __enter__(self) -> "Replay":
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: Any) -> None:
        self._server.shutdown()
        self._server.server_close()
