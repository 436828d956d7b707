"""The figures as Prometheus reads them. What is not known just now is left out, and never told as zero."""

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from prometheus_client import CollectorRegistry, PlatformCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from redis.exceptions import RedisError
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from saas import clock, jobs, journal, metrics, metrics_store, metrics_web, rooms
from saas.config import ROOMS
from saas.db import db
from saas.metrics_store import Alive
from saas.pages import ROOT

HEAD = (ROOT / "migrations" / "head").read_text().strip()


@dataclass
class Standing:
    """What was found out for one reading. None: whoever keeps it did not answer."""

    step: str | None = None
    house: dict[str, Any] | None = None
    queue: dict[str, float] | None = None
    counted: dict[str, float] | None = None
    alive: dict[str, Alive] = field(default_factory=dict)


def written() -> bytes:
    """All figures as text."""
    registry = CollectorRegistry()
    PlatformCollector(registry)
    registry.register(_Collector(_standing()))  # type: ignore[arg-type]
    return generate_latest(registry)


def _standing() -> Standing:
    """Ask the database and the queue, each for itself: one that is away must not hide what the other knows."""
    found = Standing(step=rooms.database_step())
    if found.step is not None:
        try:
            with rooms.enter(rooms.lobby(read_only=True)):
                found.house = db.session.scalar(select(func.app.house_figures(clock.now())))
        except SQLAlchemyError as trouble:
            journal.note("The figures of the database were not to be had.", logging.WARNING, error=type(trouble).__name__)
    try:
        metrics_store.carry()
        found.queue, found.counted, found.alive = jobs.standing(), metrics_store.together(), metrics_store.alive()
    except (RedisError, OSError):
        found.counted = None
    return found


class _Collector:
    """Turns what was found into Prometheus' families."""

    def __init__(self, standing: Standing) -> None:
        self.standing = standing

    def describe(self) -> list[Any]:
        """Nothing beforehand: what is told depends on who answers."""
        return []

    def collect(self) -> Iterator[Any]:
        """Every family that is known just now."""
        found = self.standing
        up = GaugeMetricFamily("bindeledd_up", "Whether the database and the queue answer.", labels=["part"])
        up.add_metric(["database"], float(found.step is not None))
        up.add_metric(["queue"], float(found.counted is not None))
        yield up
        if found.step is not None:
            yield from _steps(found.step)
        if found.house is not None:
            yield from _house(found.house)
        if found.queue is not None:
            yield from _queue(found.queue)
        if found.alive:
            yield from _processes(found.alive)
        if found.counted is not None:
            yield from _counted(found.counted)


def _steps(step: str) -> Iterator[Any]:
    yield _one("bindeledd_database_step", "The migration step that the database stands at.", int(step or 0))
    yield _one("bindeledd_code_step", "The migration step that this code is written for.", int(HEAD))


def _house(figures: dict[str, Any]) -> Iterator[Any]:
    letters, house, filings = figures["letters"], figures["house_letters"], figures["filings"]
    post = GaugeMetricFamily("bindeledd_letters", "Letters that have not left, by how they stand.", labels=["post", "state"])
    oldest = GaugeMetricFamily("bindeledd_letters_oldest_seconds", "Age of the oldest letter that waits.", labels=["post"])
    overdue = GaugeMetricFamily("bindeledd_letters_overdue_seconds", "How long the next letter should have been tried.", labels=["post"])
    for name, found in (("kommune", letters), ("house", house)):
        for state in ("waiting", "retrying", "held", "failed"):
            if state in found:
                post.add_metric([name, state], found[state])
        oldest.add_metric([name], max(0.0, found["oldest"] or 0.0))
        overdue.add_metric([name], max(0.0, found["overdue"] or 0.0))
    yield from (post, oldest, overdue)
    states = ("waiting", "to_fetch", "unanswered", "failed")
    yield _many("bindeledd_filings", "Filings on their way to an archive.", "state", {s: filings[s] for s in states})
    late = max(0.0, filings["overdue"] or 0.0)
    yield _one("bindeledd_filings_overdue_seconds", "How long the next filing should have been tried.", late)
    known = ("asked", "building", "failed", "waiting", "published", "discarded")
    released = {state: figures["releases"].get(state, 0) for state in known}
    yield _many("bindeledd_releases", "National releases, by how they stand.", "state", released)
    yield _one("bindeledd_kommuner", "Kommuner in operation.", figures["kommuner"])
    yield _one("bindeledd_database_bytes", "What the database takes on its disk.", figures["bytes"])
    yield _one("bindeledd_database_connections", "Connections to the database.", figures["connections"])
    yield _one("bindeledd_database_connections_most", "The most connections that the server allows.", figures["most_connections"])


