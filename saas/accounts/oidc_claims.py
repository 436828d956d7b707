"""What an id token says: whether it is meant for us, now and for this log-in, and for which organisations it speaks."""

import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from saas import clock
from saas.config import LogInService
from saas.register.organisations import is_one

# Seconds that two clocks may differ, and how old an id token can be when we have just fetched it.
LEEWAY, OLDEST = 30, 600
MOST_ORGANISATIONS = 50
SPOKEN_FOR = ("ansattporten:orgno", "ansattporten:altinn:resource", "ansattporten:altinn:service")
NORWEGIAN = "iso6523-actorid-upis"
SECOND_STEPS = frozenset({"mfa", "entraid_mfa", "entraid-mfa"})


class Untrue(Exception):
    """The answer is not believed. `reason` is a code for the log; people are told no more than they can use."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Organisation:
    """One that somebody may speak for; the name is as the service gave it, or empty."""

    number: str
    name: str = ""


@dataclass(frozen=True)
class Outsider:
    """All that is kept of an id token. The personal number (`pid`) that some carry is never read."""

    subject: str
    organisations: tuple[Organisation, ...]
    strong: bool
    sid: str


def believe(service: LogInService, issuer: str, claims: dict[str, Any], nonce: str) -> Outsider:
    """Who this is. `issuer` is what the service calls itself. Raises Untrue with the first thing that does not hold."""
    if claims.get("iss") != _expected_issuer(service, issuer, claims):
        raise Untrue("issuer")
    _check_audience(claims, service.client_id)
    _check_times(claims)
    if not secrets.compare_digest(_text(claims, "nonce").encode(), nonce.encode()):
        raise Untrue("nonce")
    _check_level(service, _text(claims, "acr"))
    organisations = tuple(dict.fromkeys(_organisations(service, claims)))[:MOST_ORGANISATIONS]
    if not (subject := _subject(service, claims)):
        raise Untrue("subject")
    if not organisations:
        raise Untrue("no_organisation")
    return Outsider(subject, organisations, _is_strong(service, claims), _text(claims, "sid")[:200])


def _expected_issuer(service: LogInService, issuer: str, claims: dict[str, Any]) -> str:
    """Where one service answers for many Entra tenants, its name holds the tenant, which must be one of ours."""
    if service.kind == "entra" and "{tenantid}" in issuer:
        return issuer.replace("{tenantid}", _text(claims, "tid"))
    return service.issuer


def _check_audience(claims: dict[str, Any], client_id: str) -> None:
    meant = claims.get("aud")
    readers = meant if isinstance(meant, list) else [meant]
    if client_id not in readers:
        raise Untrue("audience")
    if claims.get("azp", None if len(readers) > 1 else client_id) != client_id:
        raise Untrue("authorized_party")


def _check_times(claims: dict[str, Any]) -> None:
    """By the real clock: the demo may live on another day, its log-in services do not."""
    now = datetime.now(clock.UTC).timestamp()
    ends, made, begins = (_number(claims, name) for name in ("exp", "iat", "nbf"))
    # Each must hold, so that what is no number at all (NaN) holds never.
    if ends is None or not ends > now - LEEWAY:
        raise Untrue("expired")
    if made is None or not made > now - OLDEST:
        raise Untrue("too_old")
    if not made < now + LEEWAY or not (begins is None or begins < now + LEEWAY):
        raise Untrue("not_yet")


def _check_level(service: LogInService, acr: str) -> None:
    enough = {*service.acr, *(["high"] if "substantial" in service.acr else [])}
    if enough and acr not in enough:
        raise Untrue("level")


def _is_strong(service: LogInService, claims: dict[str, Any]) -> bool:
    """Two steps were taken: the level says so, or a second step stands among what was used."""
    given = claims.get("amr")
    steps = {step for step in given if isinstance(step, str)} if isinstance(given, list) else set()
    if service.kind == "entra":
        return "mfa" in steps
    acr = _text(claims, "acr")
    return acr in ("substantial", "high") or (acr == "entraid" and bool(steps & SECOND_STEPS))


def _subject(service: LogInService, claims: dict[str, Any]) -> str:
    """Who it is at that service, never an e-mail address: those are given to somebody else one day."""
    if service.kind == "entra":
        tenant, person = _text(claims, "tid").lower(), _text(claims, "oid").lower()
        return f"{tenant}:{person}" if tenant and person else ""
    return _text(claims, "sub") if len(_text(claims, "sub")) <= 255 else ""


def _organisations(service: LogInService, claims: dict[str, Any]) -> Iterator[Organisation]:
    if service.kind == "entra":
        number = service.tenants.get(_text(claims, "tid").lower(), "")
        if is_one(number):
            yield Organisation(number)
        return
    for detail in _dicts(claims.get("authorization_details")):
        if detail.get("type") in SPOKEN_FOR:
            for party in _dicts(detail.get("authorized_parties")):
                yield from _organisation(party.get("orgno"), _text(party, "name"))
            for party in _dicts(detail.get("reportees")):
                yield from _organisation(party, _text(party, "Name"))


def _organisation(orgno: Any, name: str) -> Iterator[Organisation]:
    """«0192:» is Norway's register; a number of another register, or one with a wrong check digit, is nobody here."""
    if not isinstance(orgno, dict):
        return
    register = orgno.get("authority", orgno.get("Authority", NORWEGIAN))
    found = re.fullmatch(r"0192:([0-9]{9})", _text(orgno, "ID"))
    if register == NORWEGIAN and found and is_one(found[1]):
        yield Organisation(found[1], "".join(char for char in name if char.isprintable()).strip()[:120])


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _text(claims: dict[str, Any], name: str) -> str:
    found = claims.get(name)
    return found if isinstance(found, str) else ""


def _number(claims: dict[str, Any], name: str) -> float | None:
    found = claims.get(name)
    return float(found) if isinstance(found, int | float) and not isinstance(found, bool) else None
