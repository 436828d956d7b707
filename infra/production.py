"""What a container runs: one role a container, and the small questions that its keeper asks it."""

import os
import runpy
import socket
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, MutableMapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from infra import webserver
from infra.ground import CannotGoOn

# A worker says that it lives at least this often, also while it waits (RQ renews its own mark within this time).
SILENT = timedelta(minutes=10)
# What may lie in a file of its own, as container keepers hand secrets over.
SECRETS = ("SECRET_KEY", "DATABASE_URL", "ROOMS_URL", "REDIS_URL", "SMTP_URL", "METRICS_TOKEN", "SENTRY_DSN", "BACKUP_KEY")


def main(arguments: list[str]) -> int:
    """Do the one role that is named; returns its exit code (2 for a role that is unknown)."""
    if not arguments or arguments[0] not in ROLES:
        print(f"Bruk: python -m infra.production {' | '.join(ROLES)}", file=sys.stderr)
        return 2
    try:
        take_secrets(os.environ)
        return ROLES[arguments[0]](arguments[1:])
    except CannotGoOn as trouble:
        print(f"Stopper: {trouble}", file=sys.stderr)
        return 1


def web(rest: list[str]) -> int:
    """Become the web server: no process of ours stands between it and the signals that stop it."""
    command = webserver.command(os.environ.get("BINDELEDD_BIND", "0.0.0.0"), int(os.environ.get("PORT") or 8000))
    os.execv(command[0], command)


def worker(rest: list[str]) -> int:
    """Work until told to stop."""
    return _module("infra.worker")


def clock(rest: list[str]) -> int:
    """Strike until told to stop. There is one; two would only ask for the same rounds twice."""
    return _module("infra.clock")


def do(rest: list[str]) -> int:
    """Do one of the verbs of `./infra/run`, such as `do migrate`, and go; the image is set up already."""
    from infra import verbs

    return verbs.main(rest)


def nightly(rest: list[str]) -> int:
    """Take a copy into the folder that is named, by today's date; when it is safe, the oldest beyond BACKUP_KEEP (30) go."""
    from infra import verbs

    if len(rest) != 1 or not Path(rest[0]).is_dir():
        raise CannotGoOn("Nevn en mappe som finnes, og som kopien kan legges i.")
    kept = os.environ.get("BACKUP_KEEP", "").strip() or "30"
    if not (kept.isascii() and kept.isdigit() and int(kept)):
        raise CannotGoOn(f"BACKUP_KEEP er «{kept}», men må være et antall kopier, minst 1.")
    file = Path(rest[0]) / f"bindeledd-{datetime.now(UTC):%Y-%m-%dT%H%M%SZ}.kopi"
    if code := verbs.main(["backup", str(file)]):
        return code
    for old in sorted(Path(rest[0]).glob("bindeledd-*Z.kopi"))[: -int(kept)]:
        old.unlink()
    return 0


def ready(rest: list[str]) -> int:
    """Whether this container's web server answers and has all that it needs."""
    address = f"http://127.0.0.1:{os.environ.get('PORT') or 8000}/helse/klar"
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            return 0 if answer.status == 200 else 1
    except (urllib.error.URLError, OSError) as away:
        print(f"Ikke klar: {away}", file=sys.stderr)
        return 1


def alive(rest: list[str]) -> int:
    """Whether this container's worker has said lately that it lives; a queue that is away is no fault of the worker."""
    from redis import Redis
    from redis.exceptions import RedisError
    from rq import Worker

    try:
        workers = Worker.all(connection=Redis.from_url(os.environ["REDIS_URL"], socket_timeout=5, socket_connect_timeout=2))
    except (RedisError, OSError):
        return 0
    latest = [each.last_heartbeat for each in workers if each.hostname == socket.gethostname() and each.last_heartbeat]
    if latest and datetime.now(UTC) - max(_aware(at) for at in latest) < SILENT:
        return 0
    print("Arbeideren har ikke gitt lyd fra seg.", file=sys.stderr)
    return 1


def take_secrets(environ: MutableMapping[str, str]) -> None:
    """Read the secrets that lie in files: SECRET_KEY_FILE names the file that SECRET_KEY is in. Raises CannotGoOn."""
    for name in SECRETS:
        file = environ.pop(f"{name}_FILE", "")
        if file and environ.get(name):
            raise CannotGoOn(f"Gi enten {name} eller {name}_FILE, ikke begge.")
        if file:
            try:
                environ[name] = Path(file).read_text().strip()
            except OSError as trouble:
                raise CannotGoOn(f"Kan ikke lese {file}, som {name}_FILE peker på: {trouble.strerror}.") from None


ROLES: dict[str, Callable[[list[str]], int]] = {
    "web": web,
    "worker": worker,
    "clock": clock,
    "do": do,
    "nightly": nightly,
    "ready": ready,
    "alive": alive,
}


def _module(name: str) -> int:
    """Run a module as `python -m` would; what it exits with is ours."""
    runpy.run_module(name, run_name="__main__", alter_sys=True)
    return 0


def _aware(at: datetime) -> datetime:
    return at if at.tzinfo else at.replace(tzinfo=UTC)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
