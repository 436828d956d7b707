"""What a person logs in with besides the password, the devices known, and what happened at the door; lobby rows all."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import LargeBinary
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import BigInteger, Text

from saas import clock
from saas.db import Base


def _now() -> datetime:
    return datetime.now(clock.UTC)


class Passkey(Base):
    """A public key whose other half never leaves the person's device."""

    __tablename__ = "passkeys"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    user_id: Mapped[UUID]
    credential_id: Mapped[str]
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(BigInteger, default=0)
    transports: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    name: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=_now)
    used_at: Mapped[datetime | None]


class TotpSecret(Base):
    """The secret that an app makes codes from, sealed; `last_step` is the last half minute whose code was used."""

    __tablename__ = "totp_secrets"

    user_id: Mapped[UUID] = mapped_column(primary_key=True)
    sealed: Mapped[str]
    confirmed_at: Mapped[datetime | None]
    last_step: Mapped[int] = mapped_column(BigInteger, default=0)


class RecoveryCode(Base):
    """A code on paper for the day the telephone is lost; only its hash lies here."""

    __tablename__ = "recovery_codes"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    user_id: Mapped[UUID]
    code_hash: Mapped[str]
    used_at: Mapped[datetime | None]


class KnownDevice(Base):
    """A browser that this person has logged in from; only the hash of its cookie is kept."""

    __tablename__ = "known_devices"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    user_id: Mapped[UUID]
    device_hash: Mapped[str]
    first_seen_at: Mapped[datetime] = mapped_column(default=_now)
    seen_at: Mapped[datetime] = mapped_column(default=_now)


class LoginEvent(Base):
    """One attempt, success or refusal at the door; written once, never changed."""

    __tablename__ = "login_events"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    at: Mapped[datetime] = mapped_column(default=_now)
    user_id: Mapped[UUID | None]
    action: Mapped[str]
    result: Mapped[str]
    method: Mapped[str] = mapped_column(default="")
    address_hash: Mapped[str] = mapped_column(default="")
    device: Mapped[str] = mapped_column(default="")
    issuer: Mapped[str] = mapped_column(default="")
    org_number: Mapped[str] = mapped_column(default="")
    sid: Mapped[str] = mapped_column(default="")


class Ceremony(Base):
    """Something begun in one request and ended in another, once; only the hash of its token is kept."""

    __tablename__ = "ceremonies"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    kind: Mapped[str]
    token_hash: Mapped[str]
    user_id: Mapped[UUID | None]
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    tries: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(default=_now)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
