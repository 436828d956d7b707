"""What happened at the door: every attempt, success and refusal, by code; addresses only as hashes."""

import hashlib
from uuid import UUID

from flask import current_app, request
from sqlalchemy import select

from saas import metrics
from saas.accounts.credentials import LoginEvent
from saas.db import db


def record(
    action: str,
    result: str,
    user_id: UUID | None = None,
    *,
    method: str = "",
    issuer: str = "",
    org_number: str = "",
    sid: str = "",
) -> None:
    """Write one row. `action` and `result` are codes («log_in», «refused»), never words that somebody typed."""
    if "." not in action:  # The centre's own deeds stand in this log too; they are nobody's way in.
        metrics.count("bindeledd_log_ins", action, result)
    db.session.add(
        LoginEvent(
            user_id=user_id,
            action=action,
            result=result,
            method=method,
            address_hash=_address(),
            device=request.user_agent.string[:120],
            issuer=issuer[:300],
            org_number=org_number[:20],
            sid=sid[:200],
        )
    )


def latest(user_id: UUID, how_many: int = 10) -> list[LoginEvent]:
    """What happened last at this person's door, the newest first."""
    query = select(LoginEvent).where(LoginEvent.user_id == user_id)
    return list(db.session.scalars(query.order_by(LoginEvent.at.desc(), LoginEvent.id).limit(how_many)))


def _address() -> str:
    """An address is recognised when it comes again, but cannot be read back without the house's secret."""
    secret = current_app.config["SECRET_KEY"]
    return hashlib.sha256(f"address:{secret}:{request.remote_addr or ''}".encode()).hexdigest()
