"""Asks an office a question politely: in its turn, again if it stumbles, never without end, and from the shelf if it is away."""

import json
import logging
from collections.abc import Callable
from typing import Any, TypeVar

import urllib3
from urllib3.exceptions import HTTPError

from saas.statistics.gate import Gate, Time
from saas.statistics.refusals import N_, Away, BadTable
from saas.statistics.shelf import Shelf

log = logging.getLogger(__name__)
CONNECT, READ = 5.0, 30.0
TRIES = 4
# All the tries at one question together, waiting included; the worker has letters to send.
PATIENCE = 60.0
LARGEST_ANSWER = 32 * 1024 * 1024
FRESH = 20 * 3600
CHUNK = 64 * 1024
_gates: dict[str, Gate] = {}

Read = TypeVar("Read")


class _Stumbled(Exception):
    """A try that may go better next time. `wish` is how long the office asked to be left alone."""

    def __init__(self, why: str, wish: float = 0.0) -> None:
        super().__init__(why)
        self.wish = wish


class Asker:
    """Asks one office. `office` is what people call it; `base` its address."""

    def __init__(
        self, office: str, base: str, shelf: Shelf, clock: Time | None = None, gate: Gate | None = None
    ) -> None:
        self.office, self.base, self._shelf = office, base.rstrip("/"), shelf
        self._clock = clock or Time()
        self._gate = gate or _gates.setdefault(self.base, Gate(self._clock))
        timeout = urllib3.Timeout(connect=CONNECT, read=READ)
        self._pool = urllib3.PoolManager(num_pools=2, maxsize=2, retries=False, timeout=timeout)

    def ask(self, path: str, read: Callable[[bytes], Read], body: dict[str, Any] | None = None) -> Read:
        """What `read` makes of the answer. Raises Away when there is none to be had, BadTable for a wrong question."""
        question = f"{self.base}{path}\n{json.dumps(body, sort_keys=True) if body else ''}"
        kept = self._shelf.find(question)
        if kept and kept.age < FRESH:
            try:
                return read(kept.content)
            except BadTable:
                kept = None
        try:
            content, answer = self._until_answered(path, read, body)
        except Away:
            if kept is None:
                raise
            log.warning("%s is away; an answer of %d hours is used.", self.office, kept.age // 3600)
            return read(kept.content)
        self._shelf.keep(question, content)
        return answer

    def _until_answered(
        self, path: str, read: Callable[[bytes], Read], body: dict[str, Any] | None
    ) -> tuple[bytes, Read]:
        began = self._clock.steady()
        for attempt in range(TRIES):
            try:
                with self._gate.passing():
                    content = self._once(path, body)
                return content, self._understood(content, read)
            except _Stumbled as stumble:
                log.info("%s: %s (try %d)", self.office, stumble, attempt + 1)
                pause = max(2.0**attempt * (0.5 + self._clock.chance()), stumble.wish)
                spent = self._clock.steady() - began + pause
                if attempt + 1 == TRIES or spent > PATIENCE:
                    break
                self._clock.sleep(pause)
        raise Away(N_("{office} svarer ikke nå. Prøv igjen senere."), office=self.office)

    def _understood(self, content: bytes, read: Callable[[bytes], Read]) -> Read:
        """A body that was cut short looks like a bad table; the next one may be whole."""
        try:
            return read(content)
        except BadTable as wrong:
            if _is_whole(content):
                raise
            raise _Stumbled("half an answer") from wrong

    def _once(self, path: str, body: dict[str, Any] | None) -> bytes:
        headers = {"Accept": "application/json", "Accept-Encoding": "gzip", "User-Agent": "Bindeledd"}
        sent = None if body is None else json.dumps(body, ensure_ascii=False).encode()
        if sent is not None:
            headers["Content-Type"] = "application/json"
        try:
            answer = self._pool.request(
                "GET" if sent is None else "POST",
                self.base + path,
                body=sent,
                headers=headers,
                preload_content=False,
                redirect=False,
            )
        except (HTTPError, OSError) as trouble:
            raise _Stumbled(type(trouble).__name__) from None
        try:
            content = self._received(answer)
        except (HTTPError, OSError) as trouble:
            raise _Stumbled(type(trouble).__name__) from None
        finally:
            answer.close()
        return self._judged(answer, content)

    def _received(self, answer: Any) -> bytes:
        """The body, in pieces, so that neither a huge nor a dripping answer holds us."""
        began, parts, size = self._clock.steady(), [], 0
        for part in answer.stream(CHUNK, decode_content=True):
            size += len(part)
            if size > LARGEST_ANSWER:
                raise BadTable(N_("Svaret fra {office} er for stort. Spør om mindre."), office=self.office)
            if self._clock.steady() - began > PATIENCE:
                raise _Stumbled("too slow")
            parts.append(part)
        return b"".join(parts)

    def _judged(self, answer: Any, content: bytes) -> bytes:
        wish = self._gate.heed(answer.headers)
        if answer.status == 429 or answer.status >= 500:
            raise _Stumbled(f"status {answer.status}", wish)
        if answer.status != 200:
            raise BadTable(
                N_("{office} svarte nei på spørsmålet: {reason}."), office=self.office, reason=_reason(answer.status, content)
            )
        if "json" not in answer.headers.get("Content-Type", "").lower():
            raise Away(N_("{office} svarte med noe annet enn tall. Prøv igjen senere."), office=self.office)
        return content


def _is_whole(content: bytes) -> bool:
    try:
        json.loads(content)
    except (ValueError, RecursionError):
        return False
    return True


def _reason(status: int, content: bytes) -> str:
    """What the office itself calls it («Non-existent value»), else the number."""
    try:
        said = json.loads(content)
        title = said.get("title") if isinstance(said, dict) else None
    except (ValueError, RecursionError):
        title = None
    return title[:100] if isinstance(title, str) and title else str(status)
