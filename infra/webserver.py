"""The web server's command, the same under `./infra/run` and in a container."""

import os
import sys
from pathlib import Path

from infra.ground import CannotGoOn

MEMORY = Path("/dev/shm")  # noqa: S108  (only gunicorn's heartbeats, where a slow disk cannot stop them)


def command(bind: str, port: int) -> list[str]:
    """Gunicorn with threads: WEB_PROCESSES (2) processes, WEB_THREADS (4) pages at a time in each.

    It believes nobody about where a request came from: saas.edge counts our own proxies, and only them.
    """
    size = ["--worker-class", "gthread", "--workers", _number("WEB_PROCESSES", 2), "--threads", _number("WEB_THREADS", 4)]
    patience = ["--graceful-timeout", "10", "--timeout", "60", "--no-control-socket"]
    memory = ["--worker-tmp-dir", str(MEMORY)] if os.access(MEMORY, os.W_OK) else []
    bound = ["--bind", f"{bind}:{port}", "--forwarded-allow-ips", ""]
    told = ["--log-level", "warning", "--logger-class", "saas.journal_web.Journal"]
    return [sys.executable, "-m", "gunicorn", *bound, *told, *size, *patience, *memory, "infra.wsgi:app"]


def _number(name: str, usual: int) -> str:
    given = os.environ.get(name, "").strip() or str(usual)
    if not (given.isascii() and given.isdigit() and 1 <= int(given) <= 64):
        raise CannotGoOn(f"{name} er «{given}», men må være et tall fra 1 til 64.")
    return given
