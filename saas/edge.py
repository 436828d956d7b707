"""Where the house meets the network: whose word is taken for a visitor's address, and what must be encrypted in production."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from werkzeug.middleware.proxy_fix import ProxyFix

# Browsers keep to https for two years, which is what their makers ask of a service that means it.
HSTS = "max-age=63072000"
MOST_PROXIES = 5
ENCRYPTED = ("require", "verify-ca", "verify-full")
LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True)
class Edge:
    """`proxies` is how many of our own proxies stand before the web; `https` whether visitors come by https."""

    proxies: int = 0
    https: bool = False


def read_edge(env: Mapping[str, str], mode: str, public_url: str, database_urls: Iterable[str]) -> Edge:
    """The edge as the environment describes it. Raises ValueError with one clear sentence for what cannot be used."""
    if mode == "production":
        _refuse_open_line(env, database_urls)
    given = env.get("TRUSTED_PROXIES", "").strip() or "0"
    if not (given.isascii() and given.isdigit()) or int(given) > MOST_PROXIES:
        raise ValueError(f"TRUSTED_PROXIES must be the number of your own proxies before the web, from 0 to {MOST_PROXIES}.")
    https = public_url.startswith("https://")
    if mode == "production" and not https:
        raise ValueError("PUBLIC_URL must begin with https:// in production: passwords and cookies never travel in the open.")
    return Edge(int(given), https)


def stand_behind(app: Any, proxies: int) -> None:
    """Take a visitor's address and scheme from the last `proxies` proxies, and from nobody else.

    With none, the headers are what anybody may write, and are not read. The name of the host is never taken from them.
    """
    if proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=0, x_port=0, x_prefix=0)


def _refuse_open_line(env: Mapping[str, str], urls: Iterable[str]) -> None:
    """In production a database on another machine is reached by TLS. Raises ValueError naming what to write instead.

    Where the network itself is encrypted (a service mesh, WireGuard), DATABASE_TLS=elsewhere says so.
    """
    how = env.get("DATABASE_TLS", "").strip() or "required"
    if how not in ("required", "elsewhere"):
        raise ValueError("DATABASE_TLS must be «required» or «elsewhere».")
    if how == "required" and any(_is_open(url) for url in urls):
        raise ValueError(
            "The database is on another machine and would be reached without TLS: add ?sslmode=verify-full to its address "
            "(or DATABASE_TLS=elsewhere where the network itself is encrypted)."
        )


def _is_open(url: str) -> bool:
    parts = urlsplit(url)
    query = parse_qs(parts.query)
    hosts = query.get("host") or [parts.hostname or ""]
    far = any(host and not host.startswith("/") and host not in LOOPBACK for each in hosts for host in each.split(","))
    return far and query.get("sslmode", [""])[-1] not in ENCRYPTED
