"""The house's signature on a release: this release of this period is the rows with this sum."""

import hashlib
import hmac
from uuid import UUID

from flask import current_app


def signature(release_id: UUID, period: str, sha: str) -> str:
    """HMAC-SHA-256 under the house's secret, in hex."""
    key = f"release:{current_app.config['SECRET_KEY']}".encode()
    return hmac.new(key, f"{release_id}:{period}:{sha}".encode(), hashlib.sha256).hexdigest()


def holds(release_id: UUID, period: str, sha: str, signed: str) -> bool:
    """Whether a signature is ours, and of this."""
    return hmac.compare_digest(signature(release_id, period, sha), signed)
