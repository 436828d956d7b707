"""The guard's word lists, read from `words/` the first time that they are needed."""

from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "words"
NAME_ENDINGS = (
    "sen",
    "sson",
    "sdatter",
    "sdotter",
    "wski",
    "wska",
    "cki",
    "cka",
    "wicz",
    "vić",
    "vič",
    "enko",
    "auskas",
    "aitė",
    "iene",
)
NONE: frozenset[str] = frozenset()
SHORTEST_ENDING = 5  # «Olsen» is a name; «isen» is ice.


@cache
def words(name: str) -> frozenset[str]:
    return frozenset(word for line in _lines(name) for word in line.split())


@cache
def signs() -> dict[str, frozenset[str]]:
    """Whole word → the signs that it carries."""
    found: dict[str, set[str]] = {}
    for sign, word in _entries():
        if "*" not in word:
            found.setdefault(word, set()).add(sign)
    return {word: frozenset(carried) for word, carried in found.items()}


def signs_of(word: str) -> frozenset[str]:
    """Signs of one lower-case word, by the whole word, its beginning and its end."""
    carried = signs().get(word, NONE)
    begun, ended = _beginnings().get(word[:3]), _endings().get(word[-3:])
    if not begun and not ended:
        return carried
    found = [sign for start, sign in begun or () if word.startswith(start)] + [
        sign for end, sign in ended or () if word.endswith(end)
    ]
    return carried.union(found)


def is_given_name(word: str) -> bool:
    return word in words("given_names") or (
        "-" in word and all(part in words("given_names") for part in word.split("-"))
    )


def is_surname(word: str) -> bool:
    """Double-barrelled and -sen names count without being listed."""
    if word in words("surnames") or (len(word) >= SHORTEST_ENDING and word.endswith(NAME_ENDINGS)):
        return word not in words("everyday")
    return "-" in word and is_surname(word.rsplit("-", 1)[1])


@cache
def _beginnings() -> dict[str, list[tuple[str, str]]]:
    """First three letters → (beginning, sign)."""
    table: dict[str, list[tuple[str, str]]] = {}
    for sign, word in _entries():
        if word.endswith("*"):
            table.setdefault(word[:3], []).append((word[:-1], sign))
    return table


@cache
def _endings() -> dict[str, list[tuple[str, str]]]:
    """Last three letters → (ending, sign)."""
    table: dict[str, list[tuple[str, str]]] = {}
    for sign, word in _entries():
        if word.startswith("*"):
            table.setdefault(word[-3:], []).append((word[1:], sign))
    return table


@cache
def _entries() -> tuple[tuple[str, str], ...]:
    """(sign, word) pairs; every beginning and end is at least three letters, so that it can be looked up by them."""
    sign, found = "", []
    for line in _lines("signs"):
        if line.startswith("["):
            sign = line.strip("[]")
        else:
            found += [(sign, word) for word in line.split()]
    return tuple(found)


@cache
def _lines(name: str) -> tuple[str, ...]:
    lines = (FOLDER / f"{name}.txt").read_text("utf-8").splitlines()
    return tuple(line.strip() for line in lines if line.strip() and not line.startswith("#"))
