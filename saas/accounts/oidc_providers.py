"""The log-in services outside the house: what they say about themselves, their keys, and the exchange of a code."""

import json
import logging
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import requests
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from flask import current_app
from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, Key, RSAKey, import_key

from saas.accounts.oidc_claims import Untrue
from saas.config import LogInService
from saas.errors import NotFound

log = logging.getLogger(__name__)
# Seconds to wait for an answer; somebody sits and looks at an empty page meanwhile.
PATIENCE = (3.05, 10.0)
FRESH = 24 * 3600
LARGEST = 512 * 1024
# Signatures made with a key that only the service has. Never «none», and never one made with a key that we have too.
ALGORITHMS = ("RS256", "ES256", "PS256")


class Away(Exception):
    """The service does not answer, or not with anything that can be used."""


@dataclass
class _Known:
    metadata: dict[str, Any]
    keys: dict[str | None, Key]
    at: float


_known: dict[str, _Known] = {}


def services() -> tuple[LogInService, ...]:
    """Those that this house is set up with."""
    return current_app.config["HOUSE"].log_in_services


def find(slug: str) -> LogInService:
    """The service with this name in its addresses."""
    found = next((service for service in services() if service.slug == slug), None)
    if found is None:
        raise NotFound()
    return found


def forget() -> None:
    """Ask every service anew at the next log-in."""
    _known.clear()


def metadata(service: LogInService) -> dict[str, Any]:
    """What the service says about itself; believed for a day. Raises Away."""
    return _about(service).metadata


def address(service: LogInService, about: dict[str, Any], **sent: str) -> str:
    """Where to send somebody who wants in. `sent` is redirect_uri, state, nonce, code_verifier and ui_locales."""
    if service.acr:
        sent["acr_values"] = " ".join(service.acr)
    if service.kind == "ansattporten":
        # Being logged in is not to speak for an employer: ask for whom they may.
        sent["authorization_details"] = json.dumps([{"type": "ansattporten:orgno"}])
    url, _ = _client(service, about).create_authorization_url(about["authorization_endpoint"], **sent)
    return url


def exchange(service: LogInService, about: dict[str, Any], code: str, verifier: str, redirect_uri: str) -> str:
    """The id token for a code. Raises Away, or Untrue when the service does not take the code."""
    with _client(service, about) as client:
        try:
            token = client.fetch_token(
                about["token_endpoint"],
                code=code,
                code_verifier=verifier,
                grant_type="authorization_code",
                redirect_uri=redirect_uri,
                timeout=PATIENCE,
                allow_redirects=False,
            )
        except OAuthError:
            raise Untrue("code") from None
        except (requests.RequestException, ValueError) as trouble:
            raise _away(service, trouble) from None
    found = token.get("id_token")
    if not isinstance(found, str):
        raise Untrue("no_id_token")
    return found


def claims_of(service: LogInService, id_token: str) -> dict[str, Any]:
    """What an id token says, once its signature holds. Raises Untrue or Away."""
    try:
        header = jws.extract_compact(id_token.encode()).headers()
    except (JoseError, ValueError):
        raise Untrue("not_a_token") from None
    if header.get("alg") not in ALGORITHMS:
        raise Untrue("algorithm")
    try:
        return dict(jwt.decode(id_token, _key(service, header.get("kid")), algorithms=list(ALGORITHMS)).claims)
    except (JoseError, ValueError, TypeError):
        raise Untrue("signature") from None


def _key(service: LogInService, kid: Any) -> Key:
    """The key that signed. One that is unknown may be new: the keys are then fetched once more."""
    if not isinstance(kid, str | None):
        raise Untrue("unknown_key")
    for keys in (_about(service).keys, _about(service, anew=True).keys) if kid else (_about(service).keys,):
        if kid in keys:
            return keys[kid]
        if kid is None and len(keys) == 1:
            return next(iter(keys.values()))
    raise Untrue("unknown_key")


def _about(service: LogInService, *, anew: bool = False) -> _Known:
    known = _known.get(service.issuer)
    if known is None or anew or time.monotonic() - known.at > FRESH:
        about = _fetch(service, f"{service.issuer.rstrip('/')}/.well-known/openid-configuration")
        _check(service, about)
        known = _Known(about, _read_keys(_fetch(service, about["jwks_uri"])), time.monotonic())
        _known[service.issuer] = known
    return known


def _check(service: LogInService, about: dict[str, Any]) -> None:
    """A service must be who we think it is, and its doors must be as safe as its own address."""
    said = about.get("issuer")
    # Microsoft describes all its customers on one page, with a place for the customer's own number.
    for_all = service.kind == "entra" and said == service.issuer.replace("/organizations/", "/{tenantid}/")
    if said != service.issuer and not for_all:
        raise _away(service, ValueError("another issuer"))
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        door = urlsplit(str(about.get(name, "")))
        as_safe = door.scheme == "https" or (service.issuer.startswith("http:") and door.hostname in ("localhost", "127.0.0.1"))
        if not door.hostname or not as_safe:
            raise _away(service, ValueError(f"unsafe {name}"))


def _read_keys(published: dict[str, Any]) -> dict[str | None, Key]:
    keys: dict[str | None, Key] = {}
    for given in published.get("keys") or []:
        if not isinstance(given, dict) or given.get("kty") not in ("RSA", "EC") or given.get("use", "sig") != "sig":
            continue
        try:
            keys[given.get("kid")] = import_key(given)
        except (JoseError, ValueError, TypeError):
            continue
    return keys


def _fetch(service: LogInService, url: str) -> dict[str, Any]:
    try:
        with requests.get(url, timeout=PATIENCE, allow_redirects=False, stream=True) as answer:
            content = answer.raw.read(LARGEST + 1, decode_content=True)
            if answer.status_code != 200 or len(content) > LARGEST:
                raise ValueError(f"status {answer.status_code}")
        found = json.loads(content)
    except (requests.RequestException, OSError, ValueError, RecursionError) as trouble:
        raise _away(service, trouble) from None
    if not isinstance(found, dict):
        raise _away(service, ValueError("not an object"))
    return found


def _client(service: LogInService, about: dict[str, Any]) -> OAuth2Session:
    ours: dict[str, Any] = {"client_id": service.client_id, "scope": "openid", "code_challenge_method": "S256"}
    if not service.key:
        basic = "client_secret_basic" in about.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        method = "client_secret_basic" if basic else "client_secret_post"
        return OAuth2Session(client_secret=service.secret, token_endpoint_auth_method=method, **ours)
    key, algorithm = signing_key(service.key)
    client = OAuth2Session(client_secret=key, token_endpoint_auth_method=PrivateKeyJWT.name, **ours)
    # Ansattporten wants its own name as the reader of our proof, Microsoft the address that the proof is sent to.
    reader = service.issuer if service.kind == "ansattporten" else about["token_endpoint"]
    headers = {"kid": service.key_id} if service.key_id else None
    client.register_client_auth_method(PrivateKeyJWT(reader, headers=headers, alg=algorithm))
    return client


def signing_key(pem: str) -> tuple[Key, str]:
    """Our own key and the signature it makes. Raises ValueError for what is no RSA or EC key."""
    try:
        return RSAKey.import_key(pem), "RS256"
    except (JoseError, ValueError, TypeError):
        return ECKey.import_key(pem), "ES256"


def _away(service: LogInService, trouble: Exception) -> Away:
    # The kind of trouble only: an address or an answer may carry a code.
    log.warning("The log-in service %s is away: %s", service.slug, type(trouble).__name__)
    return Away(service.label)
