"""Settings from the environment, checked once, at start; a bad one is a sentence, not a traceback."""

import hashlib
import hmac
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from sqlalchemy import make_url

from saas.edge import Edge, read_edge
from saas.finders import read_contacts
from saas.metrics_door import read_token

ROOMS = ("lobby", "worker", "kommune", "guest", "statistics", "centre", "public")
DEMO_PASSWORD = "demo-bindeledd-2026"
DEMO_DOMAIN = "bindeledd.example"


class BadSetting(SystemExit):
    """A setting is missing or wrong; the message says which and how to mend it."""


@dataclass(frozen=True)
class LogInService:
    """A log-in service outside the house (OIDC). `slug` stands in its addresses, `acr` are the levels that are accepted.

    Exactly one of `secret` and `key` (PEM) proves who we are. `tenants` maps Entra tenants to organisation numbers.
    """

    slug: str
    kind: str
    issuer: str
    label: str
    client_id: str
    secret: str = field(default="", repr=False)
    key: str = field(default="", repr=False)
    key_id: str = ""
    acr: tuple[str, ...] = ()
    tenants: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Settings:
    """Everything the environment decides. `room_urls` maps a kind of room to its own login's address."""

    mode: str
    secret_key: str
    room_urls: dict[str, str]
    redis_url: str
    smtp_url: str
    public_url: str
    mail_domain: str = DEMO_DOMAIN
    mailbox_folder: Path | None = None
    sentry_dsn: str = ""
    version: str = "0.1.0"
    session_idle_minutes: int = 120
    session_hours: int = 12
    max_upload: int = 10 * 1024 * 1024
    ssb_url: str = "https://data.ssb.no/api/pxwebapi/v2"
    fhi_url: str = "https://statistikk-data.fhi.no/api/open/v1"
    statistics_fetch: bool = False
    statistics_folder: Path | None = None
    coordinator_limit: int = 6
    second_step: bool = True
    isolation_report: Path | None = None
    archive_folder: Path | None = None
    log_in_services: tuple[LogInService, ...] = ()
    edge: Edge = field(default_factory=Edge)
    metrics_token: str = field(default="", repr=False)
    security_contacts: tuple[str, ...] = (f"mailto:security@{DEMO_DOMAIN}",)

    @property
    def demo(self) -> bool:
        """True where the fictional region lives."""
        return self.mode == "demo"


def read(environment: Mapping[str, str] | None = None) -> Settings:
    """Settings from `environment` (default os.environ). Raises BadSetting with one clear sentence."""
    env = os.environ if environment is None else environment
    if (mode := env.get("BINDELEDD_MODE", "demo")) not in ("demo", "production"):
        raise BadSetting("BINDELEDD_MODE must be «demo» or «production».")
    secret = env.get("SECRET_KEY", "")
    if len(secret) < 16 or (mode == "production" and len(secret) < 32):
        raise BadSetting("SECRET_KEY is missing or too short: give at least 32 random characters.")
    public_url = env.get("PUBLIC_URL", f"http://127.0.0.1:{env.get('PORT', '8000')}").rstrip("/")
    room_urls = _room_urls(env, secret)
    return Settings(
        mode=mode,
        secret_key=secret,
        room_urls=room_urls,
        edge=_checked(read_edge, env, mode, public_url, room_urls.values()),
        redis_url=_needed(env, "REDIS_URL"),
        smtp_url=_needed(env, "SMTP_URL"),
        public_url=public_url,
        mail_domain=_mail_domain(env, mode),
        security_contacts=_checked(read_contacts, env, _mail_domain(env, mode)),
        mailbox_folder=Path(folder) if (folder := env.get("MAILBOX_FOLDER")) and mode == "demo" else None,
        sentry_dsn=env.get("SENTRY_DSN", ""),
        metrics_token=_checked(read_token, env),
        coordinator_limit=_limit(env),
        # In the demo everybody may look in with the password that stands on the front page.
        second_step=mode == "production",
        log_in_services=_log_in_services(env, mode),
        isolation_report=Path(env["ISOLATION_REPORT"]) if env.get("ISOLATION_REPORT") else None,
        archive_folder=_archive_folder(env, mode),
        **_statistics(env),
    )


