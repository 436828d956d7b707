"""Finds a kommune by what somebody types: name, parallel name, former name, number, and a small slip of the finger."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache

from saas.register import history, kommuner
from saas.register.kommuner import Kommune

MOST = 8
# From this rank on, a name is only close to what was typed.
NEAR = 8
# Letters that are letters of their own, and not another with an accent on it.
OWN_LETTERS = str.maketrans({"ø": "o", "æ": "e", "đ": "d", "ŋ": "n", "ŧ": "t", "ß": "s"})


@dataclass(frozen=True)
class Hit:
    """A kommune that may be meant. `was` is (number, name, last day) where it was found by what it used to be.

    `near` is true where nothing fits and this is only close to what was typed.
    """

    kommune: Kommune
    was: tuple[str, str, date] | None = None
    near: bool = field(default=False, compare=False)


def search(words: str, *, demo: bool = False, more: Iterable[Kommune] = ()) -> list[Hit]:
    """The kommuner that `words` may mean, the likeliest first; in the demo also the fictional ones, and always `more`."""
    wanted = plain(words.strip())
    wanted = wanted.removesuffix(" kommune").strip()
    if not wanted:
        return []
    listed = [*kommuner.all(), *(kommuner.in_demo() if demo else ()), *more]
    ranked = []
    for kommune in listed:
        best = min(_ranks(kommune, wanted), key=lambda pair: pair[0], default=None)
        if best is not None:
            ranked.append((best[0], kommune.name, kommune.number, Hit(kommune, best[1], near=best[0] >= NEAR)))
    ranked.sort(key=lambda row: row[:3])
    # A slip of the finger is only looked for where nothing was right.
    right = [row for row in ranked if row[0] < NEAR]
    return [row[3] for row in (right or ranked)][:MOST]


@lru_cache(maxsize=16_384)  # Anybody may search, so what is typed must not be kept for ever.
def plain(words: str) -> str:
    """Without case, accents and signs; «å» and «aa», «ø» and «oe», «æ» and «ae» become the same."""
    text = unicodedata.normalize("NFKD", words.casefold().translate(OWN_LETTERS))
    text = "".join(sign for sign in text if not unicodedata.combining(sign))
    text = text.replace("aa", "a").replace("oe", "o").replace("ae", "e")
    return re.sub(r"[^a-z0-9]+", " ", text).strip()


def _ranks(kommune: Kommune, wanted: str) -> Iterator[tuple[int, tuple[str, str, date] | None]]:
    if wanted == kommune.number:
        yield 0, None
    names = {plain(kommune.name), plain(kommune.full_name), *(plain(name) for _, name in kommune.names)}
    yield from ((rank, None) for rank in _likeness(names, wanted))
    for was in _former(kommune.number):
        if wanted == was[0]:
            yield 2, was
        if plain(was[1]) not in names:
            yield from ((rank + 1, was) for rank in _likeness(_parts(was[1]), wanted))


def _likeness(names: set[str], wanted: str) -> Iterator[int]:
    if wanted.isdigit():
        return
    for name in names:
        if name == wanted:
            yield 1
        elif name.startswith(wanted):
            yield 3
        elif len(wanted) > 2 and wanted in name:
            yield 5
        elif len(wanted) > 3 and _slips(name, wanted) <= (2 if len(wanted) > 7 else 1):
            yield 8


@cache
def _parts(name: str) -> set[str]:
    """«Gáivuotna - Kåfjord» is looked for by each of its names."""
    return {plain(part) for part in name.split(" - ")} | {plain(name)}


@cache
def _former(number: str) -> tuple[tuple[str, str, date], ...]:
    return history.former(number)


def _slips(one: str, other: str) -> int:
    """How many letters are wrong, missing, too many or exchanged (optimal string alignment)."""
    if abs(len(one) - len(other)) > 2:
        return 9
    before, row = [], list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        before, last, row = row, before, [i]
        for j, b in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
    return row[-1]
