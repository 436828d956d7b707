"""What the suppressor refuses, said plainly with the names of cells and never their values."""

from collections.abc import Iterable

SHOWN_AT_MOST = 10


class BadCase(ValueError):
    """The case cannot be read as tables: circular sums, missing contributions, numbers that are none."""


class CannotProtect(Exception):
    """No pattern of blanks protects these cells; `cells` holds their ids in order."""

    def __init__(self, cells: Iterable[str], because: str) -> None:
        self.cells: tuple[str, ...] = tuple(sorted(set(cells)))
        super().__init__(f"Kan ikke verne {listed(self.cells)}: {because}")


def listed(cells: Iterable[str]) -> str:
    """The ids for a sentence: the first ten, and how many more there are."""
    names = list(cells)
    shown = ", ".join(repr(name) for name in names[:SHOWN_AT_MOST])
    return shown + (f" og {len(names) - SHOWN_AT_MOST} til" if len(names) > SHOWN_AT_MOST else "")
