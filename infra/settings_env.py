"""The environment's settings, read and checked once at start; all that is wrong is told at once."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from infra.ground import ROOT, CannotGoOn

MODES = ("demo", "production")
SHORTEST_KEY = 32  # characters
ADDRESSES = {
    "DATABASE_URL": ("postgresql://", "postgresql+psycopg://", "postgres://"),
    "REDIS_URL": ("redis://", "rediss://", "unix://"),
    "SMTP_URL": ("smtp://", "smtp+starttls://", "smtps://"),
    "PUBLIC_URL": ("http://", "https://"),
}
DEMANDED = {
    "SECRET_KEY": "en hemmelig nøkkel på minst 32 tegn",
    "DATABASE_URL": "adressen til en PostgreSQL-database",
    "REDIS_URL": "adressen til en Redis eller Valkey",
    "SMTP_URL": "adressen til en e-posttjener",
    "PUBLIC_URL": "nettadressen brukerne ser",
}


@dataclass(frozen=True)
class Settings:
    """What the start needs to know. An address that is None is something that we run ourselves."""

    mode: str
    home: Path
    bind: str
    port: int
    secret_key: str
    public_url: str
    database_url: str | None
    redis_url: str | None
    smtp_url: str | None

    @property
    def is_demo(self) -> bool:
        return self.mode == "demo"


def read(environ: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings; raises CannotGoOn with one sentence for each that is missing or wrong."""
    given = {name: value.strip() for name, value in environ.items() if value.strip()}
    if faults := _faults(given):
        raise CannotGoOn("Innstillingene må rettes:\n" + "\n".join(f"  – {fault}" for fault in faults))
    home = Path(given.get("BINDELEDD_HOME") or ROOT / ".data").expanduser().absolute()
    port = int(given.get("PORT", "8000"))
    return Settings(
        mode=given.get("BINDELEDD_MODE", "demo"),
        home=home,
        bind=given.get("BINDELEDD_BIND", "127.0.0.1"),
        port=port,
        secret_key=given.get("SECRET_KEY") or _kept_key(home),
        public_url=given.get("PUBLIC_URL", f"http://127.0.0.1:{port}").rstrip("/"),
        database_url=given.get("DATABASE_URL"),
        redis_url=given.get("REDIS_URL"),
        smtp_url=given.get("SMTP_URL"),
    )


def _faults(given: Mapping[str, str]) -> list[str]:
    """One sentence for each setting that cannot be used."""
    faults = []
    mode = given.get("BINDELEDD_MODE", "demo")
    if mode not in MODES:
        faults.append(f"BINDELEDD_MODE er «{mode}», men må være demo eller production.")
    if mode == "production":
        faults += [f"{name} mangler: {what}." for name, what in DEMANDED.items() if name not in given]
        if given.get("PUBLIC_URL", "").startswith("http://"):
            faults.append("PUBLIC_URL må begynne med https:// i produksjon: passord og innlogging skal aldri gå i klartekst.")
    port = given.get("PORT", "8000")
    if not (port.isascii() and port.isdigit() and 1 <= int(port) <= 65535):
        faults.append(f"PORT er «{port}», men må være et tall fra 1 til 65535.")
    if 0 < len(given.get("SECRET_KEY", "")) < SHORTEST_KEY:
        faults.append(f"SECRET_KEY er for kort: bruk minst {SHORTEST_KEY} tilfeldige tegn.")
    if 0 < len(given.get("BACKUP_KEY", "")) < SHORTEST_KEY:
        faults.append(f"BACKUP_KEY er for kort: bruk minst {SHORTEST_KEY} tilfeldige tegn.")
    for name, starts in ADDRESSES.items():
        if name in given and not given[name].startswith(starts):
            faults.append(f"{name} må begynne med {' eller '.join(starts)}.")
    return faults


def _kept_key(home: Path) -> str:
    """The demo's own secret key, made the first time and kept readable for its owner only."""
    file = home / "secret-key"
    try:
        home.mkdir(parents=True, exist_ok=True)
        if not file.exists():
            draft = file.with_suffix(f".{os.getpid()}")
            draft.touch(mode=0o600)
            draft.write_text(secrets.token_urlsafe(48))
            draft.rename(file)
        return file.read_text().strip()
    except OSError as trouble:
        raise CannotGoOn(
            f"Kan ikke bruke {home}: {trouble.strerror}. Sett BINDELEDD_HOME til en mappe du kan skrive i."
        ) from None
