"""The nynorsk catalogue as a walk needs it: what a label is called, and which bokmål texts are left on a page."""

import re
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

CATALOGUE = Path(__file__).resolve().parents[2] / "templates" / "locale" / "nn" / "LC_MESSAGES" / "messages.po"
# Shorter texts are often the same word in a name that somebody wrote.
LONG_ENOUGH = 12
_PLACE = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
# Everything a page says: its text, and what is read aloud or shown in an empty field.
WORDS = """() => [document.title, document.body.innerText,
  ...[...document.querySelectorAll('[aria-label],[title],[placeholder]')].flatMap(
    one => ['aria-label', 'title', 'placeholder'].map(name => one.getAttribute(name) || ''))].join('\\n')"""


@cache
def texts() -> dict[str, str]:
    """Each source text with its nynorsk, plural forms one by one; an empty text is one that is still to be written."""
    with CATALOGUE.open("rb") as file:
        catalogue = read_po(file, locale="nn")
    found = {}
    for message in catalogue:
        sources = message.id if isinstance(message.id, tuple) else (message.id,)
        answers = message.string if isinstance(message.string, tuple) else (message.string,)
        found.update({source: "" if message.fuzzy else answer for source, answer in zip(sources, answers, strict=False) if source})
    return found


def nn(source: str, **places: object) -> str:
    """The nynorsk of a bokmål source text, with its places filled."""
    words = texts().get(source) or source
    return (words % places if places else words).replace("%%", "%")


def is_bokmal(line: str) -> bool:
    """Whether a whole line, or a whole sentence of one, is a source text that has another nynorsk (or none yet)."""
    plain, shaped = _sources()
    parts = {line, *re.split(r"(?<=[.?:])\s+", line)}
    return any(part.strip() in plain for part in parts) or bool(shaped.fullmatch(line))


def left_on(page) -> list[str]:
    """The lines of a page that are bokmål still."""
    lines = {" ".join(line.split()) for line in page.evaluate(WORDS).splitlines()}
    return sorted(line for line in lines if len(line) >= LONG_ENOUGH and is_bokmal(line))


@cache
def _sources() -> tuple[frozenset[str], re.Pattern[str]]:
    known = {text for text in texts().values() if text}
    differing = {s for s, answer in texts().items() if s != answer and s not in known and len(s) >= LONG_ENOUGH}
    shaped = {s for s in differing if _PLACE.search(s) and len(_PLACE.sub("", s).strip()) >= LONG_ENOUGH}
    same = {_PLACE.sub("", answer) for answer in known}
    patterns = [_shape(s) for s in sorted(shaped) if _PLACE.sub("", s) not in same]
    plain = {" ".join(s.replace("%%", "%").split()) for s in differing - shaped}
    return frozenset(plain), re.compile("|".join(patterns) or "(?!)")


def _shape(source: str) -> str:
    """The source text as a pattern: a few words may stand in each place."""
    pieces = [re.escape(" ".join(piece.split(" ")).replace("%%", "%")) for piece in _PLACE.split(source)]
    return "(?:" + ".{1,60}".join(pieces) + ")"
