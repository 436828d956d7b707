"""Passwords and sessions: throttled, rotated, revocable. What opens a session is in entrance.py."""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app
from sqlalchemy import delete, func, select

from saas import clock
from saas.accounts.models import LoginAttempt, LoginSession, User
from saas.db import db
from saas.errors import Invalid, NotFound, TooMany

HASHER = PasswordHasher()
# Compared when nobody has the address, so that an unknown e-mail takes as long as a wrong password.
NOBODY = HASHER.hash(secrets.token_hex(16))
WINDOW = timedelta(minutes=15)
PER_EMAIL, PER_ADDRESS = 8, 60
SHORTEST, LONGEST = 12, 200


def check_password(email: str, password: str, address: str) -> User:
    """The user with this e-mail and password. Raises Invalid (same words always) or TooMany."""
    email_hash, address_hash = sealed(f"email:{email.strip().lower()}"), sealed(f"address:{address}")
    _throttle(email_hash, address_hash)
    user = user_with(email)
    right = _verify(user.password_hash if user and user.password_hash else NOBODY, password)
    if user is None or user.password_hash is None or not right:
        db.session.add(LoginAttempt(email_hash=email_hash, address_hash=address_hash))
        raise Invalid("E-posten eller passordet er feil.", field="passord")
    db.session.execute(delete(LoginAttempt).where(LoginAttempt.email_hash == email_hash))
    if HASHER.check_needs_rehash(user.password_hash):
        user.password_hash = HASHER.hash(password)
    return user


def open_session(
    user: User,
    *,
    device: str,
    idle_minutes: int,
    hours: int,
    strong: bool = False,
    method: str = "password",
    issuer: str | None = None,
    org_number: str | None = None,
) -> str:
    """A new session for the user; returns the secret that the cookie carries.

    `strong` says that a second step was taken (or is not asked for); without it the database opens no kommune where
    the user is coordinator or chief executive. A session from a log-in service carries its issuer and organisation.
    """
    secret = secrets.token_urlsafe(32)
    now = datetime.now(clock.UTC)
    db.session.add(
        LoginSession(
            user_id=user.id,
            secret_hash=_hash(secret),
            device=device[:120],
            idle_minutes=idle_minutes,
            expires_at=now + timedelta(hours=hours),
            strong=strong,
            method=method,
            issuer=issuer,
            org_number=org_number,
        )
    )
    _sweep(now)
    return secret


def close_session(secret: str) -> None:
    """Log out here."""
    db.session.execute(delete(LoginSession).where(LoginSession.secret_hash == _hash(secret)))


def close_all(user_id: UUID, *, but: str | None = None) -> int:
    """Log out everywhere, except where `but` is the secret. Returns how many sessions ended."""
    query = delete(LoginSession).where(LoginSession.user_id == user_id)
    if but is not None:
        query = query.where(LoginSession.secret_hash != _hash(but))
    return db.session.execute(query).rowcount  # type: ignore[attr-defined]


def sessions_of(user_id: UUID) -> list[LoginSession]:
    """Where somebody is logged in, the latest first."""
    query = select(LoginSession).where(LoginSession.user_id == user_id, LoginSession.expires_at > func.now())
    return list(db.session.scalars(query.order_by(LoginSession.seen_at.desc())))


def is_this(session: LoginSession, secret: str) -> bool:
    """Whether a session is the one the visitor uses now."""
    return secrets.compare_digest(session.secret_hash, _hash(secret))


def came_from(secret: str | None, user_id: UUID) -> tuple[str, str] | None:
    """(issuer, organisation) of the user's own session that came from a log-in service; None for any other."""
    query = select(LoginSession).where(LoginSession.secret_hash == _hash(secret or ""), LoginSession.user_id == user_id)
    found = db.session.scalars(query).one_or_none()
    return (found.issuer, found.org_number or "") if found and found.issuer else None


def set_language(user_id: UUID, language: str) -> None:
    """«nb», «nn», or empty for the kommune's own."""
    if language not in ("", "nb", "nn"):
        raise Invalid("Velg bokmål, nynorsk eller kommunens språk.", field="sprak")
    db.session.get_one(User, user_id).language = language or None


def change_password(user_id: UUID, old: str, new: str) -> None:
    """Change the password after checking the old one; other log-ins are ended by the caller."""
    user = db.session.get_one(User, user_id)
    if not _verify(user.password_hash or NOBODY, old):
        raise Invalid("Det nåværende passordet er feil.", field="passord")
    check_shape(new, field="nytt_passord")
    user.password_hash = HASHER.hash(new)


def check_shape(password: str, *, field: str) -> None:
    """Length is the one rule. Raises Invalid at `field`."""
    if len(password) < SHORTEST:
        raise Invalid("Passordet må ha minst {n} tegn.", field=field, n=SHORTEST)
    if len(password) > LONGEST:
        raise Invalid("Passordet kan ha høyst {n} tegn.", field=field, n=LONGEST)


def digest(value: str) -> str:
    """The hash under which long random secrets are kept; what could be guessed is kept as `sealed`."""
    return _hash(value)


def sealed(value: str) -> str:
    """The hash of what somebody could guess, an address of either kind: worth nothing without the house's own key."""
    key = f"login-attempts:{current_app.config['SECRET_KEY']}".encode()
    return hmac.new(key, value.encode(), hashlib.sha256).hexdigest()


def user_with(email: str) -> User | None:
    """Whoever has this e-mail address and may log in."""
    query = select(User).where(User.email == email.strip().lower(), User.disabled_at.is_(None))
    return db.session.scalars(query).one_or_none()


def close_one(user_id: UUID, session_id: UUID) -> None:
    """End one of one's own sessions. Raises NotFound for anybody else's."""
    query = delete(LoginSession).where(LoginSession.id == session_id, LoginSession.user_id == user_id)
    if not db.session.execute(query).rowcount:  # type: ignore[attr-defined]
        raise NotFound()


def _throttle(email_hash: str, address_hash: str) -> None:
    """Counts failures only. One address may be a whole town hall, so it gets a longer rope than one e-mail."""
    since = datetime.now(clock.UTC) - WINDOW
    count = select(func.count()).select_from(LoginAttempt).where(LoginAttempt.at > since)
    per_email = db.session.scalar(count.where(LoginAttempt.email_hash == email_hash)) or 0
    per_address = db.session.scalar(count.where(LoginAttempt.address_hash == address_hash)) or 0
    if per_email >= PER_EMAIL or per_address >= PER_ADDRESS:
        raise TooMany("Det har vært for mange forsøk på å logge inn. Prøv igjen om et kvarter.")


def _sweep(now: datetime) -> None:
    db.session.execute(delete(LoginSession).where(LoginSession.expires_at < now))
    db.session.execute(delete(LoginAttempt).where(LoginAttempt.at < now - timedelta(days=1)))


def _verify(stored: str, password: str) -> bool:
    try:
        return HASHER.verify(stored, password[:1000])
    except (VerificationError, InvalidHashError):
        return False


def _hash(value: str) -> str:
    return hashlib.sha256(value.encode()).hexdigest()
