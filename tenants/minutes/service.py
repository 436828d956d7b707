"""What others may ask of the minutes: how soon they are sent, which are not, and what was decided last."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from uuid import UUID

from sqlalchemy import select

from saas import audit, clock, here, outbox
from saas.audit import AuditEvent
from saas.db import db
from saas.pages import gettext, letter, ngettext
from tenants.meetings.models import Meeting
from tenants.meetings.service import secretary_of
from tenants.minutes import comments, reading, working_days
from tenants.minutes.models import Minutes
from tenants.minutes.register import Decision, decisions

__all__ = [
    "Decision", "Dispatch", "Sent", "Unsent", "close_comments", "days_to_sent", "decisions", "dispatch", "dispatch_words",
    "last_day", "latest", "remind", "unsent",
]  # fmt: skip

# «Sendt 1 virkedag etter møtet – bra» up to this many; on this day an unsent meeting is reminded of.
IN_GOOD_TIME = 2
# Meetings older than this are history: nobody is nagged about what was before the service was taken into use.
REMEMBERED = timedelta(days=30)


@dataclass(frozen=True)
class Unsent:
    """A held meeting whose minutes have not left, and how many working days have gone."""

    meeting: Meeting
    working_days: int


@dataclass(frozen=True)
class Sent:
    """Minutes that have left, and after how many working days."""

    minutes: Minutes
    working_days: int


@dataclass(frozen=True)
class Dispatch:
    """Working days from meeting to minutes: the median (None before any), how many are sent and not, and each one's."""

    median: float | None
    sent: int
    unsent: int
    days: dict[UUID, int]


def dispatch(meetings: Iterable[Meeting]) -> Dispatch:
    """How soon the minutes of these meetings were sent; one statement. Only held meetings count."""
    held = {meeting.id: meeting for meeting in meetings if meeting.state == "held"}
    query = select(Minutes.meeting_id, Minutes.sent_at).where(
        Minutes.meeting_id.in_(held), Minutes.sent_at.is_not(None)
    )
    days = {
        meeting_id: working_days.between(last_day(held[meeting_id]), sent_at.astimezone(clock.OSLO).date())
        for meeting_id, sent_at in db.session.execute(query)
        if sent_at is not None
    }
    return Dispatch(median(days.values()) if days else None, len(days), len(held) - len(days), days)


def unsent(today: date | None = None) -> list[Unsent]:
    """Held meetings that the person may see, whose minutes have not been sent; the longest waiting first."""
    day = today or clock.today()
    waiting = [meeting for meeting, minutes in reading.held() if minutes is None or minutes.sent_at is None]
    found = [Unsent(meeting, working_days.between(last_day(meeting), day)) for meeting in waiting]
    return sorted(found, key=lambda one: one.meeting.starts_at)


def latest() -> Sent | None:
    """The minutes of the newest meeting that have been sent, or None."""
    for meeting, minutes in reading.held():
        if minutes is not None and minutes.sent_at is not None:
            return Sent(minutes, days_to_sent(meeting, minutes) or 0)
    return None


def days_to_sent(meeting: Meeting, minutes: Minutes | None) -> int | None:
    """Working days from the meeting's end to the sending; None while it has not been."""
    if minutes is None or minutes.sent_at is None:
        return None
    return working_days.between(last_day(meeting), minutes.sent_at.astimezone(clock.OSLO).date())


def dispatch_words(days: int) -> str:
    """«Sendt 1 virkedag etter møtet – bra»"""
    if days == 0:
        return gettext("Sendt samme dag som møtet – bra")
    words = ngettext("Sendt %(num)s virkedag etter møtet", "Sendt %(num)s virkedager etter møtet", days)
    return gettext("%(words)s – bra", words=words) if days <= IN_GOOD_TIME else words


def last_day(meeting: Meeting) -> date:
    """The day the meeting ended: from it the dispatch clock runs."""
    return (meeting.ended_at or meeting.ends_at).astimezone(clock.OSLO).date()


def remind() -> int:
    """Write to the secretary on the second working day after an unsent meeting; once. Returns how many were written."""
    here.lock("minutes.remind")
    since = clock.today() - REMEMBERED
    due = [one for one in unsent() if one.working_days >= IN_GOOD_TIME and last_day(one.meeting) >= since]
    told = _done("minutes.reminded", [one.meeting.id for one in due])
    return sum(_remind(one) for one in due if one.meeting.id not in told)


def close_comments() -> int:
    """Note in the log, once, that a comment window has closed; approval stays a person's act. Returns how many."""
    here.lock("minutes.close_comments")
    passed = Minutes.stage == "for_comment", Minutes.comment_until < clock.today()
    closed = list(db.session.scalars(select(Minutes).where(*passed)))
    told = _done("minutes.comments_closed", [minutes.id for minutes in closed])
    new = [minutes for minutes in closed if minutes.id not in told]
    for minutes in new:
        audit.record("minutes.comments_closed", minutes, waiting=comments.waiting(minutes))
    return len(new)


def _remind(one: Unsent) -> bool:
    """The log, which nobody can take a line out of, makes it once; the lock makes it once also for two rounds."""
    secretary = secretary_of(one.meeting.group, clock.today())
    if secretary is None or not secretary.email:
        return False
    subject, body = letter(
        "minutes/unsent.txt", here.kommune().language, person=secretary, meeting=one.meeting, group=one.meeting.group,
        working_days=one.working_days,
    )  # fmt: skip
    outbox.post(secretary.address, subject, body, template="minutes/unsent.txt", about=one.meeting)
    audit.record("minutes.reminded", one.meeting, working_days=one.working_days)
    return True


def _done(action: str, subjects: list[UUID]) -> set[UUID]:
    query = select(AuditEvent.subject_id).where(AuditEvent.action == action, AuditEvent.subject_id.in_(subjects))
    return {subject for subject in db.session.scalars(query) if subject is not None}
