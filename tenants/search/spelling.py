"""What was perhaps meant: the words of titles that are nearly the asked ones, from what the visitor may see and nothing else."""

from difflib import SequenceMatcher

from sqlalchemy import ColumnElement, Text, any_, cast, func, literal, select, union_all
from sqlalchemy.dialects.postgresql import ARRAY

from saas.db import db
from tenants.search import marking
from tenants.search.models import SearchEntry

# How alike a title's word and the asked one must be (pg_trgm, 0 to 1), and how alike in the end (difflib, 0 to 1).
ALIKE, ALIKE_ENOUGH = 0.3, 0.6
# Of each asked word at most so many near ones are weighed, and they are at most so many letters longer or shorter.
WEIGHED, LONGER = 12, 4
# A word of fewer letters has too many near ones, and a longer one is no word.
SHORTEST, LONGEST = 3, 40


def may_be_misspelt(word: str) -> bool:
    """Whether it is a word that another can be like: of some length, and not a number."""
    return SHORTEST <= len(word) <= LONGEST and any(sign.isalpha() for sign in word)


def near(words: list[str], visible: ColumnElement[bool]) -> list[str]:
    """The words of visible titles that are like any of `words`, as they are written there. One statement.

    A slip breaks one piece of a word and leaves the others whole, so only titles with a whole piece are taken apart; that
    and the length are cheap to ask of every title, and likeness is asked of each different word once.
    """
    pieces = [f"%{_escaped(piece)}%" for word in words for piece in _pieces(word.lower())]
    whole = func.lower(SearchEntry.title).like(any_(cast(pieces, ARRAY(Text))))
    # Twice `replace` is three times as quick as once `translate`; signs that cling to a word are taken off in the end.
    parted = func.string_to_array(func.replace(func.replace(SearchEntry.title, "-", " "), "/", " "), " ")
    told = select(func.unnest(parted).label("word")).where(visible, whole).distinct().cte("told")
    ways = []
    for word in words:
        alike = func.similarity(literal(word), told.c.word)
        length = func.length(told.c.word).between(len(word) - LONGER, len(word) + LONGER)
        ways.append(select(told.c.word).where(length, alike >= ALIKE).order_by(alike.desc(), told.c.word).limit(WEIGHED).subquery())
    found = db.session.scalars(union_all(*(select(way.c.word) for way in ways)))
    return [part for word in found for part in marking.WORD.findall(word)]


def nearest(word: str, candidates: list[str]) -> str:
    """The candidate that is most like the word, if it is more like it than not; else nothing."""

    def likeness(candidate: str) -> float:
        return SequenceMatcher(None, word.casefold(), candidate.casefold()).ratio()

    best = max(candidates, key=likeness, default="")
    return best if best and likeness(best) >= ALIKE_ENOUGH else ""


def _pieces(word: str) -> list[str]:
    """«forebyging» → «for», «eby», «ging»: two pieces of a short word, three or four of a longer one."""
    count = 2 if len(word) < 6 else 3 if len(word) < 12 else 4
    ends = [len(word) * number // count for number in range(count + 1)]
    return [word[start:end] for start, end in zip(ends, ends[1:], strict=False)]


def _escaped(piece: str) -> str:
    return piece.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
