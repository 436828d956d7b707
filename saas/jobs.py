"""later() after commit; perform() in the room it was asked for in. Redis carries ids and a seal, never data."""

import hashlib
import hmac
import json
import logging
from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import current_app
from redis import Redis
from redis.exceptions import RedisError
from rq import Queue
from rq.serializers import JSONSerializer

from saas import rooms

log = logging.getLogger(__name__)
_known: dict[str, Callable[..., None]] = {}
_house: dict[str, Callable[[], None]] = {}
# Seconds that a job may take; those that are not here are short.
_seconds: dict[str, int] = {}
SHORT = 120
Work = Callable[..., None]


def job(name: str) -> Callable[[Work], Work]:
    """Give a function a name that may be asked for; nothing else can be run from the queue."""

    def register(function: Work) -> Work:
        _known[name] = function
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
    """Ask for a job from outside any room: the clock's rounds. A lost one comes back with the next round."""
    room = rooms.Room("kommune", kommune, actor_id=actor, actor_name=actor_name)
    _leave([_envelope(name, room, [])])


def ask_house(name: str) -> None:
    """Ask for a job that is the whole house's. Whoever does it stands in no room, and reaches no kommune's rows."""
    if name not in _house:
        raise LookupError(f"No job of the house is called {name}.")
    envelope: dict[str, Any] = {"name": name, "house": True}
    envelope["seal"] = _seal(envelope)
    _leave([envelope], perform_house)


def perform_house(envelope: dict[str, Any]) -> None:
    """Run by the worker: check the seal, and do the work outside every room."""
    if not hmac.compare_digest(str(envelope.get("seal")), _seal(envelope)) or envelope.get("house") is not True:
        raise PermissionError("This job was not asked for by the house.")
    _house[envelope["name"]]()


def perform(envelope: dict[str, Any]) -> None:
    """Run by the worker: check the seal, be admitted anew, and do the work in one transaction."""
    if not hmac.compare_digest(str(envelope.get("seal")), _seal(envelope)):
        raise PermissionError("This job was not asked for by the house.")
    kommune = next((k for k in rooms.all_kommuner() if str(k.id) == envelope["kommune"]), None)
    if kommune is None:
        return
    room = rooms.of_job(UUID(envelope["actor"]), kommune, envelope["actor_name"])
    with rooms.enter(room):
        _known[envelope["name"]](*envelope["ids"])


def queue() -> Queue:
    """The house's one queue; JSON, so that whoever can write to Redis still cannot run code."""
    return Queue("bindeledd", connection=connection(), serializer=JSONSerializer)


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


def is_well() -> bool:
    """True when the queue answers."""
    try:
        return bool(connection().ping())
    except (RedisError, OSError):
        return False


def _envelope(name: str, room: rooms.Room, ids: list[str]) -> dict[str, Any]:
    if name not in _known:
        raise LookupError(f"No job is called {name}.")
    assert room.kommune is not None
    envelope: dict[str, Any] = {
        "name": name,
        "kommune": str(room.kommune.id),
        "actor": str(room.actor_id),
        "actor_name": room.actor_name,
        "ids": ids,
    }
    envelope["seal"] = _seal(envelope)
    return envelope


def _seal(envelope: dict[str, Any]) -> str:
    content = {key: value for key, value in envelope.items() if key != "seal"}
    text = json.dumps(content, sort_keys=True)
    key = f"job:{current_app.config['HOUSE'].secret_key}".encode()
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def _leave(envelopes: list[dict[str, Any]], performer: Callable[[dict[str, Any]], None] = perform) -> None:
    """The rows are saved already; when the queue is away, one try is enough, and the sweep finds what waits."""
    try:
        line = queue()
        for envelope in envelopes:
            seconds = _seconds.get(envelope["name"], SHORT)
            line.enqueue(performer, envelope, result_ttl=0, failure_ttl=86_400, job_timeout=seconds)
    except (RedisError, OSError) as away:
        log.warning("The queue is away (%s); %d jobs wait for the sweep.", type(away).__name__, len(envelopes))
