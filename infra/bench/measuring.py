"""Costs side by side: two or more ways are done in turn, round after round, so that a shared machine disturbs them alike."""

import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

Work = Callable[[], Any]
Meter = Callable[[], float]


@dataclass(frozen=True)
class Cost:
    """What one way costs, in milliseconds: the median by the clock, and the median of processor time (0 where it is unknown)."""

    clock: float
    work: float


def interleaved(ways: Mapping[str, Work], rounds: int, meter: Meter = lambda: 0.0) -> dict[str, Cost]:
    """Each way once a round, beginning with another one each time; `meter` tells processor time in ms used elsewhere.

    Each is done twice first, unmeasured: compiled templates, plans and caches are then as on a house that has been up a while.
    """
    for work in ways.values():
        work()
        work()
    names = list(ways)
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in names}
    for number in range(rounds):
        turn = number % len(names)
        for name in names[turn:] + names[:turn]:
            found[name].append(once(ways[name], meter))
    return {name: Cost(*(statistics.median(column) for column in zip(*told, strict=True))) for name, told in found.items()}


def once(work: Work, meter: Meter = lambda: 0.0) -> tuple[float, float]:
    """(milliseconds by the clock, milliseconds of processor time here and by `meter`) of doing something once."""
    elsewhere, here, started = meter(), time.process_time(), time.perf_counter()
    work()
    clock, here = time.perf_counter() - started, time.process_time() - here
    return clock * 1000, here * 1000 + meter() - elsewhere


def ratio(costs: Mapping[str, Cost], over: str, under: str) -> Cost:
    """How many times dearer `over` is than `under`, by the clock and in processor time (0 where it is unknown)."""
    a, b = costs[over], costs[under]
    return Cost(a.clock / b.clock, a.work / b.work if b.work else 0.0)


def backends(admin_url: str, database: str, role: str = "bindeledd%") -> Meter:
    """A meter of the database's own work for the rooms' connections that are open now, as Linux tells of each process."""
    query = "SELECT pid FROM pg_stat_activity WHERE usename LIKE %s AND datname = %s"
    with psycopg.connect(admin_url, autocommit=True) as connection:
        return of_processes([int(pid) for (pid,) in connection.execute(query, (role, database)).fetchall()])


def of_processes(pids: list[int]) -> Meter:
    """A meter of what some processes have worked, in milliseconds; those that are gone, or other systems than Linux, tell 0."""
    files = [Path(f"/proc/{pid}/schedstat") for pid in pids]

    def meter() -> float:
        return sum(_worked(file) for file in files)

    return meter


def _worked(file: Path) -> float:
    try:
        return int(file.read_text().split()[0]) / 1e6
    except (OSError, ValueError, IndexError):
        return 0.0
