"""Where we are: the little that a feature may know about the room it stands in."""

from collections.abc import Callable, Hashable, Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from saas import rooms
from saas.rooms import Kommune

__all__ = [
    "Kommune", "actor_id", "actor_name", "keep_refusal", "kommune", "leave_for_good", "lock",
    "note_guarded", "note_read", "remembered", "role", "seal", "set_actor_name",
]

Found = TypeVar("Found")


def kommune() -> Kommune:
    """The kommune whose room this is."""
    return rooms.kommune()


def role() -> str:
    """What the person is here as: coordinator, chair, member …; empty for guests, «service» for the clock."""
    found = rooms.current().kommune
    return found.role if found else ""


def actor_id() -> UUID | None:
    """The user (or signed link) that acts."""
    return rooms.current().actor_id


def actor_name() -> str:
    """The acting person's name, as the audit and the conflict messages show it."""
    return rooms.current().actor_name


def set_actor_name(name: str) -> None:
    """A signed link knows its person only once the room is open."""
    rooms.current().actor_name = name


def lock(name: str) -> None:
    """Hold `name` in this kommune until the transaction ends."""
    rooms.lock(name)


def keep_refusal() -> None:
    """What this refused request wrote is kept all the same (both texts of a conflict, for instance)."""
    rooms.current().extra["keep_refusal"] = True


def seal(text: str) -> str:
    """A keyed fingerprint of a text, different in each kommune: it can be recognised, never read back."""
    return rooms.fingerprint(text)


def leave_for_good(departure_id: UUID) -> None:
    """Delete this kommune once the present transaction is over; the database itself asks whether it may."""
    room, place = rooms.current(), rooms.kommune()

    def leave() -> None:
        rooms.delete_kommune(departure_id, place)

    room.after_commit.append(leave)


def remembered(key: Hashable, ask: Callable[[], Found]) -> Found:
    """What `ask` answered the first time `key` was asked for in this room; asked anew each time where something may be written.

    For what many parts of one page ask for, and which stays the same while the page is made. It is gone with the room.
    """
    room = rooms.current()
    if not room.read_only:
        return ask()
    kept = room.extra.setdefault("remembered", {})
    if key not in kept:
        kept[key] = ask()
    return cast(Found, kept[key])


def note_guarded(found: Mapping[str, list[Any]]) -> None:
    """The person-data guard stops these texts: if the request ends refused, the log counts it by rule.

    What is noted stays in memory until the request is over; the same finding noted twice is one.
    """
    noted = rooms.current().extra.setdefault("guarded", {})
    noted.update({(field, finding.rule, finding.key): (finding.rule, finding.level) for field, each in found.items() for finding in each})


def note_read(action: str, row: Any) -> None:
    """Something is shown whose reading the log must have: it is written when the page is made, also after a GET.

    Only the row's table and id are kept; the same row noted twice in one request is one.
    """
    rooms.current().extra.setdefault("read", {})[(action, row.__tablename__, row.id)] = None
