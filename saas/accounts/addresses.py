"""Where somebody goes on to after a log-in: only to addresses of our own."""

from urllib.parse import urlsplit


def own_address(wanted: str | None) -> str:
    """`wanted` when it is one of our own addresses; anything that could lead elsewhere becomes /mine."""
    if not wanted or not wanted.startswith("/") or wanted.startswith(("//", "/\\", "/ ")) or "\\" in wanted:
        return "/mine"
    # Browsers take some of these away before they read the address, and what is left may begin with two strokes.
    if any(ord(char) < 32 or char == "\x7f" for char in wanted):
        return "/mine"
    parts = urlsplit(wanted)
    return "/mine" if parts.scheme or parts.netloc else wanted


def own_host(address: str, host: str) -> bool:
    """Whether a whole address, as a browser or anybody else wrote it in a header, is one of this host's."""
    try:
        return urlsplit(address).netloc == host
    except ValueError:
        return False
