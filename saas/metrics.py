"""What this process has counted since it was last carried away: requests, jobs, letters, refusals. It names no kommune.

Every label is a word of the house's own: a route's pattern, a job's name, a kind of room. So the figures can be neither many
nor anybody's, and whoever reads them learns how the house is doing and nothing of those who live in it.
"""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock
from time import perf_counter

# Upper bounds in seconds. A page is meant to take 0.3 or less, a job 120 at most; the last bound is always «more».
PAGE_SECONDS = (0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 2.5, 5.0, 10.0)
JOB_SECONDS = (0.05, 0.2, 0.5, 1.0, 5.0, 20.0, 60.0, 120.0)
MORE = "+Inf"
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
# What a label may look like; anything else is told as OTHER, so that nothing typed by a visitor becomes one.
WORD = re.compile(r"[A-Za-z0-9_.<>/:-]{1,160}")
OTHER = "other"


@dataclass(frozen=True)
class Family:
    """One figure with its labels; with `buckets` (seconds) it is a histogram, else a counter."""

    about: str
    labels: tuple[str, ...]
    buckets: tuple[float, ...] = ()


FAMILIES = {
    "bindeledd_requests": Family("Pages and forms that were answered.", ("route", "method", "status")),
    "bindeledd_request_seconds": Family("How long an answer took.", ("route", "method"), PAGE_SECONDS),
    "bindeledd_jobs": Family("Jobs that the worker has done, that failed, or that were refused their room.", ("job", "result")),
    "bindeledd_job_seconds": Family("How long a job took.", ("job",), JOB_SECONDS),
    "bindeledd_letters_carried": Family("Letters the mail server took, put off, or refused for good.", ("result",)),
    "bindeledd_room_refusals": Family("Who asked for a room and was not let in, or met a wall inside one.", ("room", "why")),
    "bindeledd_log_ins": Family("What came of what was tried at the door.", ("way", "result")),
    "bindeledd_rate_limited": Family("Asked more often than is let through.", ("what",)),
    "bindeledd_rounds": Family("Rounds that the clock has asked for.", ("round",)),
}

_lock = Lock()
_counted: dict[str, float] = {}


def count(family: str, *labels: str, by: float = 1) -> None:
    """Count one more (or `by`) of a family, with its labels in their order. Raises LookupError for a family that is not there."""
    with _lock:
        _add(family, labels, "total", by)


def observe(family: str, seconds: float, *labels: str) -> None:
    """Note how long something took."""
    bound = next((str(edge) for edge in FAMILIES[family].buckets if seconds <= edge), MORE)
    with _lock:
        _add(family, labels, bound, 1)
        _add(family, labels, "sum", round(seconds, 6))


@contextmanager
def timed(family: str, *labels: str) -> Iterator[None]:
    """Note how long the block took, however it ended."""
    begun = perf_counter()
    try:
        yield
    finally:
        observe(family, perf_counter() - begun, *labels)


def taken() -> dict[str, float]:
    """All that is counted here, which is then forgotten here; keys as `read_key` understands them."""
    with _lock:
        found = dict(_counted)
        _counted.clear()
    return found


def put_back(counted: dict[str, float]) -> None:
    """What could not be carried away is counted again, and goes with the next."""
    with _lock:
        for key, value in counted.items():
            _counted[key] = _counted.get(key, 0) + value


def read_key(key: str) -> tuple[str, str, tuple[str, ...]]:
    """A key's family, what of it (total, sum, or a bucket's bound), and labels. Raises ValueError for a key that is none of ours."""
    family, what, *labels = json.loads(key)
    if family not in FAMILIES or len(labels) != len(FAMILIES[family].labels):
        raise ValueError(f"No figure is called {family} with {len(labels)} labels.")
    return family, what, tuple(labels)


def _add(family: str, labels: tuple[str, ...], what: str, by: float) -> None:
    if len(labels) != len(FAMILIES[family].labels):
        raise LookupError(f"{family} has the labels {FAMILIES[family].labels}.")
    key = json.dumps([family, what, *(label if WORD.fullmatch(label) else OTHER for label in labels)])
    _counted[key] = _counted.get(key, 0) + by
