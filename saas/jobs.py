"""later() after commit; perform() in the room it was asked for in. Redis carries ids and a seal, never data."""

import hashlib
import hmac
import json
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from time import perf_counter
from typing import Any
from uuid import UUID

from flask import current_app
from redis import Redis
from redis.exceptions import RedisError
from rq import Queue
from rq.job import Job
from rq.serializers import JSONSerializer
from sqlalchemy import func, select

from saas import journal, metrics, rooms
from saas.db import db
from saas.errors import NotAdmitted

log = logging.getLogger(__name__)
_known: dict[str, Callable[..., None]] = {}
_house: dict[str, Callable[[], None]] = {}
# Seconds that a job may take; those that are not here are short.
_seconds: dict[str, int] = {}
SHORT = 120
DEEDS, ROUNDS = "bindeledd", "bindeledd-runder"
Work = Callable[..., None]


def job(name: str, *, seconds: int = SHORT) -> Callable[[Work], Work]:
    """Give a function a name that may be asked for, and so many seconds; nothing else can be run from the queue."""

    def register(function: Work) -> Work:
        _known[name], _seconds[name] = function, seconds
        return function

    return register


def house_job(name: str, *, seconds: int = SHORT) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Give a name to a function that is done once for the whole house, in no kommune's room, within so many seconds."""

    def register(function: Callable[[], None]) -> Callable[[], None]:
        _house[name], _seconds[name] = function, seconds
        return function

    return register


def later(name: str, *ids: UUID | str) -> None:
    """Ask for a job in this room, once the deed is safe. A rolled-back deed asks for nothing."""
    room = rooms.current()
    waiting = room.extra.setdefault("jobs", [])
    if not waiting:
        room.after_commit.append(lambda: _leave(waiting))
    waiting.append(_envelope(name, room, [str(i) for i in ids]))


def ask(name: str, kommune: rooms.Kommune, actor: UUID, actor_name: str = "") -> None:
    """Ask for a job from outside any room: the clock's rounds. A lost one comes back with the next round.

    A round that stands in the queue already is not asked for again, so that a worker that is away for a day finds one
    of each, and not thousands.
    """
    room = rooms.Room("kommune", kommune, actor_id=actor, actor_name=actor_name)
    _leave([_envelope(name, room, [])], number=f"{name.replace('.', '-')}-{kommune.id}")


def ask_house(name: str) -> None:
    """Ask for a job that is the whole house's. Whoever does it stands in no room, and reaches no kommune's rows."""
    if name not in _house:
        raise LookupError(f"No job of the house is called {name}.")
    envelope: dict[str, Any] = {"name": name, "house": True}
    if number := journal.number():
        envelope["request"] = number
    envelope["seal"] = _seal(envelope)
    _leave([envelope], perform_house)


def perform_house(envelope: dict[str, Any]) -> None:
    """Run by the worker: check the seal, and do the work outside every room."""
    with _watched(envelope):
        _check_seal(envelope, house=True)
        _house[envelope["name"]]()


def perform(envelope: dict[str, Any]) -> None:
    """Run by the worker: check the seal, be admitted anew, and do the work in one transaction."""
    with _watched(envelope):
        _check_seal(envelope)
        kommune = next(iter(rooms.all_kommuner(UUID(envelope["kommune"]))), None)
        if kommune is None:
            return
        actor = envelope["actor"]
        room = rooms.of_job(UUID(actor) if actor else rooms.service_of(kommune), kommune)
        with rooms.enter(room):
            if envelope.get("named"):
                room.actor_name = _name_of(actor)
            _known[envelope["name"]](*envelope["ids"])


def queue(name: str = DEEDS) -> Queue:
    """One of the house's two queues; JSON, so that whoever can write to Redis still cannot run code."""
    return Queue(name, connection=connection(), serializer=JSONSerializer)


def queues() -> list[Queue]:
    """What a worker takes from, in this order: what somebody has asked for never stands behind the clock's rounds."""
    return [queue(DEEDS), queue(ROUNDS)]


def connection(*, patient: bool = False) -> Redis:
    """A client with short time-outs: a page never waits for a queue that is away. The worker is patient."""
    url = current_app.config["HOUSE"].redis_url
    return Redis.from_url(url, socket_timeout=None if patient else 5, socket_connect_timeout=1)


def is_house_job(name: str) -> bool:
    """Whether the whole house has a job of this name."""
    return name in _house


def is_known(name: str) -> bool:
    """Whether a job of this name is hung up in this house."""
    return name in _known


def names() -> list[str]:
    """Every job that is hung up in this house."""
    return sorted({*_known, *_house})


def is_well() -> bool:
    """True when the queue answers."""
    try:
        return bool(connection().ping())
    except (RedisError, OSError):
        return False


