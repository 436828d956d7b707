"""The processes that do the work under the supervisor: started, watched, started again, stopped."""

import subprocess
import time
from collections.abc import Sequence
from typing import Protocol

from infra import servers
from infra.ground import CannotGoOn, say

LONGEST_PAUSE = 30.0  # seconds before a process that keeps dying is tried again
STEADY = 60.0  # seconds that a process must live for its earlier deaths to be forgotten


class Hand:
    """One child process. If a vital one dies, all stop; any other is started again, after longer and longer pauses.

    One that works `once` is left alone when it is done.
    """

    def __init__(
        self, name: str, command: list[str], environment: dict[str, str], vital: bool = False, once: bool = False
    ) -> None:
        self.name, self.command, self.environment, self.vital, self.once = name, command, environment, vital, once
        self._process: subprocess.Popen[bytes] | None = None
        self._began = self._again = 0.0
        self._pause = 1.0

    def start(self) -> None:
        self._process = servers.start_child(self.command, self.environment)
        self._began, self._again = time.monotonic(), 0.0

    def run(self) -> int:
        """Start, wait until it is done, and return its exit code; stop it if we are stopped."""
        self.start()
        try:
            return self._process.wait() if self._process else 1
        finally:
            self.ask_to_stop()
            self.await_stop()

    @property
    def process(self) -> "subprocess.Popen[bytes] | None":
        """The process that does the work now; another one after each start."""
        return self._process

    @property
    def has_stopped(self) -> bool:
        return self._process is None or self._process.poll() is not None

    def look_after(self) -> None:
        """Start again what has died; raises CannotGoOn when it cannot be done without."""
        if self._process is None or not self.has_stopped:
            return
        code = self._process.returncode
        if self.once and code == 0:
            return
        if self.vital:
            raise CannotGoOn(f"{self.name} stoppet uventet (kode {code}), og uten går det ikke.")
        if not self._again:
            if time.monotonic() - self._began > STEADY:
                self._pause = 1.0
            say(f"{self.name} stoppet uventet (kode {code}); starter på nytt om {self._pause:.0f} s.")
            self._again = time.monotonic() + self._pause
            self._pause = min(self._pause * 2, LONGEST_PAUSE)
        elif time.monotonic() >= self._again:
            self.start()

    def ask_to_stop(self) -> None:
        if self._process and self._process.poll() is None:
            self._process.terminate()

    def await_stop(self, patience: float = 20.0) -> None:
        """Wait until it has stopped, and end it if it never does."""
        if self._process is None:
            return
        try:
            self._process.wait(patience)
        except subprocess.TimeoutExpired:
            say(f"{self.name} lot seg ikke stoppe, avslutter hardt.")
            self._process.kill()
            self._process.wait(5)


class LookedAfter(Protocol):
    """What may die and is started again: a process that does the work, or a server behind them."""

    def look_after(self) -> None:
        """Start it again when it has died. Raises CannotGoOn when that cannot be done."""


def watch(hands: Sequence[LookedAfter]) -> None:
    """Look after them all until someone asks us to stop."""
    while True:
        for hand in hands:
            hand.look_after()
        time.sleep(0.2)
