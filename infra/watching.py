"""How a process of the house is watched: its lines on standard output, and its figures on their way to /metrics."""

import atexit
import os
import sys
from collections.abc import Mapping

from flask import Flask

from saas import journal, metrics_store
from saas.config import BadSetting

LEVELS = ("debug", "info", "warning", "error")


def listen(part: str) -> None:
    """Begin before the house is built, so that also what goes wrong while building is told in lines like the rest."""
    journal.start(part, level(os.environ, a_person_reads=sys.stdout.isatty()))


def report(app: Flask, part: str) -> metrics_store.Reporter:
    """Carry this process' figures to where all meet, until it ends."""
    reporter = metrics_store.Reporter(app, part)
    reporter.start()
    atexit.register(reporter.leave)
    return reporter


def level(env: Mapping[str, str], *, a_person_reads: bool) -> str:
    """LOG_LEVEL; else all that is answered and done, but in a demo on somebody's own screen only what went wrong."""
    given = env.get("LOG_LEVEL", "").strip().lower()
    if given and given not in LEVELS:
        raise BadSetting(f"LOG_LEVEL must be one of {', '.join(LEVELS)}.")
    calm = a_person_reads and env.get("BINDELEDD_MODE", "demo") == "demo"
    return given or ("warning" if calm else "info")
