"""A text cut into sentences and words that remember where they stood."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from saas.privacy.lexicon import signs_of

LONGEST_SENTENCE = 400
WORD = re.compile(r"\w+(?:[-'’]\w+)*")
SENTENCE_END = re.compile(r"(?<=[^\W\d_]{3})[.!?]+[)»\"]?\s+(?=[A-ZÆØÅ«])|(?<=\d)[.!?]\s+(?=[A-ZÆØÅ«][a-zæøå])|[;\n\r\u2028]+")
ROLL = re.compile(
    r"^\W*(?:til\s?stede|møtte|mødde|deltak\w+|forfall|meldt forfall|meldte forfall|fråver\w*|fravær\w*|refer\w+|møtele\w+|ansvar\w*"
    r"|oppfølging|kopi|sekretær|vara\w*|invite\w+|innkalt\w*|innkalla|medle\w+|kontakt\w*|godkjent av|signert\w*|underskrift\w*|hilsen|eier|eig\w+"
    r"|innled\w+|foredrag\w+|ordstyrer\w*|vert|leder|leiar|nestleder|ansvarleg|hvem|kven|fra \w+|frå \w+)\b[^:\n]{0,40}:",
    re.IGNORECASE,
)
HEADING = re.compile(r":\s*$")
SHARE_OF_CAPITALS = 0.7


@dataclass(frozen=True)
class Token:
    text: str
    start: int  # in the sentence
    end: int

    @cached_property
    def low(self) -> str:
        return self.text.lower()

    @cached_property
    def signs(self) -> frozenset[str]:
        return signs_of(self.low)

    @property
    def capital(self) -> bool:
        return self.text[0].isupper()


@dataclass(frozen=True)
class Sentence:
    """One sentence; `start` is its offset in the text, `roll` tells that the line lists who came or who is to do what."""

    text: str
    start: int
    roll: bool = False
    tokens: tuple[Token, ...] = field(default=())

    @cached_property
    def low(self) -> str:
        return self.text.lower()

    @cached_property
    def signs(self) -> frozenset[str]:
        return frozenset().union(*(token.signs for token in self.tokens)) if self.tokens else frozenset()

    @cached_property
    def shouted(self) -> bool:
        """Written in capitals, so that a capital letter tells nothing."""
        letters = [letter for letter in self.text if letter.isalpha()]
        return len(letters) > 7 and sum(map(str.isupper, letters)) > SHARE_OF_CAPITALS * len(letters)

    def any(self, *signs: str) -> bool:
        return not self.signs.isdisjoint(signs)


def plain(text: str) -> str:
    """The same text, letter for letter, with full-width forms, odd spaces and odd digits made ordinary."""
    return text if text.isascii() else "".join(map(_plain_letter, text))


def sentences(text: str) -> Iterator[Sentence]:
    """Of a plain text. Under a heading such as «Til stede:» the lines that follow, until an empty one, list people too."""
    under_heading, at = False, 0
    for line in text.splitlines(keepends=True):
        roll = under_heading or bool(ROLL.match(line[:120]))
        under_heading = bool(line.strip()) and (under_heading or (roll and bool(HEADING.search(line[-40:]))))
        for start, end in _cut(line):
            tokens = tuple(Token(m.group(), m.start(), m.end()) for m in WORD.finditer(line[start:end]))
            if tokens:
                yield Sentence(line[start:end], at + start, roll, tokens)
        at += len(line)


def _cut(line: str) -> Iterator[tuple[int, int]]:
    """Where sentences begin and end; one without end is cut at a space, so that no rule ever reads far."""
    start = 0
    for stop in [*(m.end() for m in SENTENCE_END.finditer(line)), len(line)]:
        while stop - start > LONGEST_SENTENCE:
            middle = line.rfind(" ", start + 1, start + LONGEST_SENTENCE)
            middle = middle if middle > start else start + LONGEST_SENTENCE
            yield start, middle
            start = middle
        if stop > start:
            yield start, stop
        start = stop


def _plain_letter(letter: str) -> str:
    if letter.isspace() and letter not in "\n\r\u2028\u2029":
        return " "
    if letter.isdecimal():
        return str(unicodedata.decimal(letter))
    folded = unicodedata.normalize("NFKC", letter)
    return folded if len(folded) == 1 else letter
