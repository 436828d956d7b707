"""Letters of the house itself, which belong to no kommune: rows first, carried by the worker after the commit."""

from datetime import datetime
from types import SimpleNamespace
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Mapped, mapped_column

from saas import clock, jobs, outbox, rooms, trying
from saas.db import Base, db


class HouseLetter(Base):
    """One letter to one person about a log-in, an application or a new password."""

    __tablename__ = "house_letters"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    to_name: Mapped[str] = mapped_column(default="")
    to_address: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str]
    template: Mapped[str]
    state: Mapped[str] = mapped_column(default="waiting")
    attempts: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime] = mapped_column(default=lambda: datetime.now(clock.UTC))
    last_error: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(default=lambda: datetime.now(clock.UTC))
    sent_at: Mapped[datetime | None]


def post(to: tuple[str, str], subject: str, body: str, *, template: str) -> HouseLetter:
    """Write a letter to (name, address) in the deed's own transaction; it leaves after the commit, from the lobby."""
    letter = HouseLetter(to_name=to[0], to_address=to[1], subject=" ".join(subject.split()), body=body, template=template)
    db.session.add(letter)
    room = rooms.current()
    if not room.extra.get("house_post"):
        room.extra["house_post"] = True
        room.after_commit.append(lambda: jobs.ask_house("house_post.deliver"))
    return letter


@jobs.house_job("house_post.deliver")
def deliver() -> None:
    """Send what waits, one letter a transaction; one that another worker holds is left to it."""
    with rooms.enter(rooms.of_house()):
        due = list(db.session.scalars(select(HouseLetter.id).where(_is_due()).order_by(HouseLetter.next_try_at).limit(200)))
    for letter_id in due:
        with rooms.enter(rooms.of_house()):
            _carry(letter_id)


def _is_due() -> ColumnElement[bool]:
    return trying.is_due(HouseLetter, ("waiting",), datetime.now(clock.UTC))


def _carry(letter_id: UUID) -> None:
    query = select(HouseLetter).where(HouseLetter.id == letter_id, _is_due())
    letter = db.session.scalars(query.with_for_update(skip_locked=True)).one_or_none()
    if letter is None:
        return
    # Written before it leaves, as saas.outbox does it; what was sent may carry the key to an account, and is not kept.
    body = letter.body
    letter.state, letter.sent_at, letter.last_error, letter.body = "sent", datetime.now(clock.UTC), None, ""
    db.session.flush()
    whole = SimpleNamespace(
        id=letter.id, to_name=letter.to_name, to_address=letter.to_address, subject=letter.subject, body=body, created_at=letter.created_at
    )
    trouble = outbox.once(letter.id, lambda: outbox.hand_over(whole, sender="Bindeledd"))
    if trouble is None:
        return
    again, letter.attempts = trying.next_try(letter.attempts, trouble, datetime.now(clock.UTC))
    letter.sent_at, letter.last_error, letter.body = None, trouble.words, body
    letter.state = "failed" if again is None else "waiting"
    letter.next_try_at = again or letter.next_try_at
