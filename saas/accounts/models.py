"""People who log in and where they are logged in; these rows lie in the lobby, outside every kommune."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy.orm import Mapped, mapped_column

from saas import clock
from saas.db import Base


class User(Base):
    """Somebody who can log in. Which kommuner they belong to is not written here."""

    __tablename__ = "users"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    email: Mapped[str]
    name: Mapped[str]
    password_hash: Mapped[str | None]
    language: Mapped[str | None]
    demo: Mapped[bool] = mapped_column(default=False)
    disabled_at: Mapped[datetime | None]


class LoginSession(Base):
    """One log-in on one device. Only the hash of the secret is kept, so the table cannot be used to log in."""

    __tablename__ = "login_sessions"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    user_id: Mapped[UUID]
    secret_hash: Mapped[str]
    device: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(default=lambda: datetime.now(clock.UTC))
    seen_at: Mapped[datetime] = mapped_column(default=lambda: datetime.now(clock.UTC))
    idle_minutes: Mapped[int]
    strong: Mapped[bool] = mapped_column(default=False)
    method: Mapped[str] = mapped_column(default="password")
    issuer: Mapped[str | None]
    org_number: Mapped[str | None]
    expires_at: Mapped[datetime]


class LoginAttempt(Base):
    """A failed log-in, by hash of e-mail and of address; rows live for a day."""

    __tablename__ = "login_attempts"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    email_hash: Mapped[str]
    address_hash: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=lambda: datetime.now(clock.UTC))
