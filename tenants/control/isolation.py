"""The evidence that the walls hold, as the tests wrote it: what was tried, when, and whether every try was refused."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True)
class Evidence:
    """«412 ruter × 9 roller», and when."""

    at: datetime
    passed: bool
    routes: int
    roles: int


def read(path: Path | None) -> Evidence | None:
    """What the file says; None when there is none, or it cannot be read."""
    if path is None:
        return None
    try:
        told = json.loads(path.read_text())
        return Evidence(datetime.fromisoformat(told["at"]), told["passed"] is True, int(told["routes"]), int(told["roles"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
