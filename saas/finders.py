"""Whoever finds a hole is told where to say so: security.txt by RFC 9116."""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, time, timedelta

LANGUAGES = "nb, nn, en"
# The RFC asks for less than a year; the file is made anew at each reading, so a copy is what goes out of date.
GOOD_FOR = timedelta(days=180)
ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
LINK = re.compile(r"(https://[!-~]+|tel:\+?[0-9-]+)")


def read_contacts(env: Mapping[str, str], mail_domain: str) -> tuple[str, ...]:
    """The addresses in SECURITY_CONTACT as URIs, the preferred first: e-mail, https:// or tel:, with commas between.

    Without the setting it is «security» at the service's own mail domain, where such letters are expected (RFC 2142).
    Raises ValueError with one clear sentence.
    """
    given = [part.strip() for part in env.get("SECURITY_CONTACT", "").split(",") if part.strip()]
    return tuple(_uri(part) for part in given) or (f"mailto:security@{mail_domain}",)


def security_txt(contacts: Iterable[str], public_url: str, policy: str, now: datetime | None = None) -> str:
    """The file's lines. `policy` is the path of the page that says what we ask of the finder.

    It goes by the real clock, also where the demo's own is moved, and is the same all day, so that caches may keep it.
    """
    day = (now or datetime.now(UTC)).astimezone(UTC).date()
    expires = datetime.combine(day, time(), UTC) + GOOD_FOR
    lines = [
        *(f"Contact: {contact}" for contact in contacts),
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        f"Preferred-Languages: {LANGUAGES}",
        # The RFC asks for https here, and production demands it of PUBLIC_URL (saas/edge.py).
        f"Canonical: {public_url}/.well-known/security.txt",
        f"Policy: {public_url}{policy}",
    ]
    return "\n".join(lines) + "\n"


def shown(contact: str) -> str:
    """A contact as a person reads it."""
    return contact.removeprefix("mailto:").removeprefix("tel:")


def _uri(given: str) -> str:
    address = given.removeprefix("mailto:")
    if ADDRESS.fullmatch(address):
        return f"mailto:{address}"
    if LINK.fullmatch(given):
        return given
    raise ValueError("SECURITY_CONTACT must be e-mail addresses, https:// addresses or tel: numbers, with commas between.")
