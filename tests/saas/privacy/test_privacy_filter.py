"""The filter `./infra/run check-text`: one line in, one line out, whatever bytes come."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]


def answers(lines: bytes, *options: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, str(ROOT / "infra" / "check_text.py"), *options],
        input=lines, capture_output=True, check=True, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    return done.stdout.decode("utf-8").splitlines()


def test_each_line_gets_a_level_a_tab_and_a_reason() -> None:
    lines = b"01810550003\nOle Hansen i 9A\nsak 14/26\n\n"
    assert [answer.split("\t")[0] for answer in answers(lines)] == ["block", "warn", "pass", "pass"]
    assert answers(lines)[2] == "pass\tIngenting å merke."


def test_broken_bytes_and_odd_line_ends_lose_no_line() -> None:
    assert len(answers(b"\xff\xfe abc\r\nsak\x0b1/26\x85\nlast line without end")) == 3


def test_small_mode_is_stricter() -> None:
    line = b"To familier har takket nei.\n"
    assert answers(line)[0].startswith("pass")
    assert answers(line, "--small")[0].startswith("warn")
