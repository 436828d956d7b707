"""Counts how often something is done, in Redis; when the counter's store is away the door stays open."""

from flask import current_app
from limits import parse
from limits.storage import storage_from_string
from limits.strategies import FixedWindowRateLimiter
from redis.exceptions import RedisError

from saas import metrics


def allows(rate: str, *keys: str) -> bool:
    """Count one more under `keys`; False when that is more often than `rate` («60/minute») permits.

    The first key is a word of ours for what is done («guest»), since operators see how often it was refused.
    """
    try:
        if _limiter().hit(parse(rate), *keys):
            return True
    except (RedisError, OSError):
        return True
    metrics.count("bindeledd_rate_limited", keys[0])
    return False


def _limiter() -> FixedWindowRateLimiter:
    limiter = current_app.extensions.get("throttle")
    if limiter is None:
        url = current_app.config["HOUSE"].redis_url
        address = url.replace("unix://", "redis+unix://", 1) if url.startswith("unix://") else url
        limiter = FixedWindowRateLimiter(storage_from_string(address, socket_timeout=1, socket_connect_timeout=1))
        current_app.extensions["throttle"] = limiter
    return limiter
