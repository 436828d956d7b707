"""All set-up, in order, once: packages, front-end parts, translations, a browser for tests. Standard library only."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from infra import chromium, extras, packages, parts
from infra.ground import CACHE, ROOT, CannotGoOn, command, say

LOCALES = ROOT / "templates" / "locale"


def prepare(for_tests: bool = False) -> Path:
    """Make everything ready to run (or to be tested); returns the path of the Python to go on with."""
    _settle_environment()
    with _alone():
        python = packages.environment(".venv-test" if for_tests else ".venv")
        parts.front_end(for_tests)
        _translations(python)
        if for_tests:
            os.environ.update(chromium.for_tests())
            extras.fetch()
        if parts.NODE_FOLDER.exists() and not (chromium.needs_node() and (ROOT / ".venv-test").exists()):
            parts.forget_node()
    return python


def _settle_environment() -> None:
    """A proxy's own certificate in the system's store counts, and tools keep their caches where we may write."""
    for name in ("UV_SYSTEM_CERTS", "UV_NATIVE_TLS", "NODE_USE_SYSTEM_CA"):
        os.environ.setdefault(name, "1")
    os.environ.setdefault("PIP_ROOT_USER_ACTION", "ignore")
    home = os.path.expanduser("~")
    if not os.access(home, os.W_OK):
        os.environ.setdefault("UV_CACHE_DIR", str(CACHE / "uv"))
        os.environ.setdefault("PIP_CACHE_DIR", str(CACHE / "pip"))
        os.environ.setdefault("npm_config_cache", str(CACHE / "npm-cache"))


@contextmanager
def _alone() -> Iterator[None]:
    """Two starts at once take turns, so that neither destroys what the other is making."""
    try:
        CACHE.mkdir(exist_ok=True)
        lock = open(CACHE / "lock", "w")  # noqa: SIM115
    except OSError as trouble:
        raise CannotGoOn(
            f"Kan ikke skrive i {CACHE}: {trouble.strerror}. Kjør som den som eier mappen, eller lag en egen kopi."
        ) from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Venter på at en annen oppstart skal bli ferdig med oppsettet …")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _translations(python: Path) -> None:
    """Compile the message catalogues that have changed since they were last compiled."""
    for source in sorted(LOCALES.glob("*/LC_MESSAGES/messages.po")):
        made = source.with_suffix(".mo")
        if made.exists() and made.stat().st_mtime >= source.stat().st_mtime:
            continue
        language = source.parent.parent.name
        babel = [python, "-m", "babel.messages.frontend", "compile", "-i", source, "-o", made, "-l", language]
        command(babel, f"Fikk ikke oversatt språkfilen {source.relative_to(ROOT)}.")
        say(f"Språkfilen for {language} er klar.")
