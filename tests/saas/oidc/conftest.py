"""Two log-in services: oidc-provider-mock, which follows the rules, and one of our own that breaks them on command."""

import threading
import time
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import oidc_provider_mock
import psycopg
import pytest
import requests
from flask import Flask, jsonify, request
from joserfc import jwt
from joserfc.jwk import RSAKey
from werkzeug.serving import make_server

from saas.accounts import oidc_providers
from saas.config import LogInService
from tests.world import Browser

NORDVIK, HAMNES, NEITHER = "312206498", "987464291", "974760673"
COORDINATOR, MEMBER = "koordinator@fjordvest.example", "member@nordvik.example"
PID = "45840375084"
TENANT = "11111111-2222-4333-8444-555555555555"


@pytest.fixture(scope="session")
def honest():
    """The address of a provider that follows the rules."""
    with oidc_provider_mock.run_server_in_thread() as server:
        yield f"http://localhost:{server.server_port}"


@dataclass
class Liar:
    """A provider of our own: `claims` and `header` overrule what an honest one would say; `key` signs, `published` are told."""

    issuer: str
    key: RSAKey
    published: list[RSAKey]
    claims: dict[str, Any] = field(default_factory=dict)
    header: dict[str, Any] = field(default_factory=dict)
    about: dict[str, Any] = field(default_factory=dict)
    token: str | None = None
    status: int = 200
    asked: list[dict[str, Any]] = field(default_factory=list)
    fetched: list[str] = field(default_factory=list)
    nonce: str = ""

    def honest_claims(self) -> dict[str, Any]:
        """What would be let in."""
        now = int(time.time())
        details = [spoken_for(NORDVIK)]
        return {"iss": self.issuer, "aud": "bindeledd", "sub": "sub-1", "exp": now + 120, "iat": now, "nonce": self.nonce,
                "acr": "high", "sid": "sid-1", "pid": PID, "authorization_details": details}  # fmt: skip

    def id_token(self) -> str:
        """Signed with our key, whatever it says."""
        claims = {name: value for name, value in {**self.honest_claims(), **self.claims}.items() if value is not None}
        header = {name: value for name, value in {"alg": "RS256", "kid": self.key.kid, **self.header}.items() if value}
        return jwt.encode(header, claims, self.key, algorithms=["RS256", "PS256", "RS512"])


def new_key(kid: str) -> RSAKey:
    """An RSA key with a name."""
    return RSAKey.generate_key(2048, {"kid": kid, "use": "sig"})


FIRST_KEY = new_key("first")


@pytest.fixture
def liar():
    """A provider that says whatever a test wants."""
    app = Flask("liar")
    server = make_server("localhost", 0, app, threaded=True)
    issuer = f"http://localhost:{server.server_port}"
    found = Liar(issuer, FIRST_KEY, [FIRST_KEY])

    @app.get("/.well-known/openid-configuration")
    def about():
        found.fetched.append("about")
        doors = {name: f"{issuer}/{path}" for name, path in
                 (("authorization_endpoint", "inn"), ("token_endpoint", "token"), ("jwks_uri", "keys"))}  # fmt: skip
        return jsonify({"issuer": issuer, **doors, **found.about})

    @app.get("/organizations/v2.0/.well-known/openid-configuration")
    def about_many():
        return jsonify({**about().json, "issuer": issuer + "/{tenantid}/v2.0", **found.about})

    @app.get("/keys")
    def keys():
        found.fetched.append("keys")
        return jsonify({"keys": [key.as_dict(private=False) for key in found.published]})

    @app.post("/token")
    def token():
        found.asked.append({**request.form, "authorization": request.headers.get("Authorization", "")})
        if found.status != 200:
            return jsonify(error="invalid_grant"), found.status
        return jsonify(access_token="a", token_type="Bearer", expires_in=60, id_token=found.token or found.id_token())

    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield found
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def settings(settings, honest, liar):
    """The house knows three services: an honest one, a lying one, and a kommune's own Entra ID (which is the liar too)."""
    oidc_providers.forget()
    ours = LogInService("ansattporten", "ansattporten", honest, "Ansattporten", "bindeledd", "hemmelig", acr=("substantial", "entraid"))
    lying = replace(ours, slug="logneren", issuer=liar.issuer, label="Løgneren")
    many = f"{liar.issuer}/organizations/v2.0"
    entra = replace(ours, slug="entra", kind="entra", issuer=many, label="Microsoft", acr=(), tenants={TENANT: NORDVIK})
    yield replace(settings, log_in_services=(ours, lying, entra))
    oidc_providers.forget()


