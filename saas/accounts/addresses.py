"""Where somebody goes on to after a log-in: only to addresses of our own."""

from urllib.parse import urlsplit


def own_address(wanted: str | None) -> str:
    """`wanted` when it is one of our own addresses; anything that could lead elsewhere becomes /mine."""
    if not wanted or not wanted.startswith("/") or wanted.startswith(("//", "/\\")) or "\\" in wanted:
        return "/mine"
    parts = urlsplit(wanted)
    if parts.scheme or parts.netloc or any(ord(char) < 32 for char in wanted):
        return "/mine"
    return wanted
