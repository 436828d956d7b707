"""Where the figures of all processes meet: each adds what it has counted to the queue's server, every few seconds.

So web, worker and clock are told of together, however many there are and on however many machines, by whichever is asked.
What a process has counted since its last trip is lost if it is killed; while the server is away, the figures wait in the process.
"""

import json
import os
import time
from dataclasses import dataclass
from secrets import token_hex
from threading import Event, Thread

from flask import Flask
from redis import Redis
from redis.exceptions import RedisError

from saas import jobs, metrics

TALLY, ALIVE = "bindeledd:figures", "bindeledd:alive"
EVERY = 5.0  # seconds between two trips
QUIET = 20.0  # seconds without a trip before a process is thought gone
FORGOTTEN = 3600.0  # seconds before nothing of it is kept
PAGE_SIZE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True)
class Alive:
    """The processes of one kind that have been heard of lately: how many, and the bytes of memory they hold together."""

    processes: int = 0
    memory: int = 0


class Reporter(Thread):
    """Carries this process' figures away, and says that it is alive, until the process ends."""

    def __init__(self, app: Flask, part: str) -> None:
        super().__init__(name="figures", daemon=True)
        self.app, self.field, self.done = app, f"{part} {token_hex(6)}", Event()

    def run(self) -> None:
        """One trip at once, and one every few seconds."""
        while True:
            with self.app.app_context():
                carry()
                say_alive(self.field)
            if self.done.wait(EVERY):
                return

    def leave(self) -> None:
        """The last trip, when the process ends as it should: nothing that was counted is lost, and nobody waits for it to be missed."""
        self.done.set()
        with self.app.app_context():
            carry()
            try:
                with jobs.connection() as connection:
                    _forget(connection, self.field.encode())
            except (RedisError, OSError):
                return


def carry() -> bool:
    """Add what is counted here to what all have counted; False when the server is away, and the figures wait here."""
    counted = metrics.taken()
    try:
        with jobs.connection() as connection, connection.pipeline(transaction=True) as line:
            for key, value in counted.items():
                line.hincrbyfloat(TALLY, key, value)
            line.execute()
    except (RedisError, OSError):
        metrics.put_back(counted)
        return False
    return True


def say_alive(field: str) -> None:
    """Write when this process was last heard of and what memory it holds. `field` is its kind, a space, and a name drawn at start."""
    try:
        with jobs.connection() as connection:
            connection.hset(ALIVE, field, json.dumps([time.time(), _memory()]))
    except (RedisError, OSError):
        return


def together() -> dict[str, float]:
    """All that has been counted, by key. Raises RedisError or OSError when the server is away."""
    with jobs.connection() as connection:
        found: dict[bytes, bytes] = connection.hgetall(TALLY)  # type: ignore[assignment]
    return {key.decode(): float(value) for key, value in found.items()}


def alive() -> dict[str, Alive]:
    """Who is at work, by kind. Raises RedisError or OSError when the server is away."""
    with jobs.connection() as connection:
        told = {kind: Alive() for kind in ("web", "worker", "clock")}
        for name, value in connection.hgetall(ALIVE).items():  # type: ignore[union-attr]
            heard, memory = json.loads(value)
            kind, age = name.decode().split(" ")[0], time.time() - heard
            if age > FORGOTTEN:
                _forget(connection, name)
            elif age <= QUIET and kind in told:
                told[kind] = Alive(told[kind].processes + 1, told[kind].memory + int(memory))
    return told


def _forget(connection: Redis, name: bytes) -> None:
    connection.hdel(ALIVE, name.decode())


def _memory() -> int:
    """Bytes of memory that this process holds; 0 where the system does not tell."""
    try:
        with open("/proc/self/statm") as told:
            return int(told.read().split()[1]) * PAGE_SIZE
    except (OSError, IndexError, ValueError):
        return 0