def _queue(standing: dict[str, float]) -> Iterator[Any]:
    states = {state: standing[state] for state in ("waiting", "working", "failed")}
    yield _many("bindeledd_queue_jobs", "Jobs in the queue, by how they stand.", "state", states)
    yield _one("bindeledd_queue_oldest_seconds", "Age of the job that has waited longest.", standing["oldest"])


def _processes(alive: dict[str, Alive]) -> Iterator[Any]:
    numbers = {part: one.processes for part, one in alive.items()}
    yield _many("bindeledd_processes", "Processes heard of in the last 20 seconds.", "part", numbers)
    memory = {part: one.memory for part, one in alive.items()}
    yield _many("bindeledd_memory_bytes", "Memory that they hold together.", "part", memory)


def _counted(counted: dict[str, float]) -> Iterator[Any]:
    """Every family, also those that nothing has been counted in yet, so that nobody mistakes silence for a missing figure."""
    found: dict[str, dict[tuple[str, ...], dict[str, float]]] = {name: {} for name in metrics.FAMILIES}
    for key, value in counted.items():
        try:
            family, what, labels = metrics.read_key(key)
        except ValueError:
            continue  # Counted by an older house, or a newer one.
        found[family].setdefault(labels, {})[what] = value
    for name, labels in _expected():
        found[name].setdefault(labels, {})
    for name, series in found.items():
        family_of = metrics.FAMILIES[name]
        if family_of.buckets:
            yield _histogram(name, family_of, series)
        else:
            counter = CounterMetricFamily(name, family_of.about, labels=family_of.labels)
            for labels, values in sorted(series.items()):
                counter.add_metric(labels, values.get("total", 0.0))
            yield counter


def _expected() -> Iterator[tuple[str, tuple[str, ...]]]:
    """What is told as none before it has happened: an alert on its growth would not see a figure begin at one."""
    for room, why in product((*ROOMS, metrics.OTHER), metrics_web.WHYS):
        yield "bindeledd_room_refusals", (room, why)
    for job, result in product(jobs.names(), ("done", "failed", "refused")):
        yield "bindeledd_jobs", (job, result)
    for result in ("taken", "put_off", "refused"):
        yield "bindeledd_letters_carried", (result,)


def _histogram(name: str, family: metrics.Family, series: dict[tuple[str, ...], dict[str, float]]) -> Any:
    histogram = HistogramMetricFamily(name, family.about, labels=family.labels)
    for labels, values in sorted(series.items()):
        so_far, buckets = 0.0, []
        for bound in (*(str(edge) for edge in family.buckets), metrics.MORE):
            so_far += values.get(bound, 0.0)
            buckets.append((bound, so_far))
        histogram.add_metric(labels, buckets, sum_value=values.get("sum", 0.0))
    return histogram


def _one(name: str, about: str, value: float) -> Any:
    gauge = GaugeMetricFamily(name, about)
    gauge.add_metric([], value)
    return gauge


def _many(name: str, about: str, label: str, values: Mapping[str, float]) -> Any:
    gauge = GaugeMetricFamily(name, about, labels=[label])
    for of, value in values.items():
        gauge.add_metric([of], value)
    return gauge
