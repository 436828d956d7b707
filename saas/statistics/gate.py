"""How often an office may be asked: so many a minute, so many at once, and not before it says so itself."""

import random
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

MINUTE = 60.0
# An office's wish to be left alone is kept up to this, so that a wrong header cannot close the gate for good.
LONGEST_WISH = 120.0


@dataclass(frozen=True)
class Time:
    """What time it is and how it passes; tests give their own, so that nothing sleeps. `chance` is from 0 to 1."""

    steady: Callable[[], float] = time.monotonic
    wall: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep
    chance: Callable[[], float] = random.random


class Gate:
    """One office's gate, shared by all who ask it from this process."""

    def __init__(self, clock: Time, per_minute: int = 30, at_once: int = 2) -> None:
        self._clock, self._per_minute = clock, per_minute
        self._room = threading.BoundedSemaphore(at_once)
        self._turn = threading.Lock()
        self._passed: deque[float] = deque()
        self._not_before = 0.0

    @contextmanager
    def passing(self) -> Iterator[None]:
        """Wait for our turn, and hold one of the places while asking."""
        with self._room:
            with self._turn:
                self._wait()
                self._passed.append(self._clock.steady())
            yield

    def _wait(self) -> None:
        while True:
            now = self._clock.steady()
            while self._passed and self._passed[0] <= now - MINUTE:
                self._passed.popleft()
            full = self._passed[0] + MINUTE - now if len(self._passed) >= self._per_minute else 0.0
            wait = max(full, self._not_before - now)
            if wait <= 0:
                return
            self._clock.sleep(wait)

    def heed(self, headers: Mapping[str, str]) -> float:
        """Read what the office says about its limit; returns how long it wishes to be left alone, in seconds."""
        said = {name.lower().replace("rate-limit", "ratelimit"): value for name, value in headers.items()}
        wish = self._seconds(said.get("retry-after"))
        if said.get("x-ratelimit-remaining", "").strip() == "0":
            wish = max(wish, self._seconds(said.get("x-ratelimit-reset")))
        if wish:
            self._not_before = max(self._not_before, self._clock.steady() + min(wish, LONGEST_WISH))
        return wish

    def _seconds(self, said: str | None) -> float:
        """Seconds from now: written as a number of them, as a moment since 1970, or as a date."""
        if not said:
            return 0.0
        try:
            number = float(said)
        except ValueError:
            return self._until(said)
        wait = number - self._clock.wall() if number > 1e9 else number
        return max(wait, 0.0) if wait == wait else 0.0

    def _until(self, said: str) -> float:
        from email.utils import parsedate_to_datetime

        for parse in (datetime.fromisoformat, parsedate_to_datetime):
            try:
                return max(parse(said.strip()).timestamp() - self._clock.wall(), 0.0)
            except (ValueError, TypeError, OverflowError):
                continue
        return 0.0
