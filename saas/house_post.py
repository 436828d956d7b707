"""Letters of the house itself, which belong to no kommune: rows first, carried by the worker after the commit."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Mapped, mapped_column

from saas import clock, jobs, outbox, rooms
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
        waiting = select(HouseLetter.id).where(HouseLetter.state == "waiting", HouseLetter.next_try_at <= datetime.now(clock.UTC))
        due = list(db.session.scalars(waiting.order_by(HouseLetter.next_try_at).limit(200)))
    for letter_id in due:
        with rooms.enter(rooms.of_house()):
            _carry(letter_id)


def _carry(letter_id: UUID) -> None:
    query = select(HouseLetter).where(HouseLetter.id == letter_id, HouseLetter.state == "waiting")
    letter = db.session.scalars(query.with_for_update(skip_locked=True)).one_or_none()
    if letter is None:
        return
    trouble = outbox.hand_over(letter, sender="Bindeledd")
    now = datetime.now(clock.UTC)
    if trouble is None:
        # What was sent may carry the key to an account; only that it was sent is kept.
        letter.state, letter.sent_at, letter.last_error, letter.body = "sent", now, None, ""
        return
    letter.last_error, for_good = trouble
    if for_good or letter.attempts >= len(outbox.BACK_OFF):
        letter.state = "failed"
    else:
        letter.next_try_at = now + timedelta(minutes=outbox.BACK_OFF[letter.attempts])
    letter.attempts += 1
