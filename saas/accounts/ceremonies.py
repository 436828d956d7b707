"""What is begun in one request and ended in another. The token is used exactly once; a replay, or the slower of two, loses."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, func, select, update

from saas import clock
from saas.accounts.credentials import Ceremony
from saas.db import db


def begin(kind: str, user_id: UUID | None, facts: dict[str, Any], minutes: int) -> str:
    """Write down what begins now; returns the token that ends it. It is good for `minutes` by the real clock."""
    token = secrets.token_hex(24)
    now = datetime.now(clock.UTC)
    db.session.execute(delete(Ceremony).where(Ceremony.expires_at < now - timedelta(days=1)))
    db.session.add(
        Ceremony(kind=kind, token_hash=_hash(token), user_id=user_id, facts=facts, expires_at=now + timedelta(minutes=minutes))
    )
    return token


def take(token: str, kind: str) -> Ceremony | None:
    """The ceremony, now used; None when the token is unknown, of another kind, used or expired (never told apart)."""
    # The database decides which of two at once is first; the other finds the row used.
    query = update(Ceremony).where(_open(token, kind)).values(used_at=func.now()).returning(Ceremony)
    return db.session.scalars(query).one_or_none()


def look(token: str, kind: str) -> Ceremony | None:
    """The ceremony without using it: for the page that shows its form."""
    return db.session.scalars(select(Ceremony).where(_open(token, kind))).one_or_none()


def count_try(token: str, kind: str, most: int) -> bool:
    """Count one try. False when the `most` tries are spent; the ceremony must then be begun anew."""
    query = update(Ceremony).where(_open(token, kind), Ceremony.tries < most).values(tries=Ceremony.tries + 1)
    return db.session.scalar(query.returning(Ceremony.tries)) is not None


def _open(token: str, kind: str) -> ColumnElement[bool]:
    return and_(
        Ceremony.token_hash == _hash(token), Ceremony.kind == kind, Ceremony.used_at.is_(None), Ceremony.expires_at > func.now()
    )


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
