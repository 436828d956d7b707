"""The indicators that a kommune may keep figures for by hand: what each is called, where it comes from, and how often."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from saas import vocabulary

DATA = Path(__file__).parent / "data" / "catalogue.csv"
# Sources that ask people: their figures mean nothing without how many answered.
SURVEYS = ("Ungdata", "Elevundersøkelsen")
# After the ones that the catalogue has a rank for.
LAST = 10_000


@dataclass(frozen=True)
class Entry:
    """One indicator of the catalogue. `slt` is its rank among those that SLT asks for first, 0 for the others."""

    code: str
    title: str
    question: str
    source: str
    theme: str
    every: int
    slt: int
    link: str

    @property
    def is_survey(self) -> bool:
        """Whether people were asked."""
        return self.source in SURVEYS


@cache
def entries() -> dict[str, Entry]:
    """The whole catalogue by code, SLT's own first."""
    with DATA.open(encoding="utf-8", newline="") as file:
        return {row["code"]: _entry(row) for row in csv.DictReader(file, delimiter=";")}


def _entry(row: dict[str, str]) -> Entry:
    every, slt = int(row.pop("every")), int(row.pop("slt") or 0)
    return Entry(**row, every=every, slt=slt)


def find(code: str) -> Entry | None:
    """The catalogue's own, or None for a code that came with a file."""
    return entries().get(code)


def by_source() -> list[tuple[str, list[Entry]]]:
    """(source, its indicators), with SLT's own as a group of their own on top, its name left empty."""
    first = [entry for entry in entries().values() if entry.slt]
    rest: dict[str, list[Entry]] = {}
    for entry in entries().values():
        if not entry.slt:
            rest.setdefault(entry.source, []).append(entry)
    return [("", first), *rest.items()]


def is_survey(code: str, source: str) -> bool:
    """Whether figures of this code and source rest on people's answers."""
    entry = find(code)
    return entry.is_survey if entry else source.casefold().startswith(tuple(name.casefold() for name in SURVEYS))


def rank(code: str) -> tuple[int, int]:
    """Where an indicator stands on a page: by theme, and inside it SLT's own first."""
    entry = find(code)
    themes = list(vocabulary.THEMES)
    theme = themes.index(entry.theme) if entry and entry.theme else len(themes)
    return theme, (entry.slt or LAST) if entry else LAST
