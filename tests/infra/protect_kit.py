"""What the filter's tests share: the command run in two ways, figures to build cases of, and what must hold."""

import io
import json
import subprocess
import sys
from typing import Any

import pytest

from infra import protect as command
from infra.ground import ROOT
from saas.auditor import Publication, attack
from tests.infra.little_attacker import kommune_ranges, ranges


def run(case: Any) -> tuple[int, str, str]:
    """The filter as a process of its own: exit code, what came out, what was said."""
    source = case if isinstance(case, bytes) else json.dumps(case).encode()
    done = subprocess.run([sys.executable, "-m", "infra.protect"], input=source, capture_output=True, cwd=ROOT, timeout=120)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


class _Input:
    def __init__(self, source: bytes) -> None:
        self.buffer = io.BytesIO(source)


@pytest.fixture
def protect(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """The filter in this process: `protect(case)` is the document, `protect(case, 3)` the sentence."""

    def protect(case: Any, code: int = 0) -> Any:
        monkeypatch.setattr(sys, "stdin", _Input(case if isinstance(case, bytes) else json.dumps(case).encode()))
        found = command.main()
        told = capsys.readouterr()
        assert found == code, told.err
        if code:
            assert told.out == "" and len([line for line in told.err.splitlines() if "…" not in line]) == 1
            return told.err
        return json.loads(told.out)

    return protect


def holds(case: dict, out: dict) -> None:
    """Nothing is exact for an outsider nor for a coordinator, for any cell or kommune, over all that is out."""
    earlier = case.get("earlier", [])
    shown = {name: value for release in [*earlier, out] for name, value in release["cells"].items() if value is not None}
    cells = {name: shown.get(name) for release in [*earlier, out] for name in release["cells"]}
    equations = [row for release in [*earlier, out] for row in release["equations"]]
    assert all(most - least > 1 for least, most in ranges(cells, equations).values())
    contributions = case.get("contributions", {})
    persons: dict[str, set[str]] = {}
    for kommune in {k for own in contributions.values() for k in own}:
        persons.setdefault(case.get("coordinators", {}).get(kommune, kommune), set()).add(kommune)
    few = {kommune for own in contributions.values() if len(own) < 4 for kommune in own}
    # Those who know most, and those who stand in a small figure, are the readers to fear.
    readers = sorted(persons.values(), key=lambda own: (not own & few, -len(own), min(own)))[:3]
    for own in [set(), *readers]:
        for (kommune, leaf), (least, most) in kommune_ranges(cells, equations, contributions, own).items():
            value = contributions[leaf][kommune]
            if kommune not in own:
                assert most - least > 1e-6, f"{kommune} {leaf} is exact to {sorted(own)}"
                assert not value or least < 0.75 * value + 1e-6 or most > 1.25 * value - 1e-6, f"{kommune} {leaf}: {own}"
    report = attack([Publication.of({"cells": cells, "equations": equations})])
    assert report.exact == []


def even(prefix: str, count: int, base: float = 4.0) -> dict[str, float]:
    return {f"{prefix}{number}": base + number % 4 for number in range(count)}


SIX = {"k1": 4, "k2": 3, "k3": 1, "k4": 6, "k5": 2, "k6": 2}
NORTH, SOUTH, WEST = even("n", 7), even("s", 9), even("w", 8)


def regions(**leaves: dict[str, float]) -> dict[str, Any]:
    return {"equations": [{"total": "all", "parts": list(leaves)}], "contributions": leaves}
