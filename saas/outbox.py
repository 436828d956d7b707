"""Letters: post() with the deed, deliver() once it is safe. A letter is a row before it is anything else."""

import smtplib
import ssl
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr
from typing import Any
from urllib.parse import unquote, urlsplit
from uuid import UUID

from flask import current_app
from sqlalchemy import ARRAY, LargeBinary, Uuid, func, select
from sqlalchemy.orm import Mapped, mapped_column

from saas import audit, clock, jobs, rooms
from saas.db import Base, InTenant, db, find
from saas.errors import NotNow

# Minutes until the next try after the first, second … failure; after the last one a person must look at it.
BACK_OFF = (1, 5, 15, 60, 240, 720)
SENDER = "ikke-svar@bindeledd.example"


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
) -> Letter:
    """Write a letter to `to` (name, address) in the deed's own transaction; it leaves after the commit.

    `calendar` is (method, iCalendar bytes). Nobody without an address is written to: that is a NotNow.
    """
    name, address = to
    if not address:
        raise NotNow("{name} mangler e-postadresse. Legg den inn under Nettverk først.", name=name)
    db.session.flush()
    letter = Letter(
        to_name=name,
        to_address=address,
        subject=" ".join(subject.split()),
        body=body,
        template=template,
        about_kind=getattr(about, "__tablename__", ""),
        about_id=getattr(about, "id", None),
        calendar=calendar[1].decode() if calendar else None,
        calendar_method=calendar[0] if calendar else None,
        part_ids=[part.id for part in parts or []],
    )
    db.session.add(letter)
    db.session.flush()
    jobs.later("outbox.deliver", letter.id)
    return letter


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
    trouble = hand_over(letter, sender=f"Bindeledd for {rooms.kommune().name}")
    if trouble is None:
        letter.state, letter.sent_at, letter.last_error = "sent", clock.now(), None
    else:
        _failed(letter, trouble[0], for_good=trouble[1])


def hand_over(letter: Any, *, sender: str) -> tuple[str, bool] | None:
    """Give a letter to the mail server: None when it was taken, else (why not, whether for good)."""
    try:
        _carry(_message(letter, sender))
    except smtplib.SMTPRecipientsRefused as refused:
        code, reason = next(iter(refused.recipients.values()))
        return _words(code, reason), code >= 500
    except smtplib.SMTPResponseException as refused:
        return _words(refused.smtp_code, refused.smtp_error), False
    except (OSError, smtplib.SMTPException) as away:
        return f"E-posttjeneren svarer ikke ({type(away).__name__}).", False
    return None


@jobs.job("outbox.sweep")
def sweep() -> None:
    """Find what was lost between commit and queue, or waits for its next try, and ask for it again."""
    due = select(Letter.id).where(Letter.state == "waiting", Letter.next_try_at <= clock.now())
    for letter_id in db.session.scalars(due.order_by(Letter.next_try_at).limit(500)):
        jobs.later("outbox.deliver", letter_id)


def retry(letter_id: UUID) -> Letter:
    """«Prøv igjen»: a letter that failed, or waits, is tried now."""
    letter = find(Letter, letter_id)
    if letter.state == "sent":
        raise NotNow("Brevet er allerede sendt.")
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


def _words(code: int, reason: bytes | str) -> str:
    text = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else reason
    return f"Mottakerens e-posttjener svarte {code}: {text[:200]}"


def _carry(message: EmailMessage) -> None:
    """To the mail server, encrypted and logged in where the address says so."""
    url = urlsplit(current_app.config["HOUSE"].smtp_url)
    secure = url.scheme == "smtps"
    opener = smtplib.SMTP_SSL if secure else smtplib.SMTP
    with opener(url.hostname or "localhost", url.port or (465 if secure else 25), timeout=20) as server:
        if url.scheme == "smtp+starttls":
            server.starttls(context=ssl.create_default_context())
        if url.username:
            server.login(unquote(url.username), unquote(url.password or ""))
        server.send_message(message)


def _message(letter: Any, sender: str) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    host = urlsplit(current_app.config["HOUSE"].public_url).hostname or "bindeledd"
    message["Message-ID"] = f"<{letter.id}@{host}>"
    message["Date"] = format_datetime(letter.created_at)
    message["From"] = formataddr((sender, SENDER))
    message["To"] = formataddr((letter.to_name, letter.to_address))
    message["Subject"] = letter.subject
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.body)
    if not isinstance(letter, Letter):
        return message
    if letter.calendar and letter.calendar_method:
        message.add_alternative(letter.calendar, subtype="calendar", params={"method": letter.calendar_method})
    for part in _parts(letter):
        kind, _, subtype = part.media_type.partition("/")
        message.add_attachment(part.content, maintype=kind, subtype=subtype, filename=part.filename)
    return message


def _parts(letter: Letter) -> list[LetterPart]:
    if not letter.part_ids:
        return []
    return list(db.session.scalars(select(LetterPart).where(LetterPart.id.in_(letter.part_ids)).order_by(LetterPart.filename)))
