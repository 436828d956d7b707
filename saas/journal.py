"""What the house says of its own work: one JSON line for each thing that happened, in which no person and no kommune stands.

A line holds the sentence as it stands in the code, never what was filled into it, and facts whose form is known beforehand.
"""

import json
import logging
import re
import secrets
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
OURS = ("saas", "tenants", "infra", "bindeledd")
# Libraries whose sentences are the same each time wherever something is filled into them.
STEADY = ("gunicorn", "rq")
# Read aloud on a telephone, so without letters and digits that are taken for each other.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
# A whole number, a code of our own, a place in the code, an address as it stands in the map: what a fact may look like.
_CODE = r"[a-z][a-z0-9_.-]{0,40}"
FORMS = {
    "part": "web|worker|clock",
    "request": f"[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}",
    "route": "[/a-z0-9_.<>:-]{1,160}",
    "method": "GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|other",
    "status": "[1-5][0-9][0-9]",
    "ms": "[0-9]{1,9}",
    "number": "[0-9]{1,9}",
    "room": "lobby|worker|kommune|guest|statistics|centre|public|none",
    "job": _CODE,
    "result": "done|failed|refused",
    "error": "[A-Za-z_][A-Za-z0-9_.]{0,80}",
}
HIDDEN = "(hidden)"
DEEPEST = 12  # frames of a traceback that are told, the innermost ones

_occasion: ContextVar[dict[str, Any]] = ContextVar("occasion", default={})  # noqa: B039  (never changed, only replaced)
_log = logging.getLogger("bindeledd")
_part = ""


def start(part: str, level: str = "info") -> None:
    """From now on this process (`part` is web, worker or clock) writes JSON lines on standard output, and nothing else."""
    global _part
    _part = part
    hand = logging.StreamHandler(sys.stdout)
    hand.setFormatter(Line())
    root = logging.getLogger()
    root.handlers[:] = [hand]
    root.setLevel(logging.WARNING)
    for name in OURS:
        logging.getLogger(name).setLevel(level.upper())
    sys.excepthook = _last_words


def new_number() -> str:
    """A number for one request, such as «7KQ3-M9XA»: shown where something broke, and found again in these lines."""
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(8))
    return f"{drawn[:4]}-{drawn[4:]}"


def number() -> str:
    """The number of the request that is being answered, or that asked for the job at hand; empty where there is none."""
    return str(_occasion.get().get("request", ""))


def begin(**facts: Any) -> None:
    """What is being done from now on in this thread; every line tells it (FORMS names the facts that may be told)."""
    _occasion.set({name: value for name, value in facts.items() if value})


@contextmanager
def during(**facts: Any) -> Iterator[None]:
    """The same, until the block ends; what was being done before it is then told again."""
    mark = _occasion.set({name: value for name, value in facts.items() if value})
    try:
        yield
    finally:
        _occasion.reset(mark)


def note(event: str, level: int = logging.INFO, **facts: Any) -> None:
    """Write one line. `event` is a sentence of ours, the same each time; what differs stands in `facts`."""
    _log.log(level, event, extra={"facts": facts})


def places(trace: Any) -> list[str]:
    """Where in the code a traceback has been, the innermost last: file, line and function, and no value."""
    told = []
    for frame in traceback.StackSummary.extract(traceback.walk_tb(trace), lookup_lines=False)[-DEEPEST:]:
        path = Path(frame.filename)
        short = path.relative_to(ROOT) if path.is_relative_to(ROOT) else Path(*path.parts[-2:])
        told.append(f"{short.as_posix()}:{frame.lineno} {frame.name}")
    return told


def hidden(error: BaseException) -> BaseException:
    """The same kind of error at the same place, without its words: those may be somebody's."""
    kind = type(error)
    mute = type(kind.__name__, (kind,), {"__module__": kind.__module__, "__str__": lambda self: HIDDEN, "__repr__": lambda self: HIDDEN})
    try:
        silent: BaseException = mute.__new__(mute)  # type: ignore[call-overload]
    except TypeError:
        silent = RuntimeError(kind.__name__)
    return silent.with_traceback(error.__traceback__)


class Line(logging.Formatter):
    """Makes one JSON line of a record. Of a library's record only its name, level and kind of error are told."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its line break."""
        family = record.name.split(".")[0]
        known = isinstance(record.msg, str) and (family in OURS or (family in STEADY and bool(record.args)))
        event = str(record.msg) if known else "A library had something to say."
        moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        told: dict[str, Any] = {"time": moment, "level": record.levelname.lower(), "part": _part, "event": event, "from": record.name}
        told |= {name: _told(name, value) for name, value in {**_occasion.get(), **getattr(record, "facts", {})}.items()}
        if record.exc_info and record.exc_info[0] is not None:
            told["error"] = _told("error", record.exc_info[0].__name__)
            told["where"] = places(record.exc_info[2])
        return json.dumps(told, ensure_ascii=False)


def _told(name: str, value: Any) -> Any:
    """A fact as it may be told; one that nobody has described, or that looks otherwise than described, is hidden."""
    form = FORMS.get(name)
    if form is None or not re.fullmatch(form, str(value)):
        return HIDDEN
    return value


def _last_words(kind: type[BaseException], error: BaseException, trace: Any) -> None:
    """A process that stops says why in one line like the others; asked to stop by hand, it says nothing."""
    if issubclass(kind, KeyboardInterrupt):
        return
    _log.critical("The process stopped unexpectedly.", exc_info=(kind, error, trace))
