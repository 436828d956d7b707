"""Which account at a log-in service belongs to which user: by issuer and subject, never by e-mail."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from flask import current_app
from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from saas import clock, house_post
from saas.accounts import service as accounts
from saas.accounts.models import LoginSession, User
from saas.db import Base, db
from saas.errors import NotFound
from saas.pages import render

# How long after a log-in one may still tie a new way in to the account.
RECENT = timedelta(minutes=15)


def _now() -> datetime:
    return datetime.now(clock.UTC)


class ExternalIdentity(Base):
    """An account at a log-in service that opens one user's account here."""

    __tablename__ = "external_identities"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    user_id: Mapped[UUID]
    issuer: Mapped[str]
    subject: Mapped[str]
    linked_at: Mapped[datetime] = mapped_column(default=_now)
    used_at: Mapped[datetime | None]


def owner(issuer: str, subject: str) -> User | None:
    """Whose account this is, if they may log in."""
    query = select(User).join(ExternalIdentity, ExternalIdentity.user_id == User.id)
    query = query.where(ExternalIdentity.issuer == issuer, ExternalIdentity.subject == subject, User.disabled_at.is_(None))
    return db.session.scalars(query).one_or_none()


def of_user(user_id: UUID) -> list[ExternalIdentity]:
    """What somebody has tied to their account, the oldest first."""
    query = select(ExternalIdentity).where(ExternalIdentity.user_id == user_id)
    return list(db.session.scalars(query.order_by(ExternalIdentity.linked_at)))


def link(user_id: UUID, issuer: str, subject: str, label: str) -> bool:
    """Tie an account to a user, and tell them by letter. False when it is tied to somebody already, whoever that is."""
    row = {"id": uuid4(), "user_id": user_id, "issuer": issuer, "subject": subject, "linked_at": _now()}
    # The unique key decides between two at once: one account outside opens one account here.
    made = db.session.scalar(insert(ExternalIdentity).values(row).on_conflict_do_nothing().returning(ExternalIdentity.id))
    if made is not None:
        _tell(db.session.get_one(User, user_id), label)
    return made is not None


def unlink(user_id: UUID, identity_id: UUID, secret: str) -> str:
    """Untie one's own, and end what it opened, except the log-in that asks. Returns its issuer. Raises NotFound."""
    mine = (ExternalIdentity.id == identity_id, ExternalIdentity.user_id == user_id)
    issuer = db.session.scalar(delete(ExternalIdentity).where(*mine).returning(ExternalIdentity.issuer))
    if issuer is None:
        raise NotFound()
    opened = (LoginSession.user_id == user_id, LoginSession.issuer == issuer)
    db.session.execute(delete(LoginSession).where(*opened, LoginSession.secret_hash != accounts.digest(secret)))
    return issuer


def mark_used(issuer: str, subject: str) -> None:
    """Remember that it opened the account just now."""
    query = select(ExternalIdentity).where(ExternalIdentity.issuer == issuer, ExternalIdentity.subject == subject)
    db.session.scalars(query).one().used_at = _now()


def let_in_for(user_id: UUID, issuer: str, numbers: list[str]) -> set[str]:
    """Of these organisations, those that open at least one of the user's kommuner from this service."""
    return set(db.session.scalar(select(func.app.let_in_for(user_id, issuer, numbers))) or ())


def has_just_logged_in(secret: str) -> bool:
    """Whether this is a strong log-in of the last minutes: an unlocked screen must not be enough for a new way in."""
    query = select(LoginSession).where(LoginSession.secret_hash == accounts.digest(secret), LoginSession.strong)
    found = db.session.scalars(query).one_or_none()
    return found is not None and found.created_at > _now() - RECENT


def _tell(user: User, label: str) -> None:
    address = current_app.config["HOUSE"].public_url
    words = render("letters/new_way_in.txt", user.language or "nb", name=user.name, label=label, public_url=address)
    subject, _, body = words.strip().partition("\n")
    house_post.post((user.name, user.email), subject, body.strip() + "\n", template="letters/new_way_in.txt")
