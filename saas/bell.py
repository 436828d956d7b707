"""Rings when a letter is written: whoever keeps notices hears of it, and may ask that it waits. Machinery, with no words."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Wish:
    """What a receiver wants of a letter: that it waits `until` then, or (None) that it never leaves."""

    until: datetime | None


Listener = Callable[[Any], Wish | None]
_listeners: list[Listener] = []


def hears(listener: Listener) -> Listener:
    """Let a function hear of every letter to one person, in the deed's own transaction; it answers with a Wish or None."""
    if listener not in _listeners:
        _listeners.append(listener)
    return listener


def ring(letter: Any) -> Wish | None:
    """Tell all who listen of a letter (saas.outbox.Letter); the first wish counts."""
    wishes = [listener(letter) for listener in _listeners]
    return next((wish for wish in wishes if wish is not None), None)
