"""Lobby, kommune, guest, public. The only file that opens a room, and the only one with hand-written SQL."""

import hashlib
import hmac
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from flask import current_app
from sqlalchemy import Engine, event, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import with_loader_criteria

from saas.db import InTenant, RoomSession, db
from saas.errors import NotAdmitted
from saas.kommune import Kommune as Kommune
from saas.pools import at_once


class NoRoom(RuntimeError):
    """The database was used outside any room; nothing was sent to it."""


@dataclass
class Room:
    """One room for one transaction. `ticket` turns the transaction's challenge into a ticket, or None if not admitted."""

    kind: str
    kommune: Kommune | None = None
    ticket: Callable[[str], str | None] | None = None
    actor_name: str = ""
    actor_id: UUID | None = None
    read_only: bool = False
    keep: bool = True
    before_commit: list[Callable[[], None]] = field(default_factory=list)
    after_commit: list[Callable[[], None]] = field(default_factory=list)
    extra: dict[str, Any] = field(default_factory=dict)

    def engine(self) -> Engine:
        """The pool of this kind of room, logged in as a role of its own."""
        return db.engines[self.kind]


_current: ContextVar[Room | None] = ContextVar("room", default=None)


@contextmanager
def enter(room: Room) -> Iterator[Room]:
    """One room, one transaction, one commit. What waits for the commit runs after it, outside the room."""
    if _current.get() is not None:
        raise RuntimeError("Leave the room you are in before entering another.")
    mark = _current.set(room)
    try:
        yield room
        if room.keep:
            for prepare in room.before_commit:
                prepare()
            db.session.commit()
        else:
            db.session.rollback()
    except BaseException:
        db.session.rollback()
        raise
    finally:
        # The identity map would otherwise hand this kommune's objects to the next room.
        db.session.remove()
        _current.reset(mark)
    if room.keep:
        for leave in room.after_commit:
            leave()


def current() -> Room:
    """The room we stand in. Raises NoRoom outside."""
    room = _current.get()
    if room is None:
        raise NoRoom("The database was used outside any room.")
    return room


def kommune() -> Kommune:
    """The kommune whose room this is. Raises NoRoom in the lobby."""
    found = current().kommune
    if found is None:
        raise NoRoom("This is not a kommune's room.")
    return found


def lobby(read_only: bool = False) -> Room:
    """Where people log in, before a kommune is chosen."""
    return Room("lobby", read_only=read_only)


def of_visitor(secret: str, chosen: Kommune, name: str, user_id: UUID, *, read_only: bool) -> Room:
    """A kommune's room for somebody logged in; the database itself finds the session and the membership."""
    ask = _asker("lobby", "SELECT app.admit(%(secret)s, %(kommune)s, %(challenge)s)", secret=secret, kommune=chosen.id)
    return Room("kommune", chosen, ask, actor_name=name, actor_id=user_id, read_only=read_only or chosen.closed)


def of_guest(token: str, chosen: Kommune, link_id: UUID, *, read_only: bool) -> Room:
    """A kommune's room for somebody with a signed link; their role may do little."""
    ask = _asker("lobby", "SELECT app.admit_guest(%(token)s, %(challenge)s)", token=token)
    return Room("guest", chosen, ask, actor_id=link_id, read_only=read_only)


def of_feed(token: str, chosen: Kommune, name: str, user_id: UUID) -> Room:
    """A kommune's room for a calendar that reads by its own address: what its owner may read now, and nothing written."""
    ask = _asker("lobby", "SELECT app.admit_feed(%(token)s, %(challenge)s)", token=token)
    return Room("kommune", chosen, ask, actor_name=name, actor_id=user_id, read_only=True)


def of_house() -> Room:
    """Outside every kommune, as the worker: the house's own letters and its applications."""
    return Room("worker")


def of_job(actor: UUID, chosen: Kommune, name: str = "", *, read_only: bool = False) -> Room:
    """A kommune's room for a job, admitted anew by the worker's own function on behalf of `actor`."""
    ask = _asker("worker", "SELECT app.admit_job(%(actor)s, %(kommune)s, %(challenge)s)", actor=actor, kommune=chosen.id)
    return Room("kommune", chosen, ask, actor_name=name, actor_id=actor, read_only=read_only)


def statistics() -> Room:
    """Where releases are built, as the statistics role: what was handed over, and nothing else of any kommune."""
    return Room("statistics")


def centre() -> Room:
    """Where released figures are read, as the centre's role, which can read nothing else."""
    return Room("centre", read_only=True)


def public() -> Room:
    """Where anybody reads what kommuner have published, as the public's role, which can read nothing else."""
    return Room("public", read_only=True)


def feed(token: str) -> dict[str, Any] | None:
    """Whose calendar address this is, and in which kommune; None when it is revoked or its owner is no longer in."""
    return _answer("lobby", "SELECT app.feed(%(token)s)", token=token)


def delete_kommune(departure_id: UUID, chosen: Kommune) -> int:
    """Delete everything of a kommune that two have confirmed; how many rows. Raises where the database refuses."""
    query = text("SELECT app.delete_kommune(:departure, :kommune)")
    with db.engines["worker"].begin() as connection:
        return int(connection.execute(query, {"departure": departure_id, "kommune": chosen.id}).scalar_one())


