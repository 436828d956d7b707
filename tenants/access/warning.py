"""Roles that run out: the holder is told at 90, 30 and 0 days, once each, while there is time to do something."""

from datetime import date

from sqlalchemy.dialects.postgresql import insert

from saas import audit, clock, here, outbox
from saas.accounts.guard import ROLE_NAMES
from saas.db import db, own_key
from saas.pages import letter
from tenants.access.members import Member, members
from tenants.access.models import ExpiryNotice

AHEAD = (90, 30, 0)
# A clock that has stood still still tells of what ended while it stood, but not of what is long past.
LATE = 3


def warn() -> None:
    """Write the letters that are due today. A round that is run twice writes nothing twice."""
    here.lock("access.warn")
    everyone = members()
    for member in everyone:
        notice = due(member, clock.today())
        if notice is not None and not _goes_on(member, everyone) and _first(member, notice):
            _tell(member)


def due(member: Member, today: date) -> int | None:
    """Which notice a role calls for: 90, 30, 0 or none. A role shorter than the notice never calls for it."""
    last = member.last_day
    if member.role == "service" or member.disabled or last is None:
        return None
    left = (last - today).days
    if left < -LATE or member.valid_from > max(today, last):
        return None
    notice = min((days for days in AHEAD if left <= days), default=None)
    if notice is None or notice == 0 or (last - member.valid_from).days >= notice:
        return notice
    return None


def soon(everyone: list[Member], today: date) -> list[Member]:
    """Roles that run out within the longest notice and have no new period, the soonest first."""
    ending = [m for m in everyone if m.live and m.last_day is not None and (m.last_day - today).days <= AHEAD[0]]
    return sorted((m for m in ending if not _goes_on(m, everyone)), key=lambda m: (m.last_day, m.name))


def _goes_on(member: Member, everyone: list[Member]) -> bool:
    """Whether the same person holds the same role the day after: a new period is given already."""
    assert member.last_day is not None
    after = date.fromordinal(member.last_day.toordinal() + 1)
    same = (m for m in everyone if m.user_id == member.user_id and m.role == member.role and m.id != member.id)
    return any(other.holds_on(after) for other in same)


def _first(member: Member, days: int) -> bool:
    row = {"kind": "access.role", "subject_id": member.id, "until_on": member.last_day, "days": days, "told_at": clock.now()}
    keys = own_key(ExpiryNotice, "kind", "subject_id", "until_on", "days")
    query = insert(ExpiryNotice).values(row).on_conflict_do_nothing(index_elements=keys).returning(ExpiryNotice.id)
    return db.session.execute(query).scalar() is not None


def _tell(member: Member) -> None:
    subject, body = letter("access/ending.txt", here.kommune().language, member=member, role=ROLE_NAMES[member.role])
    outbox.post((member.name, member.email), subject, body, template="access/ending.txt", about=member)
    audit.record("role.warned", member, on=member.last_day)
