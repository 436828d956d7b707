"""Answers from the offices, kept on disk until they are old, and for a while after in case the office is away."""

import hashlib
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from saas.statistics.gate import Time

LONGEST_KEPT = 30 * 86_400


@dataclass(frozen=True)
class Kept:
    """An answer and its age in seconds."""

    content: bytes
    age: float


class Shelf:
    """A folder of answers. None keeps nothing. A folder that cannot be used is the same as none."""

    def __init__(self, folder: Path | None, clock: Time) -> None:
        self._folder, self._clock = folder, clock

    def find(self, question: str) -> Kept | None:
        """The answer to a question, unless it is too old to be shown at all."""
        if self._folder is None:
            return None
        path = self._place(question)
        try:
            age = max(self._clock.wall() - path.stat().st_mtime, 0.0)
            return Kept(path.read_bytes(), age) if age <= LONGEST_KEPT else None
        except OSError:
            return None

    def keep(self, question: str, content: bytes) -> None:
        """Put an answer on the shelf in one movement, and throw away what is too old."""
        if self._folder is None:
            return
        draft = self._folder / f".{secrets.token_hex(8)}"
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            draft.write_bytes(content)
            os.utime(draft, (self._clock.wall(), self._clock.wall()))
            draft.replace(self._place(question))
            for path in self._folder.iterdir():
                if self._clock.wall() - path.stat().st_mtime > LONGEST_KEPT:
                    path.unlink(missing_ok=True)
        except OSError:
            draft.unlink(missing_ok=True)

    def _place(self, question: str) -> Path:
        assert self._folder is not None
        return self._folder / hashlib.sha256(question.encode()).hexdigest()