def recognise(secret: str) -> dict[str, Any] | None:
    """Who holds this session secret, with their kommuner and roles; None when nobody does any more."""
    return _answer("lobby", "SELECT app.recognise(%(secret)s)", secret=secret)


def guest_link(token: str) -> dict[str, Any] | None:
    """What a signed link is for, or None when it is unknown, revoked or expired."""
    return _answer("lobby", "SELECT app.guest_link(%(token)s)", token=token)


def all_kommuner(only: UUID | None = None, *, work: str = "") -> list[Kommune]:
    """Every kommune in operation, for the worker's and the clock's rounds; or `only` that one; or where this round has `work`."""
    query = "SELECT id, slug, name, colour, mark, language, population, levels, lifecycle FROM tenants WHERE in_operation"
    query += (" AND id = :only" if only else "") + (" AND id IN (SELECT app.kommuner_with_work(:work))" if work else "")
    with at_once(db.engines["worker"]) as connection:
        return [Kommune(**row) for row in connection.execute(text(f"{query} ORDER BY slug"), {"only": only, "work": work}).mappings()]


def service_of(chosen: Kommune) -> UUID:
    """The kommune's service user, in whose name the clock works."""
    with at_once(db.engines["worker"]) as connection:
        return connection.execute(text("SELECT app.service_of(:id)"), {"id": chosen.id}).scalar_one()


def take_official(*payloads: dict[str, Any]) -> list[dict[str, int]]:
    """Write series of public figures as the worker, all in one transaction; what was added and changed in each."""
    query = text("SELECT app.take_official(CAST(:payload AS jsonb))")
    with db.engines["worker"].begin() as connection:
        return [connection.execute(query, {"payload": json.dumps(payload)}).scalar_one() for payload in payloads]


def lock(name: str) -> None:
    """Hold `name` in this kommune until the transaction ends; the key carries the kommune, so nobody else waits."""
    db.session.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))"), {"key": f"{kommune().id}:{name}"})


def fingerprint(content: str) -> str:
    """HMAC of a text under the house's secret and this kommune."""
    key = f"seal:{current_app.config['SECRET_KEY']}:{kommune().id}".encode()
    return hmac.new(key, content.encode(), hashlib.sha256).hexdigest()


def is_well(kind: str) -> list[str]:
    """What is wrong with a room's login role: none may be superuser, owner, or able to pass the walls."""
    query = """
        SELECT rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication
               OR EXISTS (SELECT 1 FROM pg_auth_members m WHERE m.member = r.oid)
               OR EXISTS (SELECT 1 FROM pg_class c WHERE c.relowner = r.oid)
               OR EXISTS (SELECT 1 FROM pg_database d WHERE d.datdba = r.oid)
        FROM pg_roles r WHERE r.rolname = session_user
    """
    with db.engines[kind].connect() as connection:
        name, bad = connection.execute(text("SELECT session_user")).scalar_one(), connection.execute(text(query)).scalar()
    return [f"{kind}: the login role {name} is too mighty (superuser, owner, member or BYPASSRLS)."] if bad else []


def database_step() -> str | None:
    """The migration step that the database says it stands at; empty before the first, None when it is away."""
    try:
        with db.engines["lobby"].connect() as connection:
            return connection.execute(text("SELECT value FROM installation WHERE key = 'head'")).scalar() or ""
    except SQLAlchemyError:
        return None


def _asker(kind: str, query: str, **known: Any) -> Callable[[str], str | None]:
    def ask(challenge: str) -> str | None:
        with at_once(db.engines[kind]) as connection:
            return connection.exec_driver_sql(query, {**known, "challenge": challenge}).scalar()

    return ask


def _answer(kind: str, query: str, **known: Any) -> dict[str, Any] | None:
    with at_once(db.engines[kind]) as connection:
        answer = connection.exec_driver_sql(query, known).scalar()
    return json.loads(answer) if isinstance(answer, str) else answer


def _show_ticket(session: Any, transaction: Any, connection: Any) -> None:
    """Each transaction asks for its own ticket, so nothing is carried from one to the next by a pooled connection."""
    if transaction.nested:
        return
    room = current()
    opening = f"SELECT set_config('transaction_read_only', '{'on' if room.read_only else 'off'}', true)"
    if room.ticket is None:
        connection.exec_driver_sql(opening)
        return
    challenge = connection.exec_driver_sql(f"{opening}, app.challenge()").one()[1]
    if (ticket := room.ticket(challenge)) is None:
        raise NotAdmitted()
    connection.exec_driver_sql("SELECT set_config('room.ticket', %(ticket)s, true)", {"ticket": ticket})


def _only_own_rows(state: Any) -> None:
    """A second layer over the walls: what the ORM reads, changes and deletes carries the kommune too, Citus' routing key."""
    room = _current.get()
    if room is None or room.kommune is None or state.is_insert:
        return
    own = room.kommune.id
    fence = with_loader_criteria(InTenant, lambda cls: cls.tenant_id == own, include_aliases=True)
    state.statement = state.statement.options(fence)


RoomSession.engine_of_the_room = staticmethod(lambda: current().engine())  # type: ignore[assignment]
event.listen(db.session, "after_begin", _show_ticket)
event.listen(db.session, "do_orm_execute", _only_own_rows)
