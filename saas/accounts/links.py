"""Signed links: one purpose, one subject, one person, an end date; used without an account, revocable, logged."""

import hashlib
import secrets
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from flask import current_app
from sqlalchemy import func, select, update
from sqlalchemy.orm import Mapped, mapped_column

from saas import audit, clock
from saas.db import Base, InTenant, db


class GuestLink(InTenant, Base):
    """What one link is for. The token itself stands in the letter only; here lies its hash."""

    __tablename__ = "guest_links"

    token_hash: Mapped[str]
    purpose: Mapped[str]
    subject_id: Mapped[UUID]
    person_id: Mapped[UUID]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


def make(purpose: str, subject_id: UUID, person_id: UUID, *, days: int = 60) -> str:
    """A new link's full address, good for `days` by the real clock (the walls know no other)."""
    # Letters and digits only: a mail reader that marks links may leave out a dash at the end.
    token = secrets.token_hex(20)
    db.session.add(
        GuestLink(
            token_hash=hashlib.sha256(token.encode()).hexdigest(),
            purpose=purpose,
            subject_id=subject_id,
            person_id=person_id,
            expires_at=_real_now() + timedelta(days=days),
        )
    )
    return f"{current_app.config['HOUSE'].public_url}/g/{token}"


def live() -> list[GuestLink]:
    """Every link of this kommune that opens something now: neither revoked nor too old."""
    query = select(GuestLink).where(GuestLink.revoked_at.is_(None), GuestLink.expires_at > _real_now())
    return list(db.session.scalars(query.order_by(GuestLink.created_at.desc(), GuestLink.id)))


def is_live(link: GuestLink) -> bool:
    """Whether the link opens something now."""
    return link.revoked_at is None and link.expires_at > _real_now()


def revoke(subject_id: UUID, purpose: str) -> None:
    """No link to this subject for this purpose opens anything any more."""
    _revoke(GuestLink.subject_id == subject_id, GuestLink.purpose == purpose)


def revoke_link(link: GuestLink) -> None:
    """This very link opens nothing any more."""
    link.revoked_at = clock.now()


def revoke_person(person_id: UUID) -> int:
    """No link that this person holds opens anything any more; how many there were."""
    return _revoke(GuestLink.person_id == person_id, GuestLink.expires_at > _real_now())


def end_after(person_id: UUID, last_day: date, *subjects: UUID) -> None:
    """The person's links (to `subjects`, where given) open nothing from the day after `last_day`; none lives longer by it."""
    mine = [GuestLink.person_id == person_id]
    if subjects:
        mine.append(GuestLink.subject_id.in_(subjects))
    left = clock.at(last_day + timedelta(days=1), 0) - clock.now()
    if left <= timedelta(0):
        _revoke(*mine)
        return
    # By the real clock, as make() counts: the walls know no other.
    ends = _real_now() + left
    shorter = update(GuestLink).where(*mine, GuestLink.revoked_at.is_(None), GuestLink.expires_at > ends)
    db.session.execute(shorter.values(expires_at=ends))


def mark_used(link_id: UUID) -> None:
    """The time of the first use is kept."""
    link = db.session.scalars(select(GuestLink).where(GuestLink.id == link_id)).one_or_none()
    if link is not None and link.used_at is None:
        link.used_at = clock.now()


def log_use(link_id: UUID, purpose: str, person_id: UUID) -> None:
    """A link was used to do something: written with the deed, so that a deed that is refused leaves nothing."""
    audit.record("link.used", _Used(link_id), purpose=purpose, person=person_id)


class _Used:
    """A link as the audit names it."""

    __tablename__ = "guest_links"

    def __init__(self, link_id: UUID) -> None:
        self.id = link_id


def _revoke(*which: Any) -> int:
    dying = update(GuestLink).where(*which, GuestLink.revoked_at.is_(None)).values(revoked_at=func.now())
    return int(db.session.execute(dying).rowcount)  # type: ignore[attr-defined]


def _real_now() -> datetime:
    return datetime.now(clock.UTC)