def standing() -> dict[str, float]:
    """Jobs that wait, are worked on and have failed, and the seconds that the oldest has waited. Raises RedisError or OSError."""
    lines = queues()
    told = {
        "waiting": sum(line.count for line in lines),
        "working": sum(line.started_job_registry.count for line in lines),
        "failed": sum(line.failed_job_registry.count for line in lines),
    }
    return {**told, "oldest": max(_oldest(line) for line in lines)}


def _oldest(line: Queue) -> float:
    """Seconds that the first in a queue has waited; zero where nobody waits."""
    first = line.fetch_job(line.get_job_ids(0, 1)[0]) if line.count else None
    asked = first.enqueued_at if first is not None else None
    waited = (datetime.now(UTC) - asked.replace(tzinfo=asked.tzinfo or UTC)).total_seconds() if asked else 0.0
    return max(0.0, waited)


@contextmanager
def _watched(envelope: dict[str, Any]) -> Iterator[None]:
    """Count and tell what became of a job. A failure goes on without its words: the queue keeps what it is given."""
    name = str(envelope.get("name"))
    name, begun = name if name in _known or name in _house else "none", perf_counter()
    with journal.during(job=name, request=envelope.get("request", "")):
        try:
            yield
        except Exception as error:
            result = "refused" if isinstance(error, NotAdmitted | PermissionError) else "failed"
            _tell(name, result, begun)
            if isinstance(error, NotAdmitted):
                metrics.count("bindeledd_room_refusals", "kommune", "ticket")
            mute = journal.hidden(error)
            log.error("A job did not come through.", exc_info=(type(mute), mute, mute.__traceback__))
            raise mute from None
        _tell(name, "done", begun)


def _tell(name: str, result: str, begun: float) -> None:
    metrics.count("bindeledd_jobs", name, result)
    metrics.observe("bindeledd_job_seconds", perf_counter() - begun, name)
    # The clock asks for so much that what it asked for is told only to whoever listens closely.
    level = logging.INFO if journal.number() else logging.DEBUG
    journal.note("A job is over.", level, result=result, ms=round((perf_counter() - begun) * 1000))


def _check_seal(envelope: dict[str, Any], *, house: bool = False) -> None:
    if not hmac.compare_digest(str(envelope.get("seal")), _seal(envelope)) or (house and envelope.get("house") is not True):
        raise PermissionError("This job was not asked for by the house.")


def _name_of(actor: str) -> str:
    """What whoever asked is called, told by the kommune's own room: the queue carries nobody's name."""
    members = db.session.scalar(select(func.app.members())) or []
    return next((str(member["name"]) for member in members if member["user_id"] == actor), "")


def _envelope(name: str, room: rooms.Room, ids: list[str]) -> dict[str, Any]:
    if name not in _known:
        raise LookupError(f"No job is called {name}.")
    assert room.kommune is not None
    envelope: dict[str, Any] = {
        "name": name,
        "kommune": str(room.kommune.id),
        # A guest is let in by a link, not as a person: what the deed asks for is done in the service's name.
        "actor": "" if room.kind == "guest" else str(room.actor_id),
        "named": bool(room.actor_name),
        "ids": ids,
    }
    if number := journal.number():
        envelope["request"] = number
    envelope["seal"] = _seal(envelope)
    return envelope


def _seal(envelope: dict[str, Any]) -> str:
    content = {key: value for key, value in envelope.items() if key != "seal"}
    text = json.dumps(content, sort_keys=True)
    key = f"job:{current_app.config['HOUSE'].secret_key}".encode()
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def _leave(envelopes: list[dict[str, Any]], performer: Callable[[dict[str, Any]], None] = perform, number: str | None = None) -> None:
    """The rows are saved already; when the queue is away, one try is enough, and the sweep finds what waits.

    `number` is the one that a round has in the queue.
    """
    try:
        line = queue(ROUNDS if number else DEEDS)
        if number and _stands_in(line, number):
            return
        for envelope in envelopes:
            seconds = _seconds.get(envelope["name"], SHORT)
            line.enqueue(performer, envelope, result_ttl=0, failure_ttl=86_400, job_timeout=seconds, job_id=number)
    except (RedisError, OSError) as away:
        log.warning("The queue is away (%s); %d jobs wait for the sweep.", type(away).__name__, len(envelopes))


def _stands_in(line: Queue, number: str) -> bool:
    """Whether a job waits under this number. One that has waited for an hour may have been lost on its way to a worker."""
    status, since = line.connection.hmget(Job.key_for(number), ["status", "enqueued_at"])  # type: ignore[misc]
    if status != b"queued" or not since:
        return False
    return datetime.now(UTC) - datetime.fromisoformat(since.decode()) < timedelta(hours=1)
