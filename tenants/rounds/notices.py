"""Letters about rounds: the question with its link, and the reminders. Each leaves once, also when two clocks strike."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import joinedload

from saas import audit, clock, here, outbox, pages
from saas.accounts import links
from saas.db import db
from saas.errors import NotNow
from tenants.groups.models import Group
from tenants.minutes import working_days
from tenants.rounds.models import Round, RoundRecipient, RoundReminder

PURPOSES = {"challenge": "round.answer", "report": "round.report"}
BEFORE = 3
# A link lives this many days past the deadline: a round may be open until the meeting has ended it.
AFTERWARDS = 120


def ask(round_: Round, recipient: RoundRecipient) -> None:
    """The letter with the question, and a link of the recipient's own."""
    _post(round_, recipient, "rounds/asked.txt" if round_.kind == "challenge" else "rounds/report_asked.txt")


def remind_due() -> int:
    """Three days before the deadline and the working day after it, to those who have not answered.

    Returns how many letters were written. Safe to run as often as wanted, and in two places at once.
    """
    written = 0
    for round_, recipient in _waiting():
        kind = _wanted(round_)
        if kind is not None and _can_be_written_to(recipient) and _claim(recipient, kind):
            _remind(round_, recipient)
            audit.record("round.reminded", round_, recipient=recipient.id, kind=kind)
            written += 1
    return written


def remind_now(round_: Round) -> int:
    """«Purr nå»: a reminder to each who has not answered, at most once a day. Returns how many were written to."""
    if not round_.is_open:
        raise NotNow("Runden er ikke åpen, så det er ingenting å purre på.")
    silent = [recipient for _, recipient in _waiting(round_)]
    if not silent:
        raise NotNow("Alle har svart, så det er ingen å purre på.")
    able = [recipient for recipient in silent if _can_be_written_to(recipient)]
    claimed = [recipient for recipient in able if _claim(recipient, f"now:{clock.today()}")]
    if not claimed:
        raise NotNow("Det er allerede purret i dag.")
    for recipient in claimed:
        _remind(round_, recipient)
    audit.record("round.reminded", round_, kind="now", letters=len(claimed))
    return len(claimed)


def _waiting(round_: Round | None = None) -> list[tuple[Round, RoundRecipient]]:
    """Everybody who is asked in an open round and has not answered, in one statement."""
    query = select(RoundRecipient).join(Round, Round.id == RoundRecipient.round_id)
    query = query.where(Round.state == "sent", RoundRecipient.answered_at.is_(None))
    if round_ is not None:
        query = query.where(Round.id == round_.id)
    query = query.options(
        joinedload(RoundRecipient.round).joinedload(Round.group).lazyload(Group.seats),
        joinedload(RoundRecipient.person), joinedload(RoundRecipient.organisation),
    )  # fmt: skip
    found = db.session.scalars(query.order_by(Round.due_on, RoundRecipient.id)).unique()
    return [(recipient.round, recipient) for recipient in found]


def _wanted(round_: Round) -> str | None:
    """Which reminder the day calls for. A round sent within three days of its deadline needs none before it."""
    if round_.due_on is None or round_.sent_at is None:
        return None
    today, early = clock.today(), round_.due_on - timedelta(days=BEFORE)
    if today >= working_days.add(round_.due_on, 1):
        return "after"
    sent_on = round_.sent_at.astimezone(clock.OSLO).date()
    return "before" if early <= today <= round_.due_on and sent_on < early else None


def _can_be_written_to(recipient: RoundRecipient) -> bool:
    return recipient.person.active and bool(recipient.person.email)


def _claim(recipient: RoundRecipient, kind: str) -> bool:
    """Whoever writes the row writes the letter, in one transaction; a second round waits here."""
    row = {"recipient_id": recipient.id, "kind": kind, "sent_at": clock.now()}
    claim = insert(RoundReminder).values(**row).on_conflict_do_nothing().returning(RoundReminder.id)
    return db.session.execute(claim).scalar_one_or_none() is not None


def _remind(round_: Round, recipient: RoundRecipient) -> None:
    _post(round_, recipient, "rounds/reminder.txt" if round_.kind == "challenge" else "rounds/report_reminder.txt")


def _post(round_: Round, recipient: RoundRecipient, template: str) -> None:
    left = max(0, (round_.due_on - clock.today()).days) if round_.due_on else 0
    link = links.make(PURPOSES[round_.kind], recipient.id, recipient.person_id, days=left + AFTERWARDS)
    context = {"round": round_, "receiver": recipient.person, "link": link}
    subject, body = pages.letter(template, here.kommune().language, **context)
    outbox.post(recipient.person.address, subject, body, template=template, about=round_)
