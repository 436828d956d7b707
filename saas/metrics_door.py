"""Who may read /metrics: whoever shows the token, or, where none is set, in production only our own machines."""

import hmac
import re
from collections.abc import Mapping
from ipaddress import IPv6Address, ip_address, ip_network

from flask import Request

# What a proxy writes when it carries somebody else's request; whoever comes with one of these does not come from here.
CARRIED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-Ip", "Via")
# This machine, and the networks that nobody outside can send from (RFC 1918, RFC 4193).
NEAR = tuple(ip_network(net) for net in ("127.0.0.0/8", "::1/128", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"))


def read_token(env: Mapping[str, str]) -> str:
    """METRICS_TOKEN, or nothing. Raises ValueError for one that is too short to be a secret, or that no header can carry."""
    given = env.get("METRICS_TOKEN", "").strip()
    if given and not re.fullmatch(r"[A-Za-z0-9_.~+/=-]{16,200}", given):
        raise ValueError("METRICS_TOKEN must be at least 16 characters: letters, digits and ._~+/=- only.")
    return given


def refusal(asked: Request, token: str, *, demo: bool) -> int | None:
    """None for somebody who may read; else 401 (the token is wanted) or 404 (nobody outside is told that it is there)."""
    if token:
        shown = asked.headers.get("Authorization", "").encode()
        return None if hmac.compare_digest(shown, f"Bearer {token}".encode()) else 401
    return None if demo or _comes_from_here(asked) else 404


def _comes_from_here(asked: Request) -> bool:
    """Straight from this machine or a private network, and not carried here by a proxy that stands open to the world."""
    if any(name in asked.headers for name in CARRIED):
        return False
    try:
        address = ip_address(asked.remote_addr or "")
    except ValueError:
        return False
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    return any(address in net for net in NEAR)
