"""Two texts beside each other, word by word; and three, line by line: what was copied, what it became, what is new. Pure."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

# A template with more lines than this is refused, so that comparing takes a moment and not a minute.
MOST_LINES = 1500
_PIECE = re.compile(r"\s*\w+|\s*[^\w\s]|\s+")
# How much work one paragraph is worth, in words held up against each other. Beyond it the paragraph is shown as it was
# and as it is; word by word would tell nothing there.
_MOST_WORK = 100_000


@dataclass(frozen=True)
class Piece:
    """A run of words: the same in both, added in the newer, or deleted from the older."""

    kind: Literal["same", "added", "deleted"]
    words: str


@dataclass(frozen=True)
class Part:
    """Lines that belong together. `kind` tells who has changed them: nobody, us, them, both alike, or both and differently."""

    kind: Literal["same", "ours", "theirs", "both", "conflict"]
    base: tuple[str, ...]
    ours: tuple[str, ...]
    theirs: tuple[str, ...]

    @property
    def result(self) -> tuple[str, ...]:
        """What the part becomes when both sides' changes are let in; of a conflict, ours."""
        return self.theirs if self.kind == "theirs" else self.ours


def words(older: str, newer: str) -> list[Piece]:
    """What was added and deleted from `older` to `newer`, in reading order."""
    before, after = _PIECE.findall(older), _PIECE.findall(newer)
    if older == newer:
        return [Piece("same", older)] if older else []
    if _work(before, after) > _MOST_WORK:
        return [piece for piece in (Piece("deleted", older), Piece("added", newer)) if piece.words]
    pieces: list[Piece] = []
    for kind, first, last, start, end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(Piece("same", "".join(after[start:end])))
            continue
        if last > first:
            pieces.append(Piece("deleted", "".join(before[first:last])))
        if end > start:
            pieces.append(Piece("added", "".join(after[start:end])))
    return pieces


def three_way(base: str, ours: str, theirs: str) -> list[Part]:
    """The three texts cut into parts, so that what one side alone has changed stands by itself.

    Two changes with no unchanged line between them are one part, and a conflict where they are not alike.
    """
    lines = [said.split("\n") for said in (base, ours, theirs)]
    if max(map(len, lines)) > MOST_LINES:
        return [_judged(*(tuple(side) for side in lines))]
    parts: list[Part] = []
    reached = [0, 0, 0]
    for common in (*_common(*lines), None):
        stops = [len(side) for side in lines] if common is None else [common.base, common.ours, common.theirs]
        between = [tuple(side[first:last]) for side, first, last in zip(lines, reached, stops, strict=True)]
        if any(between):
            parts.append(_judged(*between))
        if common is None:
            break
        shared = tuple(lines[0][common.base : common.base + common.length])
        parts.append(Part("same", shared, shared, shared))
        reached = [stop + common.length for stop in stops]
    return parts


def conflicts(parts: Sequence[Part]) -> list[int]:
    """The places, from nought, of the parts where somebody has to choose."""
    return [place for place, part in enumerate(parts) if part.kind == "conflict"]


def merged(parts: Sequence[Part], chosen: Mapping[int, Literal["ours", "theirs", "both"]]) -> str:
    """The text that comes of it. `chosen` answers each conflict by its place; raises KeyError where one is not answered."""
    lines: list[str] = []
    for place, part in enumerate(parts):
        if part.kind != "conflict":
            lines += part.result
        else:
            answer = chosen[place]
            lines += part.ours if answer != "theirs" else ()
            lines += part.theirs if answer != "ours" else ()
    return "\n".join(lines)


def _work(before: list[str], after: list[str]) -> int:
    """A bound on what difflib must do: every equal pair, once for each run it may find."""
    there, here = Counter(before), Counter(after)
    return sum(count * here[piece] for piece, count in there.items()) * min(len(before), len(after))


@dataclass(frozen=True)
class _Common:
    """A run of lines that all three texts have: where it begins in each, and how many lines it is."""

    base: int
    ours: int
    theirs: int
    length: int


def _common(base: list[str], ours: list[str], theirs: list[str]) -> Iterator[_Common]:
    """Where the lines that base shares with ours, and those it shares with theirs, are the same lines."""
    to_ours = SequenceMatcher(None, base, ours).get_matching_blocks()
    to_theirs = SequenceMatcher(None, base, theirs).get_matching_blocks()
    mine = yours = 0
    while mine < len(to_ours) and yours < len(to_theirs):
        one, other = to_ours[mine], to_theirs[yours]
        first, last = max(one.a, other.a), min(one.a + one.size, other.a + other.size)
        if first < last:
            yield _Common(first, one.b + first - one.a, other.b + first - other.a, last - first)
        if one.a + one.size < other.a + other.size:
            mine += 1
        else:
            yours += 1


def _judged(base: tuple[str, ...], ours: tuple[str, ...], theirs: tuple[str, ...]) -> Part:
    if ours == theirs:
        return Part("both", base, ours, theirs)
    if ours == base:
        return Part("theirs", base, ours, theirs)
    if theirs == base:
        return Part("ours", base, ours, theirs)
    return Part("conflict", base, ours, theirs)
