"""Where we are: the little that a feature may know about the room it stands in."""

from uuid import UUID

from saas import rooms
from saas.rooms import Kommune

__all__ = ["Kommune", "actor_id", "actor_name", "keep_refusal", "kommune", "lock", "role", "seal", "set_actor_name"]


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
