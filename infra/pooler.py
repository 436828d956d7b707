"""PgBouncer in transaction mode: its settings, written from ours.

Every kind of room logs in through it as itself; nobody else can, and neither can the owner: migrations go past it.
"""

import os
import stat
import sys
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from infra.ground import CannotGoOn
from saas.config import ROOMS, room_password

PORT = 6432
# What PgBouncer lets through from a client is decided here: nothing that would outlive a transaction.
FIXED = {
    "pool_mode": "transaction",
    "auth_type": "scram-sha-256",
    "max_client_conn": "2000",
    "server_idle_timeout": "300",
    "query_wait_timeout": "15",
    "ignore_startup_parameters": "extra_float_digits",
    "log_connections": "0",
    "log_disconnections": "0",
    "stats_period": "300",
}
SERVER_TLS = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")


def write(folder: Path, environ: Mapping[str, str]) -> Path:
    """Write `pgbouncer.ini` and `users.txt` into `folder`, readable for their owner and group; returns the first.

    DATABASE_URL says where PostgreSQL is (its login is not used), POOL_SIZE how many connections each kind of room may
    hold there. POOLER_TLS_CERT and POOLER_TLS_KEY, where given, make clients come by TLS too.
    """
    missing = [name for name in ("DATABASE_URL", "SECRET_KEY") if not environ.get(name)]
    if missing:
        raise CannotGoOn(f"{' og '.join(missing)} må være satt for at innstillingene til PgBouncer skal kunne lages.")
    folder.mkdir(parents=True, exist_ok=True)
    users = folder / "users.txt"
    lines = [f'"bindeledd_{kind}" "{room_password(kind, environ["SECRET_KEY"])}"' for kind in ROOMS]
    _put(users, "\n".join(lines) + "\n")
    return _put(folder / "pgbouncer.ini", _settings(environ, users))


def _settings(environ: Mapping[str, str], users: Path) -> str:
    given = {
        "listen_addr": environ.get("POOLER_BIND", "127.0.0.1"),
        "listen_port": environ.get("POOLER_PORT", str(PORT)),
        "unix_socket_dir": environ.get("POOLER_SOCKET", ""),
        "auth_file": str(users),
        "default_pool_size": environ.get("POOL_SIZE", "10"),
    }
    database, tls = _database(environ["DATABASE_URL"])
    if certificate := environ.get("POOLER_TLS_CERT"):
        tls |= {"client_tls_sslmode": "require", "client_tls_cert_file": certificate, "client_tls_key_file": environ["POOLER_TLS_KEY"]}
    lines = [f"{name} = {value}" for name, value in (FIXED | given | tls).items()]
    return "\n".join(["[databases]", database, "", "[pgbouncer]", *lines]) + "\n"


def _database(url: str) -> tuple[str, dict[str, str]]:
    """The line of the one database, and how PgBouncer reaches it by TLS: as the address itself says."""
    parts = urlsplit(url)
    query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    name, host = unquote(parts.path.lstrip("/")), unquote(query.get("host") or parts.hostname or "")
    mode = query.get("sslmode", "prefer")
    if mode not in SERVER_TLS:
        raise CannotGoOn(f"sslmode er «{mode}» i DATABASE_URL, men må være en av: {', '.join(SERVER_TLS)}.")
    if any(character in name + host for character in " '\"\n=;"):
        raise CannotGoOn("Databasens navn og vert i DATABASE_URL kan ikke ha mellomrom, anførselstegn, «=» eller «;».")
    port = parts.port or query.get("port") or 5432
    tls = {"server_tls_sslmode": mode if not host.startswith("/") else "disable"}
    if root := query.get("sslrootcert"):
        tls["server_tls_ca_file"] = root
    return f"{name} = host={host} port={port} dbname={name}", tls


def _put(file: Path, content: str) -> Path:
    """In one movement, and never readable for others: the file of users holds passwords."""
    draft = file.with_name(file.name + ".ny")
    draft.unlink(missing_ok=True)
    draft.touch(mode=stat.S_IRUSR | stat.S_IWUSR | stat.S_IRGRP)
    draft.write_text(content)
    return draft.replace(file)


def main(arguments: list[str]) -> int:
    """Write the settings into the folder that is named."""
    if len(arguments) != 1:
        print("Bruk: ./infra/run pooler <mappe>", file=sys.stderr)
        return 2
    try:
        print(f"Innstillingene til PgBouncer er skrevet: {write(Path(arguments[0]), os.environ)}")
    except (CannotGoOn, OSError) as trouble:
        print(f"Stopper: {trouble}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
