"""Letters: post() with the deed, deliver() once it is safe. A letter is a row before it is anything else."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, LargeBinary, Uuid, func, select, update
from sqlalchemy.orm import Mapped, mapped_column

from saas import audit, bell, clock, jobs, metrics, rooms, trying
from saas.carrier import Trouble, hand_over
from saas.carrier import no_reply as no_reply
from saas.db import Base, InTenant, db, find
from saas.errors import NotNow
from saas.trying import BACK_OFF as BACK_OFF

# Letters that the mail server has taken while what we wrote of it was not kept: they are written down, never sent anew.
_taken: set[UUID] = set()


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
    come = trying.is_released(Letter, now, within)
    held = select(Letter).where(Letter.state == "held", come).order_by(Letter.created_at, Letter.id)
    found: dict[str, list[Letter]] = {}
    for letter in db.session.scalars(held.with_for_update(skip_locked=True)):
        found.setdefault(letter.to_address.lower(), []).append(letter)
    return [together for together in found.values() if any(trying.has_come(letter.next_try_at, now) for letter in together)]


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


@jobs.job("outbox.deliver", seconds=270)
def deliver(letter_id: str) -> None:
    """Send one waiting letter; one that is sent, taken by another worker, or not due is left alone."""
    query = select(Letter).where(Letter.id == UUID(letter_id), trying.is_due(Letter, ("waiting",), clock.now()))
    letter = db.session.scalars(query.with_for_update(skip_locked=True)).one_or_none()
    if letter is None:
        return
    parts = _parts(letter)
    # Written before it leaves: where the database cannot take the writing, nobody gets a letter that we forget was sent.
    letter.state, letter.sent_at, letter.last_error = "sent", clock.now(), None
    db.session.flush()
    trouble = once(letter.id, lambda: hand_over(letter, sender=f"Bindeledd for {rooms.kommune().name}", parts=parts))
    if trouble is not None:
        letter.state, letter.sent_at = "waiting", None
        _failed(letter, trouble)


def once(letter_id: UUID, send: Callable[[], Trouble | None]) -> Trouble | None:
    """Send, unless the mail server has taken this letter already while our own commit failed; None when it has it."""
    trouble = None if letter_id in _taken else send()
    metrics.count("bindeledd_letters_carried", "taken" if trouble is None else "refused" if trouble.for_good else "put_off")
    if trouble is None:
        _taken.add(letter_id)
        rooms.current().after_commit.append(lambda: _taken.discard(letter_id))
    return trouble


@jobs.job("outbox.sweep")
def sweep() -> None:
    """Find what was lost between commit and queue, or waits for its next try, and ask for it again."""
    due = select(Letter.id).where(trying.is_due(Letter, ("waiting",), clock.now()))
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


def _failed(letter: Letter, trouble: Trouble) -> None:
    again, letter.attempts = trying.next_try(letter.attempts, trouble, clock.now())
    letter.last_error = trouble.words
    if again is None:
        letter.state = "failed"
        audit.record("letter.failed", letter, attempts=letter.attempts)
    else:
        letter.next_try_at = again


def _parts(letter: Letter) -> list[LetterPart]:
    if not letter.part_ids:
        return []
    return list(db.session.scalars(select(LetterPart).where(LetterPart.id.in_(letter.part_ids)).order_by(LetterPart.filename)))
