"""Log-in from outside, in three steps: begun here, done there, believed here. No room is open while we wait for them."""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from saas import rooms
from saas.accounts import ceremonies, entrance, events, identities, oidc_claims, oidc_providers
from saas.accounts.models import User
from saas.accounts.oidc_claims import Organisation, Outsider, Untrue
from saas.accounts.oidc_providers import Away
from saas.config import LogInService
from saas.errors import Refusal

KIND, CHOICE = "oidc", "oidc.choice"
MINUTES = 10
# Source texts for those refusals that a person can do something about; all others say no more than that it was refused.
WORDS = {
    "away": "{service} svarer ikke nå. Prøv igjen om litt, eller logg inn på vanlig måte.",
    "cancelled": "Innloggingen hos {service} ble avbrutt.",
    "state": "Innloggingen var for gammel, brukt fra før eller begynt i en annen nettleser. Begynn på nytt.",
    "level": "Innloggingen hos {service} var ikke sikker nok. Velg en sikrere innloggingsmåte der.",
    "no_organisation": "{service} oppga ingen organisasjon du kan logge inn på vegne av.",
    "organisation": "Ingen av kommunene dine slipper inn organisasjonen du kommer fra, med {service}.",
    "unknown": "Kontoen din er ikke koblet til noen bruker her. Logg inn på vanlig måte først, og koble til "
    "under Min side → Sikkerhet.",
    "taken": "Denne kontoen hos {service} er allerede koblet til en bruker.",
    "recent": "Logg ut og inn igjen først. En ny innloggingsmåte kan bare kobles til rett etter at du har logget inn.",
}
REFUSED = "Svaret fra {service} ble ikke godtatt. Prøv på nytt, eller logg inn på vanlig måte."


class NotIn(Refusal):
    """Nobody came in. `reason` is what the log says."""

    def __init__(self, service: LogInService, reason: str) -> None:
        super().__init__(WORDS.get(reason, REFUSED), service=service.label)
        self.reason = reason
        self.status = 503 if reason == "away" else 403


@dataclass(frozen=True)
class Errand:
    """What was begun: to log in, or to tie an account to the user who is logged in."""

    purpose: str
    user_id: UUID | None
    nonce: str
    verifier: str
    next_page: str


def begin(service: LogInService, browser: str, redirect_uri: str, language: str, next_page: str, visitor: Any = None) -> str:
    """Begin a log-in, or a link for `visitor`; returns the address at the service. Raises NotIn.

    `browser` is a secret that only this browser's cookie has: the answer must come back to it.
    """
    try:
        about = oidc_providers.metadata(service)
    except Away:
        raise _noted(service, "away", visitor.id if visitor else None) from None
    facts = {
        "service": service.slug,
        "nonce": secrets.token_urlsafe(32),
        "verifier": secrets.token_urlsafe(48),
        "browser": _hash(browser),
        "next": next_page,
    }
    with rooms.enter(rooms.lobby()):
        recent = visitor is None or identities.has_just_logged_in(visitor.secret)
        state = ceremonies.begin(KIND, visitor.id if visitor else None, facts, MINUTES) if recent else ""
    if not recent:
        raise _noted(service, "recent", visitor.id, "link")
    return oidc_providers.address(
        service, about, redirect_uri=redirect_uri, state=state, nonce=facts["nonce"],
        code_verifier=facts["verifier"], ui_locales=language,
    )  # fmt: skip


def answer(
    service: LogInService, browser: str, given: Mapping[str, str], redirect_uri: str, visitor: Any = None
) -> tuple[Errand, Outsider]:
    """What came back, believed. What was begun is spent whatever the answer is. Raises NotIn, noted in the log."""
    who, deed = visitor.id if visitor else None, "oidc"
    try:
        errand = _take(service, browser, given.get("state", ""))
        if errand.user_id is not None:
            deed = "link"
            if errand.user_id != who:
                raise Untrue("another_user")
        return errand, _ask(service, errand, given, redirect_uri)
    except Untrue as refusal:
        raise _noted(service, refusal.reason, who, deed) from None
    except Away:
        raise _noted(service, "away", who, deed) from None


def enter(service: LogInService, outsider: Outsider, browser: str, next_page: str) -> tuple[Organisation | None, str]:
    """Open the session; or, where several organisations open something, the token of the choice between them.

    Returns (organisation, "") or (None, token). Raises NotIn.
    """
    with rooms.enter(rooms.lobby()):
        user, choices = _what_opens(service, outsider)
        user_id = user.id if user else None
        if user is not None and len(choices) == 1:
            _open(service, user, outsider, choices[0])
            return choices[0], ""
        if user is not None and choices:
            facts = {
                "service": service.slug,
                "subject": outsider.subject,
                "strong": outsider.strong,
                "sid": outsider.sid,
                "browser": _hash(browser),
                "next": next_page,
                "organisations": [[each.number, each.name] for each in choices],
            }
            return None, ceremonies.begin(CHOICE, user.id, facts, MINUTES)
    raise _noted(service, "organisation" if user_id else "unknown", user_id, sid=outsider.sid)