def spoken_for(*numbers: str) -> dict[str, Any]:
    """What Ansattporten says about whom somebody may speak for."""
    parties = [{"orgno": {"authority": "iso6523-actorid-upis", "ID": f"0192:{number}"}, "name": f"VIRKSOMHET {number}",
                "rights": ["Read"]} for number in numbers]  # fmt: skip
    return {"type": "ansattporten:orgno", "authorized_parties": parties}


def person(honest: str, sub: str, **claims: Any) -> str:
    """Somebody who has an account at the honest provider."""
    known = {"sub": sub, "acr": "high", "sid": "sid-1", "pid": PID, "authorization_details": [spoken_for(NORDVIK)], **claims}
    requests.put(f"{honest}/users/{quote(sub)}", json=known, timeout=5).raise_for_status()
    return sub


def permit(database: str, place: Any, issuer: str, number: str) -> None:
    """The kommune lets in a service for an organisation."""
    with psycopg.connect(database) as owner:
        owner.execute("INSERT INTO issuer_permits (tenant_id, issuer, org_number) VALUES (%s, %s, %s)", (place.id, issuer, number))


def tie(database: str, email: str, issuer: str, subject: str) -> None:
    """The user has tied this account to theirs."""
    with psycopg.connect(database) as owner:
        owner.execute("INSERT INTO external_identities (user_id, issuer, subject) SELECT id, %s, %s FROM users WHERE email = %s",
                      (issuer, subject, email))  # fmt: skip


def events(database: str, action: str = "oidc") -> list[tuple[Any, ...]]:
    """(result, whether a user is named, organisation, sid) of each event, the oldest first."""
    query = "SELECT result, user_id IS NOT NULL, org_number, sid FROM login_events WHERE action = %s ORDER BY at"
    with psycopg.connect(database) as owner:
        return owner.execute(query, (action,)).fetchall()


def sessions(database: str) -> list[tuple[Any, ...]]:
    """(method, strong, issuer, organisation, idle minutes, minutes in all) of each open session from outside."""
    query = "SELECT method, strong, issuer, org_number, idle_minutes, round(extract(epoch FROM expires_at - created_at) / 60) " \
        "FROM login_sessions WHERE method = 'oidc' ORDER BY created_at"  # fmt: skip
    with psycopg.connect(database) as owner:
        return owner.execute(query).fetchall()


class Visit:
    """Somebody's browser, on its way through a log-in."""

    def __init__(self, house: Any, browser: Any = None) -> None:
        self.browser = browser or Browser(house)

    def begin(self, slug: str = "ansattporten", at: str = "/logg-inn/med/", **form: str) -> str:
        """Press the button; the address at the provider that we are sent to."""
        page = self.browser.post(f"{at}{slug}", form)
        assert page.status_code == 200, page.get_data(as_text=True)
        return page.headers["Refresh"].removeprefix("0; url=")

    def at_provider(self, address: str, sub: str) -> str:
        """Log in at the honest provider; the address (of ours) that it sends us back to."""
        answer = requests.post(address, data={"sub": sub}, allow_redirects=False, timeout=5)
        assert answer.status_code == 302, answer.text
        return own(answer.headers["Location"])

    def through(self, sub: str, slug: str = "ansattporten", **kwargs: Any) -> Any:
        """All the way: our answer to what the provider sent back."""
        return self.browser.get(self.at_provider(self.begin(slug, **kwargs), sub))

    def lied_to(self, liar: Liar, slug: str = "logneren", extra: str = "", **kwargs: Any) -> Any:
        """All the way through the liar, which takes over the nonce like an honest one unless its claims say otherwise."""
        sent = sent_with(self.begin(slug, **kwargs))
        liar.nonce = sent["nonce"]
        return self.browser.get(f"/logg-inn/med/{slug}/svar?code=kode&state={sent['state']}{extra}")


def sent_with(address: str) -> dict[str, str]:
    """What we send along to the provider."""
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def own(address: str) -> str:
    """Path and query of an address of ours."""
    parts = urlsplit(address)
    assert parts.netloc == "bindeledd.test"
    return f"{parts.path}?{parts.query}"


@pytest.fixture
def visit(house, world):
    """A browser that has not logged in yet."""
    return Visit(house)