def room_password(kind: str, secret_key: str) -> str:
    """The derived password of one room's login role; infra.migrate sets it, the rooms log in with it."""
    return hmac.new(secret_key.encode(), f"room:{kind}".encode(), hashlib.sha256).hexdigest()


def _checked(reading: Callable[..., Any], *given: Any) -> Any:
    try:
        return reading(*given)
    except ValueError as wrong:
        raise BadSetting(str(wrong)) from None


def _mail_domain(env: Mapping[str, str], mode: str) -> str:
    """The domain that letters come from and return to: as given, or in production the host of the public address."""
    host = urlsplit(env.get("PUBLIC_URL", "")).hostname or DEMO_DOMAIN
    return env.get("MAIL_DOMAIN", "").strip().lower() or (host if mode == "production" else DEMO_DOMAIN)


def _room_urls(env: Mapping[str, str], secret: str) -> dict[str, str]:
    """Each kind of room logs in as itself; ROOMS_URL is the database's address without any login."""
    base = env.get("ROOMS_URL") or env.get("DATABASE_URL")
    if not base:
        raise BadSetting("DATABASE_URL (or ROOMS_URL) is missing: the address of the PostgreSQL database.")
    url = make_url(base).set(drivername="postgresql+psycopg")
    urls = {}
    for kind in ROOMS:
        own = url.set(username=f"bindeledd_{kind}", password=room_password(kind, secret))
        urls[kind] = env.get(f"ROOM_{kind.upper()}_URL") or own.render_as_string(hide_password=False)
    return urls


def _statistics(env: Mapping[str, str]) -> dict[str, Any]:
    """Where public figures are fetched from, whether they are, and where answers are kept until they are old."""
    found: dict[str, Any] = {}
    for name in ("SSB_URL", "FHI_URL"):
        if address := env.get(name, "").strip().rstrip("/"):
            if not address.startswith(("https://", "http://")):
                raise BadSetting(f"{name} must begin with https:// or http://.")
            found[name.lower()] = address
    switch = env.get("STATISTICS_FETCH", "").strip().lower() or "off"
    if switch not in ("on", "off"):
        raise BadSetting("STATISTICS_FETCH must be «on» or «off».")
    folder = Path(home) / "statistics" if (home := env.get("BINDELEDD_HOME")) else None
    return {**found, "statistics_fetch": switch == "on", "statistics_folder": folder}


def _archive_folder(env: Mapping[str, str], mode: str) -> Path | None:
    """Where packages for the kommuner's archives are laid, a folder for each; without it they are fetched by hand."""
    given, home = env.get("ARCHIVE_FOLDER", "").strip(), env.get("BINDELEDD_HOME", "").strip()
    if not given and not (mode == "demo" and home):
        return None
    folder = Path(given) if given else Path(home) / "arkiv"
    if not folder.is_absolute():
        raise BadSetting("ARCHIVE_FOLDER must be a whole path, from the root.")
    return folder


def _limit(env: Mapping[str, str]) -> int:
    """How many kommuner one coordinator may have."""
    given = env.get("COORDINATOR_LIMIT", "6").strip()
    if not given.isdecimal() or not 1 <= int(given) <= 50:
        raise BadSetting("COORDINATOR_LIMIT must be a number from 1 to 50.")
    return int(given)


def _needed(env: Mapping[str, str], name: str) -> str:
    if not env.get(name):
        raise BadSetting(f"{name} is missing.")
    return env[name]


OIDC_PARTS = ("CLIENT_SECRET", "CLIENT_ID", "KEY_ID", "TENANTS", "ISSUER", "LABEL", "KIND", "ACR", "KEY")


