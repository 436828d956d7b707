"""What is done to a text before it is kept: tidied, measured, and looked through for what points out a person."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from saas import privacy
from saas.errors import Guarded, Invalid
from tenants.bti.service import keeper
from tenants.groups import guarding
from tenants.meetings.fields import one_line, tidy

LONGEST_LINK = 500


def line(field: str, value: str, longest: int, missing: str = "") -> str:
    """One line, not longer than the table takes. Raises Invalid; `missing` is what is said of an empty one."""
    return _measured(field, one_line(value), longest, missing)


def lines(field: str, value: str, longest: int, missing: str = "") -> str:
    """Several lines, tidied."""
    return _measured(field, tidy(value), longest, missing)


def web(field: str, value: str) -> str:
    """An address that a browser may be sent to, or nothing: a host, and nobody's name or password in it."""
    link = _measured(field, tidy(value), LONGEST_LINK, "")
    if link and not _is_web(link):
        raise Invalid("Skriv en hel adresse som begynner med https://.", field=field)
    return link


def guard(texts: Mapping[str, str], kept: guarding.Kept | None = None, names: Mapping[str, str] | None = None) -> None:
    """Refuse what may point out a person. Raises Guarded.

    `names` are fields for those who sign and for office addresses: there a name or a street is what is asked for,
    and only what never may stand anywhere (numbers of persons, for one) is stopped.
    """
    found = {
        field: blocked
        for field, text in (names or {}).items()
        if text and (blocked := [one for one in privacy.inspect(text) if one.level == "block"])
    }
    if found:
        raise Guarded(found)
    guarding.check(keeper(), texts, kept)


def _measured(field: str, text: str, longest: int, missing: str) -> str:
    if missing and not text:
        raise Invalid(missing, field=field)
    if len(text) > longest:
        raise Invalid("Teksten kan ha høyst {n} tegn.", field=field, n=longest)
    return text


def _is_web(link: str) -> bool:
    try:
        parts = urlsplit(link)
        host = parts.hostname or ""
    except ValueError:
        return False
    named = "." in host.strip(".") and not parts.username and not parts.password
    return parts.scheme in ("http", "https") and named and not any(sign.isspace() or sign in '<>"\\' for sign in link)
