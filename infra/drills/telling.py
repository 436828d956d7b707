"""What a drill says: what it does, what was expected and what was seen; in plain Norwegian, a line each."""

import time
from collections.abc import Callable, Collection


class Tale:
    """One drill as it is told. `came_true` is what decides the exit code."""

    def __init__(self, write: Callable[[str], None] = print) -> None:
        self._write = write
        self._began = time.monotonic()
        self.wrong: list[str] = []

    def does(self, line: str) -> None:
        """What is done now."""
        self._write(f"  [{time.monotonic() - self._began:5.1f} s] {line}")

    def expect(self, expected: str, seen: object, right: bool) -> None:
        """What was expected, what was seen, and whether that is the same thing."""
        self._write(f"  {'✓' if right else '✗'} Ventet: {expected} Så: {seen}")
        if not right:
            self.wrong.append(f"{expected} Så: {seen}")

    def expect_number(self, expected: str, wanted: int, seen: int) -> None:
        """A number that must be just so."""
        self.expect(f"{expected}: {wanted}.", f"{seen}.", seen == wanted)

    def expect_once(self, what: str, wanted: Collection[str], seen: list[str], *, windows: int = 0) -> None:
        """Each of `wanted` came, nothing else did, and no more than `windows` of them came twice.

        A window is the moment between the mail server's yes and our own commit: whoever is killed just there cannot know
        that the letter is taken, and it comes once more, with the same Message-ID.
        """
        missing, strange = set(wanted) - set(seen), set(seen) - set(wanted)
        twice = len(seen) - len(set(seen))
        self.expect_number(f"{what} som mangler", 0, len(missing))
        self.expect_number(f"{what} som ikke er våre", 0, len(strange))
        self.expect(f"{what} som kom to ganger (samme Message-ID): høyst {windows}.", f"{twice}.", twice <= windows)

    @property
    def came_true(self) -> bool:
        """Whether all that was expected was seen."""
        return not self.wrong
