"""Merknader: from those who were there, until the deadline; each one answered by the secretary."""

from datetime import date
from uuid import UUID

from sqlalchemy import func, select

from saas import audit, clock
from saas.db import db, find
from saas.errors import Invalid, NotAllowed, NotFound, NotNow
from tenants.groups import guarding
from tenants.groups.models import Group
from tenants.meetings.models import Invitation
from tenants.minutes.models import Minutes, MinutesComment
from tenants.minutes.rights import require_writer
from tenants.network.models import Person

LONGEST, LONGEST_ANSWER = 4000, 2000
# Nobody needs more; a link that has gone astray must not be able to fill the table.
MOST_PER_PERSON = 20


def add(minutes: Minutes, person_id: UUID | None, text: str, kept: guarding.Kept | None = None) -> MinutesComment:
    """A comment from somebody who was there. Raises NotAllowed, NotNow after the deadline, Invalid, Guarded."""
    require_attendee(minutes, person_id)
    assert person_id is not None
    require_open(minutes)
    text = text.strip()
    if not text:
        raise Invalid("Skriv merknaden din.", field="merknad")
    if len(text) > LONGEST:
        raise Invalid("Merknaden kan ha høyst {n} tegn.", field="merknad", n=LONGEST)
    guarding.check(minutes.meeting.group, {"merknad": text}, kept)
    if _count(minutes, person_id) >= MOST_PER_PERSON:
        raise NotNow("Du har sendt {n} merknader. Snakk med sekretæren om resten.", n=MOST_PER_PERSON)
    comment = MinutesComment(minutes_id=minutes.id, person_id=person_id, text=text)
    db.session.add(comment)
    db.session.flush()
    audit.record("minutes.commented", comment, minutes=minutes.id, person=person_id)
    return comment


def answer(group: Group, comment: MinutesComment, words: str, kept: guarding.Kept | None = None) -> None:
    """The secretary marks a comment handled, and says what came of it (field «svar»)."""
    require_writer(group)
    words = words.strip()
    if not words:
        raise Invalid("Skriv hva merknaden førte til.", field="svar")
    if len(words) > LONGEST_ANSWER:
        raise Invalid("Svaret kan ha høyst {n} tegn.", field="svar", n=LONGEST_ANSWER)
    if comment.handled_at is not None:
        raise NotNow("Merknaden er allerede besvart.")
    guarding.check(group, {"svar": words}, kept)
    comment.handled_at, comment.answer = clock.now(), words
    audit.record("minutes.comment_handled", comment, minutes=comment.minutes_id)


def of(minutes: Minutes) -> list[MinutesComment]:
    """All comments, the oldest first, with those who wrote them."""
    query = select(MinutesComment).where(MinutesComment.minutes_id == minutes.id)
    return list(db.session.scalars(query.order_by(MinutesComment.created_at)))


def find_in(minutes: Minutes, comment_id: UUID) -> MinutesComment:
    """One comment of these very minutes."""
    comment = find(MinutesComment, comment_id)
    if comment.minutes_id != minutes.id:
        raise NotFound()
    return comment


def find_for_guest(minutes_id: UUID, person_id: UUID) -> tuple[Minutes, Person]:
    """What a signed link is about: minutes that have been sent, and somebody who was there. NotFound otherwise."""
    minutes, person = find(Minutes, minutes_id), find(Person, person_id)
    if minutes.latest == 0 or not was_there(minutes, person.id):
        raise NotFound()
    return minutes, person


def waiting(minutes: Minutes) -> int:
    """How many comments nobody has answered."""
    query = select(func.count()).select_from(MinutesComment)
    query = query.where(MinutesComment.minutes_id == minutes.id, MinutesComment.handled_at.is_(None))
    return db.session.scalar(query) or 0


def is_open(minutes: Minutes, today: date | None = None) -> bool:
    """The last day counts."""
    day = today or clock.today()
    return minutes.stage == "for_comment" and minutes.comment_until is not None and day <= minutes.comment_until


def require_open(minutes: Minutes) -> None:
    """Refuse before the minutes are sent, and from the day after the deadline."""
    if minutes.stage == "draft":
        raise NotFound()
    if not is_open(minutes):
        raise NotNow("Merknadsfristen er ute. Ta kontakt med sekretæren hvis noe er feil.")


def require_attendee(minutes: Minutes, person_id: UUID | None) -> None:
    """Only those who were there may comment."""
    if not was_there(minutes, person_id):
        raise NotAllowed("Bare de som var på møtet, kan gi merknad til referatet.")


def was_there(minutes: Minutes, person_id: UUID | None) -> bool:
    """Whether somebody is marked «Til stede» at the meeting."""
    query = select(Invitation.id).where(
        Invitation.meeting_id == minutes.meeting_id,
        Invitation.person_id == person_id,
        Invitation.attendance == "present",
    )
    return person_id is not None and db.session.scalar(query) is not None


def _count(minutes: Minutes, person_id: UUID) -> int:
    query = select(func.count()).select_from(MinutesComment)
    return (
        db.session.scalar(query.where(MinutesComment.minutes_id == minutes.id, MinutesComment.person_id == person_id))
        or 0
    )
