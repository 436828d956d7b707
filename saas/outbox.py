"""Letters: post() with the deed, deliver() once it is safe. A letter is a row before it is anything else."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, LargeBinary, Uuid, func, select, update
from sqlalchemy.orm import Mapped, mapped_column

from saas import audit, bell, clock, jobs, rooms
from saas.carrier import hand_over as hand_over
from saas.carrier import no_reply as no_reply
from saas.db import Base, InTenant, db, find
from saas.errors import NotNow

# Minutes until the next try after the first, second … failure; after the last one a person must look at it.
BACK_OFF = (1, 5, 15, 60, 240, 720)


class Letter(InTenant, Base):
    """One letter to one person, as it will leave. Its id makes the Message-ID, so a second delivery is recognised."""

    __tablename__ = "letters"

    to_name: Mapped[str]
    to_address: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str]
    calendar: Mapped[str | None]
    calendar_method: Mapped[str | None]
    part_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid), default=list)
    html: Mapped[str | None]
    stop_address: Mapped[str | None]
    envelope_from: Mapped[str | None]
    template: Mapped[str]
    about_kind: Mapped[str] = mapped_column(default="")
    about_id: Mapped[UUID | None]
    state: Mapped[str] = mapped_column(default="waiting")
    attempts: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime] = mapped_column(default=clock.now)
    last_error: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    sent_at: Mapped[datetime | None]


class LetterPart(InTenant, Base):
    """An attachment, kept once for all the letters of one deed."""

    __tablename__ = "letter_parts"

    filename: Mapped[str]
    media_type: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary)


@dataclass(frozen=True)
class Mailing:
    """What a letter to many carries beside its words: the same in HTML, the address that stops it, the one it comes back to."""

    html: str
    stop_address: str
    envelope_from: str


def attach(filename: str, media_type: str, content: bytes) -> LetterPart:
    """Keep a file to be sent with one or more letters."""
    part = LetterPart(filename=filename, media_type=media_type, content=content)
    db.session.add(part)
    return part


def post(
    to: tuple[str, str],
    subject: str,
    body: str,
    *,
    template: str,
    about: Any = None,
    calendar: tuple[str, bytes] | None = None,
    parts: list[LetterPart] | None = None,
    mailing: Mailing | None = None,
) -> Letter:
    """Write a letter to `to` (name, address) in the deed's own transaction; it leaves after the commit.

    `calendar` is (method, iCalendar bytes). Nobody without an address is written to: that is a NotNow.
    A receiver may want letters of this kind later, or gathered (saas/bell.py); a `mailing` to many rings no bell.
    """
    name, address = to
    if not address:
        raise NotNow("{name} mangler e-postadresse. Legg den inn under Nettverk først.", name=name)
    db.session.flush()
    letter = Letter(
        to_name=" ".join(name.split()),
        to_address=address,
        subject=" ".join(subject.split()),
        body=body,
        template=template,
        about_kind=getattr(about, "__tablename__", ""),
        about_id=getattr(about, "id", None),
        calendar=calendar[1].decode() if calendar else None,
        calendar_method=calendar[0] if calendar else None,
        part_ids=[part.id for part in parts or []],
        html=mailing.html if mailing else None,
        stop_address=mailing.stop_address if mailing else None,
        envelope_from=mailing.envelope_from if mailing else None,
    )
    db.session.add(letter)
    db.session.flush()
    wish = None if mailing else bell.ring(letter)
    if wish is None:
        jobs.later("outbox.deliver", letter.id)
    else:
        letter.state, letter.next_try_at = ("held", wish.until) if wish.until else ("stopped", letter.next_try_at)
    return letter


def due_together(within: timedelta) -> list[list[Letter]]:
    """Letters that were held and whose time has come, one list for each address; what comes due `within` joins them.

    The rows are locked, and those that another worker holds are left to it.
    """
    now = clock.now()
    held = select(Letter).where(Letter.state == "held", Letter.next_try_at <= now + within).order_by(Letter.created_at, Letter.id)
    found: dict[str, list[Letter]] = {}
    for letter in db.session.scalars(held.with_for_update(skip_locked=True)):
        found.setdefault(letter.to_address.lower(), []).append(letter)
    return [together for together in found.values() if min(letter.next_try_at for letter in together) <= now]


def release(letter: Letter) -> None:
    """A held letter leaves as it is."""
    letter.state, letter.next_try_at = "waiting", clock.now()
    jobs.later("outbox.deliver", letter.id)


def withdraw(letter_ids: Iterable[UUID]) -> int:
    """Letters that are no longer wanted: those that have not left never do, and none keeps its words or its receiver."""
    mine = Letter.id.in_(list(letter_ids))
    empty = {"to_name": "", "to_address": "", "body": "", "html": None, "stop_address": None, "envelope_from": None, "last_error": None}
    unsent = update(Letter).where(mine, Letter.state.in_(("waiting", "held", "failed"))).values(state="stopped", **empty)
    stopped = int(db.session.execute(unsent).rowcount)  # type: ignore[attr-defined]
    db.session.execute(update(Letter).where(mine).values(**empty))
    return stopped


@jobs.job("outbox.deliver")
def deliver(letter_id: str) -> None:
    """Send one waiting letter; one that is sent, taken by another worker, or not due is left alone."""
    letter = db.session.scalars(
        select(Letter)
        .where(Letter.id == UUID(letter_id), Letter.state == "waiting", Letter.next_try_at <= clock.now())
        .with_for_update(skip_locked=True)
    ).one_or_none()
    if letter is None:
        return
    trouble = hand_over(letter, sender=f"Bindeledd for {rooms.kommune().name}", parts=_parts(letter))
    if trouble is None:
        letter.state, letter.sent_at, letter.last_error = "sent", clock.now(), None
    else:
        _failed(letter, trouble[0], for_good=trouble[1])


@jobs.job("outbox.sweep")
def sweep() -> None:
    """Find what was lost between commit and queue, or waits for its next try, and ask for it again."""
    due = select(Letter.id).where(Letter.state == "waiting", Letter.next_try_at <= clock.now())
    for letter_id in db.session.scalars(due.order_by(Letter.next_try_at).limit(500)):
        jobs.later("outbox.deliver", letter_id)


def retry(letter_id: UUID) -> Letter:
    """«Prøv igjen»: a letter that failed, or waits, is tried now."""
    letter = find(Letter, letter_id)
    if letter.state in ("sent", "merged"):
        raise NotNow("Brevet er allerede sendt.")
    if letter.state == "stopped":
        raise NotNow("Mottakeren vil ikke ha dette brevet.")
    letter.state, letter.attempts, letter.next_try_at = "waiting", 0, clock.now()
    audit.record("letter.retried", letter)
    jobs.later("outbox.deliver", letter.id)
    return letter


def troubled() -> list[Letter]:
    """Letters that failed, or have been refused at least once and wait for another try; newest first."""
    failed = (Letter.state == "failed") | ((Letter.state == "waiting") & (Letter.attempts > 0))
    return list(db.session.scalars(select(Letter).where(failed).order_by(Letter.created_at.desc()).limit(200)))


def counts(about_id: UUID | None = None) -> dict[str, int]:
    """How many letters are waiting, sent and failed, in all or about one thing."""
    query = select(Letter.state, func.count()).group_by(Letter.state)
    if about_id is not None:
        query = query.where(Letter.about_id == about_id)
    found = {state: number for state, number in db.session.execute(query)}
    return {state: found.get(state, 0) for state in ("waiting", "sent", "failed")}


def _failed(letter: Letter, reason: str, *, for_good: bool) -> None:
    letter.last_error = reason
    if for_good or letter.attempts >= len(BACK_OFF):
        letter.state = "failed"
        audit.record("letter.failed", letter, attempts=letter.attempts + 1)
    else:
        letter.next_try_at = clock.now() + timedelta(minutes=BACK_OFF[letter.attempts])
    letter.attempts += 1


def _parts(letter: Letter) -> list[LetterPart]:
    if not letter.part_ids:
        return []
    return list(db.session.scalars(select(LetterPart).where(LetterPart.id.in_(letter.part_ids)).order_by(LetterPart.filename)))
