"""A kommune has asked somebody to coordinate for it: what waits for the visitor, and their answer, outside every kommune."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from saas import privacy, rooms
from saas.accounts import limit
from saas.db import db
from saas.errors import Guarded, Invalid, NotFound
from saas.plaintext import clean

LONGEST_ANSWER = 1000


@dataclass(frozen=True)
class Asked:
    """One request as the one who is asked sees it; of the kommune nothing more than its name and how many live there."""

    id: UUID
    kommune: str
    language: str
    population: int
    fte_percent: float | None
    host: str
    message: str
    asked_by: str
    asked_at: datetime
    expires_at: datetime


def waiting(secret: str) -> list[Asked]:
    """What waits for the person behind a session, in the lobby's room; the longest waiting first."""
    rows = db.session.execute(select(func.app.coordinator_requests(secret))).scalar() or []
    return [_asked(row) for row in rows]


def waiting_in_the_lobby(secret: str) -> list[Asked]:
    """The same, for a page that stands in no room."""
    with rooms.enter(rooms.lobby(read_only=True)):
        return waiting(secret)


def answer(secret: str, request_id: UUID, *, yes: bool, words: str, name: str) -> dict[str, Any]:
    """Say yes or no, once. Returns the kommune's slug and name.

    Raises NotFound for a request that is not theirs, is answered, withdrawn or too old; NotNow for one who has as many
    kommuner as anybody may have; Invalid and Guarded with «svar».
    """
    words = _checked(words)
    try:
        with db.session.begin_nested():
            found: dict[str, Any] | None = db.session.execute(
                select(func.app.answer_coordinator(secret, request_id, yes, words))
            ).scalar()
    except DBAPIError as refused:
        raise limit.in_words(refused, name) from refused
    if found is None:
        raise NotFound()
    return found


def _checked(words: str) -> str:
    words = clean(words).strip()
    if len(words) > LONGEST_ANSWER:
        raise Invalid("Teksten kan ha høyst {n} tegn.", field="svar", n=LONGEST_ANSWER)
    # No group is there to remember that a phrase was kept, so every finding here can only be rewritten.
    if found := [replace(finding, level="block") for finding in privacy.inspect(words)]:
        raise Guarded({"svar": found})
    return words


def _asked(row: dict[str, Any]) -> Asked:
    times = {key: datetime.fromisoformat(row[key]) for key in ("asked_at", "expires_at")}
    return Asked(**{**row, **times, "id": UUID(row["id"])})
