"""What every set-up step stands on: the project's folder, lines of progress, one way to stop. Standard library only."""

import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / ".cache"
STARTED = float(os.environ.get("BINDELEDD_STARTED") or time.time())


class CannotGoOn(Exception):
    """Something is missing; the message is one clear sentence saying what, and how to mend it."""


def say(line: str) -> None:
    """Print a line of progress with the seconds since the command was given.

    A verb's own output may be piped on, so its progress goes to the error stream (BINDELEDD_QUIET_OUT).
    """
    stream = sys.stderr if os.environ.get("BINDELEDD_QUIET_OUT") else sys.stdout
    print(f"[{time.time() - STARTED:5.1f} s] {line}", file=stream, flush=True)


def command(arguments: Iterable[object], failing: str, cwd: Path | None = None) -> None:
    """Run a set-up command in silence; if it fails, show the end of what it said and stop with `failing`."""
    done = subprocess.run(
        [str(argument) for argument in arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
        cwd=cwd,
    )
    if done.returncode:
        last = "\n".join("    " + line for line in done.stdout.strip().splitlines()[-12:])
        raise CannotGoOn(f"{failing}\n{last}")


def digest(files: Iterable[Path], *words: str) -> str:
    """A fingerprint of some files and words: while it is unchanged, a step need not be done again."""
    fingerprint = hashlib.sha256("\0".join(words).encode())
    for file in files:
        fingerprint.update(file.read_bytes())
    return fingerprint.hexdigest()


def marked(mark: Path, wanted: str) -> bool:
    """Whether a step left this mark, that is, was finished with the same fingerprint."""
    return mark.is_file() and mark.read_text().strip() == wanted


def leave_mark(mark: Path, fingerprint: str) -> None:
    """Leave the mark in one movement, so that a step cut short never looks finished."""
    draft = mark.with_name(mark.name + ".ny")
    draft.write_text(fingerprint + "\n")
    draft.replace(mark)
