"""Secrets that stand in a letter or an address and nowhere else: the table keeps only their hash."""

import hashlib
import hmac
import secrets
from uuid import UUID

from flask import current_app


def fresh() -> str:
    """A new secret that nobody can guess."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """What the table keeps of a secret."""
    return hashlib.sha256(token.encode()).hexdigest()


def of_form(application_id: UUID) -> str:
    """The address of an application's own page. The same form sent twice leads to the same page, and only there."""
    key = f"application:{current_app.config['HOUSE'].secret_key}".encode()
    return hmac.new(key, application_id.bytes, hashlib.sha256).hexdigest()