def choices(token: str, browser: str) -> list[Organisation]:
    """What may be chosen between; nothing when the choice is made, too old, or another browser's."""
    with rooms.enter(rooms.lobby(read_only=True)):
        found = ceremonies.look(token, CHOICE)
        return _offered(found.facts) if found and _is_same(found.facts, browser) else []


def choose(token: str, browser: str, number: str) -> tuple[Organisation, str] | None:
    """Open the session for the chosen organisation: (organisation, the page to go on to); None when it was not offered.

    Everything is asked anew: a permit can be revoked while somebody thinks. Raises NotIn.
    """
    with rooms.enter(rooms.lobby()):
        found = ceremonies.look(token, CHOICE)
        offered = _offered(found.facts) if found and _is_same(found.facts, browser) else []
        wanted = tuple(each for each in offered if each.number == number)
        if not wanted or (taken := ceremonies.take(token, CHOICE)) is None:
            return None
        facts = taken.facts
        service = oidc_providers.find(facts["service"])
        outsider = Outsider(facts["subject"], wanted, facts["strong"], facts["sid"])
        user, still = _what_opens(service, outsider)
        if user is not None and user.id == taken.user_id and still:
            _open(service, user, outsider, still[0])
            return still[0], facts["next"]
        user_id = taken.user_id
    raise _noted(service, "organisation", user_id, sid=outsider.sid)


def link(service: LogInService, outsider: Outsider, user_id: UUID) -> None:
    """Tie the account to the user who began it. Raises NotIn when it is somebody's already."""
    with rooms.enter(rooms.lobby()):
        made = identities.link(user_id, service.issuer, outsider.subject, service.label)
        result = "ok" if made else "taken"
        events.record("link", result, user_id, method="oidc", issuer=service.issuer, sid=outsider.sid)
    if not made:
        raise NotIn(service, "taken")


def _take(service: LogInService, browser: str, state: str) -> Errand:
    """What was begun, now spent. It is committed before anything is asked, so that no answer is tried twice."""
    with rooms.enter(rooms.lobby()):
        found = ceremonies.take(state, KIND)
        if found is None or found.facts["service"] != service.slug or not _is_same(found.facts, browser):
            found = None
        facts = found.facts if found else {}
        user_id = found.user_id if found else None
    if not facts:
        raise Untrue("state")
    return Errand("link" if user_id else "log_in", user_id, facts["nonce"], facts["verifier"], facts["next"])


def _ask(service: LogInService, errand: Errand, given: Mapping[str, str], redirect_uri: str) -> Outsider:
    about = oidc_providers.metadata(service)
    # An answer that names another service than the one we asked is a mix-up, before any code is sent anywhere.
    named = about.get("authorization_response_iss_parameter_supported") is True
    if given.get("iss", about["issuer"] if not named else "") != about["issuer"]:
        raise Untrue("answer_issuer")
    if given.get("error"):
        raise Untrue("cancelled" if given["error"] in ("access_denied", "user_cancelled") else "error")
    if not given.get("code"):
        raise Untrue("code")
    token = oidc_providers.exchange(service, about, given["code"], errand.verifier, redirect_uri)
    claims = oidc_providers.claims_of(service, token)
    return oidc_claims.believe(service, about["issuer"], claims, errand.nonce)


def _what_opens(service: LogInService, outsider: Outsider) -> tuple[User | None, list[Organisation]]:
    """Whose account it is, and which of the organisations open any kommune of theirs."""
    user = identities.owner(service.issuer, outsider.subject)
    if user is None:
        return None, []
    allowed = identities.let_in_for(user.id, service.issuer, [each.number for each in outsider.organisations])
    return user, [each for each in outsider.organisations if each.number in allowed]


def _open(service: LogInService, user: User, outsider: Outsider, chosen: Organisation) -> None:
    identities.mark_used(service.issuer, outsider.subject)
    known = {"method": "oidc", "issuer": service.issuer, "org_number": chosen.number}
    events.record("oidc", "ok", user.id, sid=outsider.sid, **known)
    entrance.enter(user, strong=outsider.strong, **known)  # type: ignore[arg-type]


def _noted(service: LogInService, reason: str, user_id: UUID | None, action: str = "oidc", sid: str = "") -> NotIn:
    """The refusal, written to the log in a transaction of its own."""
    with rooms.enter(rooms.lobby()):
        events.record(action, reason, user_id, method="oidc", issuer=service.issuer, sid=sid)
    return NotIn(service, reason)


def _offered(facts: dict[str, Any]) -> list[Organisation]:
    return [Organisation(number, name) for number, name in facts["organisations"]]


def _is_same(facts: dict[str, Any], browser: str) -> bool:
    return bool(browser) and secrets.compare_digest(facts["browser"], _hash(browser))


def _hash(browser: str) -> str:
    return hashlib.sha256(browser.encode()).hexdigest()
