"""What kommuner that hold a meeting together share: reached from a kommune's own room, through the database's functions alone.

The rows lie outside every wall and no room may read them. Each function asks the ticket whose room it stands in, and answers
only a kommune that is a party; which kommune that is cannot be said by the one who asks.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Function, func, literal, select
from sqlalchemy.dialects.postgresql import JSONB

from saas import here, jobs, rooms
from saas.db import db
from saas.errors import NotFound, Stale
from saas.joint.values import Event, Item, Party, event_of

__all__ = [
    "ALREADY", "ASKED", "FOLLOW", "FULL", "JOIN", "MOST", "SEVERAL", "UNKNOWN", "Event", "Item", "Party", "answer", "applied", "ask",
    "begin", "call", "cancel", "change", "forget", "leave", "listed", "next_sequence", "peek", "read", "remove_item", "spread",
    "withdraw", "write_item", "write_text",
]  # fmt: skip

# No more than this many kommuner hold a meeting together.
MOST = 6
# What became of asking a kommune to take part.
ASKED, ALREADY, FULL, UNKNOWN, SEVERAL = "asked", "already", "full", "unknown", "several"
# The jobs that carry what is shared into each kommune's own room; the verbs stand in the feature.
FOLLOW, JOIN = "joint.follow", "joint.join"
_STALE = "Noen har endret dette siden du åpnet siden. Se gjennom det som står nå, og lagre på nytt."


def read(event_id: UUID) -> Event:
    """An event that this kommune is a party to, or is asked to join. Raises NotFound for every other, and for one that is gone."""
    found = peek(event_id)
    if found is None:
        raise NotFound()
    return found


def peek(event_id: UUID) -> Event | None:
    """As `read`, with None instead of a refusal."""
    told = _answer(func.app.joint_read(event_id, type_=JSONB))
    return event_of(told) if told else None


def listed() -> list[Event]:
    """All events that this kommune is a party to, or is asked to join, by time."""
    return [event_of(told) for told in _answer(func.app.joint_list(type_=JSONB))]


def begin(starts_at: datetime, ends_at: datetime, *, place: str, practical: str) -> UUID:
    """A new event with this kommune as its first party. Times are aware."""
    return UUID(str(_answer(func.app.joint_open(_when(starts_at, ends_at, place, practical)))))


def ask(event_id: UUID, kommune: str) -> str:
    """Ask a kommune (slug, name or number) to take part: ASKED, or why not."""
    return str(_held(_answer(func.app.joint_ask(event_id, kommune))))


def withdraw(event_id: UUID, slug: str) -> bool:
    """Take back what a kommune has not answered yet; False where there is nothing to take back."""
    return bool(_held(_answer(func.app.joint_withdraw(event_id, slug))))


def answer(event_id: UUID, *, yes: bool) -> bool:
    """Say yes or no for this kommune; False where it is not asked, or the one who answers is not its coordinator."""
    return bool(_answer(func.app.joint_answer(event_id, yes)))


def leave(event_id: UUID, *, tell: bool) -> None:
    """This kommune goes its own way. `tell` says whether the others shall call their people anew."""
    _held(_answer(func.app.joint_leave(event_id, tell)))


def change(event: Event, seen: int | None, starts_at: datetime, ends_at: datetime, *, place: str, practical: str) -> None:
    """Another time or place for all. Raises Stale on an older version than the present one."""
    _written(_answer(func.app.joint_change(event.id, _seen(seen, event.version), _when(starts_at, ends_at, place, practical))))


def cancel(event: Event, seen: int | None, because: str) -> None:
    """Call the meeting off for all. Raises Stale."""
    what = _what(because=because, by=here.actor_name())
    _written(_answer(func.app.joint_cancel(event.id, _seen(seen, event.version), what)))


def call(event_id: UUID) -> None:
    """Have all the parties call their people, or call them anew."""
    _written(_answer(func.app.joint_call(event_id)))


def write_item(event_id: UUID, item: Item | None, seen: int | None, facts: Mapping[str, Any]) -> str:
    """A new shared sak, or another wording of one; its id, or FULL. `facts`: title, description, kind, minutes. Raises Stale."""
    known = (item.id, _seen(seen, item.version)) if item else (None, 0)
    return _written(_answer(func.app.joint_write_item(event_id, *known, _what(**facts))))


def remove_item(event_id: UUID, item: Item, seen: int | None) -> None:
    """Take a shared sak off all the agendas. Raises Stale, also where something has been written about it."""
    _written(_answer(func.app.joint_remove_item(event_id, item.id, _seen(seen, item.version))))


def write_text(event_id: UUID, item: Item, seen: int | None, notes: str, decision: str) -> None:
    """What the minutes of all shall say about a shared sak. Raises Stale."""
    what = _what(notes=notes, decision=decision, by=here.actor_name())
    _written(_answer(func.app.joint_write_text(event_id, item.id, _seen(seen, item.text_version), what)))


def next_sequence(event_id: UUID) -> int | None:
    """The next number for a notice about the event, taken among all the parties; None for who is no party any more."""
    found = _answer(func.app.joint_sequence(event_id))
    return None if found is None else int(found)


def applied(event: Event) -> None:
    """This kommune has carried out everything up to now."""
    _answer(func.app.joint_applied(event.id, event.change))


def forget() -> int:
    """Delete events that nobody is a party to, and those that were over a year ago; how many."""
    return int(_answer(func.app.joint_forget()))


def spread(event_id: UUID) -> None:
    """Ask for the other parties' own jobs, once this is safe: each follows in its own room, admitted as itself.

    A kommune that the one who acts asked, is asked for in her own name; the database finds out whether she is its coordinator.
    Nothing goes along but the kommune's name: what there is to do, each room finds by asking for itself.
    """
    event, room = read(event_id), rooms.current()
    wanted = {
        party.slug: JOIN if party.state == "asked" else FOLLOW
        for party in event.parties
        if not party.own and (party.state == "joined" or (party.state == "asked" and party.by_me))
    }
    actor, name = room.actor_id, room.actor_name

    def leave_word() -> None:
        for kommune in rooms.all_kommuner():
            job = wanted.get(kommune.slug)
            if job == JOIN and actor is not None:
                jobs.ask(job, kommune, actor, name)
            elif job == FOLLOW:
                jobs.ask(job, kommune, rooms.service_of(kommune))

    room.after_commit.append(leave_word)


def _answer(function: Function[Any]) -> Any:
    return db.session.execute(select(function)).scalar()


def _what(**facts: Any) -> Any:
    return literal(facts, JSONB)


def _when(starts_at: datetime, ends_at: datetime, place: str, practical: str) -> Any:
    times = {"starts_at": starts_at.isoformat(), "ends_at": ends_at.isoformat()}
    return _what(**times, place=place, practical=practical, by=here.actor_name())


def _seen(seen: int | None, present: int) -> int:
    return present if seen is None else seen


def _held(answered: Any) -> Any:
    if answered is None:
        raise NotFound()
    return answered


def _written(answered: Any) -> str:
    if _held(answered) == "stale":
        raise Stale(_STALE)
    return str(answered)
