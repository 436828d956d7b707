"""Settings from the environment, checked once, at start; a bad one is a sentence, not a traceback."""

import hashlib
import hmac
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import make_url

ROOMS = ("lobby", "worker", "kommune", "guest")
DEMO_PASSWORD = "demo-bindeledd-2026"


class BadSetting(SystemExit):
    """A setting is missing or wrong; the message says which and how to mend it."""


@dataclass(frozen=True)
class Settings:
    """Everything the environment decides. `room_urls` maps a kind of room to its own login's address."""

    mode: str
    secret_key: str
    room_urls: dict[str, str]
    redis_url: str
    smtp_url: str
    public_url: str
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

    @property
    def demo(self) -> bool:
        """True where the fictional region lives."""
        return self.mode == "demo"


def read(environment: Mapping[str, str] | None = None) -> Settings:
    """Settings from `environment` (default os.environ). Raises BadSetting with one clear sentence."""
    env = os.environ if environment is None else environment
    mode = env.get("BINDELEDD_MODE", "demo")
    if mode not in ("demo", "production"):
        raise BadSetting("BINDELEDD_MODE must be «demo» or «production».")
    secret = env.get("SECRET_KEY", "")
    if len(secret) < 16 or (mode == "production" and len(secret) < 32):
        raise BadSetting("SECRET_KEY is missing or too short: give at least 32 random characters.")
    folder = env.get("MAILBOX_FOLDER")
    port = env.get("PORT", "8000")
    return Settings(
        mode=mode,
        secret_key=secret,
        room_urls=_room_urls(env, secret),
        redis_url=_needed(env, "REDIS_URL"),
        smtp_url=_needed(env, "SMTP_URL"),
        public_url=env.get("PUBLIC_URL", f"http://127.0.0.1:{port}").rstrip("/"),
        mailbox_folder=Path(folder) if folder and mode == "demo" else None,
        sentry_dsn=env.get("SENTRY_DSN", ""),
        coordinator_limit=_limit(env),
        # In the demo everybody may look in with the password that stands on the front page.
        second_step=mode == "production",
        **_statistics(env),
    )


def room_password(kind: str, secret_key: str) -> str:
    """The derived password of one room's login role; infra.migrate sets it, the rooms log in with it."""
    return hmac.new(secret_key.encode(), f"room:{kind}".encode(), hashlib.sha256).hexdigest()


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
    home = env.get("BINDELEDD_HOME")
    return {**found, "statistics_fetch": switch == "on", "statistics_folder": Path(home) / "statistics" if home else None}


def _limit(env: Mapping[str, str]) -> int:
    """How many kommuner one coordinator may have."""
    given = env.get("COORDINATOR_LIMIT", "6").strip()
    if not given.isdigit() or not 1 <= int(given) <= 50:
        raise BadSetting("COORDINATOR_LIMIT must be a number from 1 to 50.")
    return int(given)


def _needed(env: Mapping[str, str], name: str) -> str:
    if not env.get(name):
        raise BadSetting(f"{name} is missing.")
    return env[name]
