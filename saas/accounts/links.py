"""Signed links: one purpose, one subject, one person, an end date; used without an account, revocable, logged."""

import hashlib
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from flask import current_app
from sqlalchemy import select, update
from sqlalchemy.orm import Mapped, mapped_column

from saas import clock
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
            expires_at=datetime.now(clock.UTC) + timedelta(days=days),
        )
    )
    return f"{current_app.config['HOUSE'].public_url}/g/{token}"


def revoke(subject_id: UUID, purpose: str) -> None:
    """No link to this subject for this purpose opens anything any more."""
    db.session.execute(
        update(GuestLink)
        .where(GuestLink.subject_id == subject_id, GuestLink.purpose == purpose, GuestLink.revoked_at.is_(None))
        .values(revoked_at=clock.now())
    )


def mark_used(link_id: UUID) -> None:
    """The time of the first use is kept."""
    link = db.session.scalars(select(GuestLink).where(GuestLink.id == link_id)).one_or_none()
    if link is not None and link.used_at is None:
        link.used_at = clock.now()