def _log_in_services(env: Mapping[str, str], mode: str) -> tuple[LogInService, ...]:
    """One service for each name in OIDC_<NAME>_ISSUER; a setting that belongs to none is a slip of the pen, and said so."""
    found: dict[str, dict[str, str]] = {}
    for setting in sorted(name for name in env if name.startswith("OIDC_")):
        part = next((part for part in OIDC_PARTS if setting.endswith(f"_{part}")), "")
        name = setting.removeprefix("OIDC_").removesuffix(part).rstrip("_")
        if not part or not re.fullmatch(r"[A-Z0-9]+(_[A-Z0-9]+)*", name):
            raise BadSetting(f"{setting} is unknown. Known: OIDC_<NAME>_ followed by {', '.join(sorted(OIDC_PARTS))}.")
        if env[setting].strip():
            found.setdefault(name, {})[part] = env[setting].strip()
    services = tuple(_log_in_service(name, given, mode) for name, given in found.items())
    if len({service.issuer for service in services}) != len(services):
        raise BadSetting("Two OIDC_<NAME>_ISSUER are the same; each issuer is named once.")
    return services


def _log_in_service(name: str, given: Mapping[str, str], mode: str) -> LogInService:
    if missing := [part for part in ("ISSUER", "CLIENT_ID", "LABEL", "KIND") if part not in given]:
        raise BadSetting(f"OIDC_{name}_{missing[0]} is missing.")
    if ("CLIENT_SECRET" in given) == ("KEY" in given):
        raise BadSetting(f"Give exactly one of OIDC_{name}_CLIENT_SECRET and OIDC_{name}_KEY.")
    kind = given["KIND"]
    if kind not in ("ansattporten", "entra"):
        raise BadSetting(f"OIDC_{name}_KIND must be «ansattporten» or «entra».")
    if kind == "entra" and "TENANTS" not in given:
        raise BadSetting(f"OIDC_{name}_TENANTS is missing: «tenant id=organisation number», with commas between.")
    return LogInService(
        slug=name.lower().replace("_", "-"),
        kind=kind,
        issuer=_issuer(name, given["ISSUER"], mode),
        label=given["LABEL"],
        client_id=given["CLIENT_ID"],
        secret=given.get("CLIENT_SECRET", ""),
        key=_private_key(name, given.get("KEY", "")),
        key_id=given.get("KEY_ID", ""),
        acr=tuple(given.get("ACR", "substantial entraid" if kind == "ansattporten" else "").split()),
        tenants=_entra_tenants(name, given.get("TENANTS", "")),
    )


def _issuer(name: str, address: str, mode: str) -> str:
    """An issuer is compared letter by letter, so it stays exactly as it was written."""
    parts = urlsplit(address)
    local = mode == "demo" and parts.scheme == "http" and parts.hostname in ("localhost", "127.0.0.1")
    if not parts.hostname or parts.query or parts.fragment or not (parts.scheme == "https" or local):
        raise BadSetting(f"OIDC_{name}_ISSUER must be an https address without «?» and «#».")
    return address


def _private_key(name: str, given: str) -> str:
    """The key itself, or the path of the file it lies in."""
    if not given:
        return ""
    try:
        key = given if given.startswith("-----BEGIN ") else Path(given).read_text()
        load_pem_private_key(key.encode(), password=None)
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm):
        raise BadSetting(f"OIDC_{name}_KEY is neither a private key (PEM) nor the path of one.") from None
    return key


def _entra_tenants(name: str, given: str) -> dict[str, str]:
    found = {}
    for pair in filter(None, (part.strip() for part in given.split(","))):
        tenant, _, number = (part.strip() for part in pair.partition("="))
        if not re.fullmatch(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", tenant) or not re.fullmatch("[0-9]{9}", number):
            raise BadSetting(f"OIDC_{name}_TENANTS must be «tenant id=organisation number», with commas between.")
        found[tenant.lower()] = number
    return found
