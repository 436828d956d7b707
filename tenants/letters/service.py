"""Letters as the coordinator sees them: what waits, what failed and why, what has left."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import load_only

from saas import clock, outbox
from saas.db import db
from saas.outbox import Letter

# How many rows a list shows before «Vis alle», and how far back the list of sent letters goes.
FEW, LATEST = 7, 50
# What letters are about, by table, and under which address in the kommune it is found.
PLACES = {
    "meetings": "moter",
    "minutes": "referater",
    "tasks": "oppgaver",
    "groups": "grupper",
    "people": "nettverk",
    "rounds": "runder",
    "measures": "tiltak",
}
# Everything that a list shows; bodies, calendars and attachments stay where they are.
SHOWN = (
    Letter.to_name, Letter.to_address, Letter.subject, Letter.about_kind, Letter.about_id, Letter.state,
    Letter.attempts, Letter.next_try_at, Letter.last_error, Letter.created_at, Letter.sent_at,
)  # fmt: skip


@dataclass(frozen=True)
class Overview:
    """The page's three lists and how many letters there are in each state."""

    troubled: list[Letter]
    waiting: list[Letter]
    sent: list[Letter]
    counts: dict[str, int]


def overview() -> Overview:
    """What stands on the page of letters, in four statements however many letters there are."""
    return Overview(outbox.troubled(), _waiting(), _sent(), outbox.counts())


def troubled_count() -> int:
    """How many letters did not get through: failed for good, or refused and waiting for another try."""
    return len(outbox.troubled())


def retry(letter_id: UUID) -> Letter:
    """«Prøv igjen». Raises NotFound, and NotNow for a letter that has left."""
    return outbox.retry(letter_id)


def retry_all() -> int:
    """Try every letter in trouble again, after the mail server was away. Returns how many."""
    return len([outbox.retry(letter.id) for letter in outbox.troubled()])


def place(letter: Letter) -> str | None:
    """Where the thing that a letter is about is found: «moter/<id>», or None when it has no page."""
    folder = PLACES.get(letter.about_kind)
    return f"{folder}/{letter.about_id}" if folder and letter.about_id else None


def is_late(letter: Letter) -> bool:
    """A letter that has waited for more than two minutes: the queue or the worker is away."""
    return (clock.now() - letter.created_at).total_seconds() > 120


def _waiting() -> list[Letter]:
    """Letters on their way that nobody has refused, the oldest first."""
    query = select(Letter).where(Letter.state == "waiting", Letter.attempts == 0).options(load_only(*SHOWN))
    return list(db.session.scalars(query.order_by(Letter.created_at).limit(200)))


def _sent() -> list[Letter]:
    query = select(Letter).where(Letter.state == "sent").options(load_only(*SHOWN))
    return list(db.session.scalars(query.order_by(Letter.sent_at.desc()).limit(LATEST)))
