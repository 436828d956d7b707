"""A text cut into sentences and words that remember where they stood."""

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from saas.privacy.lexicon import signs_of

LONGEST_SENTENCE = 400
WORD = re.compile(r"\w+(?:[-'’]\w+)*")
# The stop comes first in the pattern and what stood before it is looked back at, so that the search runs fast.
SENTENCE_END = re.compile(
    r"[.!?](?:(?<=[^\W\d_]{3}[.!?])[)»\"]?\s+(?=[A-ZÆØÅ«])|(?<=\d[.!?])\s+(?=[A-ZÆØÅ«][a-zæøå]))"
    r"|[;\n\r\u2028]"
)
ROLL = re.compile(
    r"^\W*(?:til\s?stede|møtte|mødde|deltak\w+|forfall|meldt forfall|meldte forfall|fråver\w*"
    r"|fravær\w*|refer\w+|møtele\w+|ansvar\w*"
    r"|oppfølging(?! av)|kopi|sekretær|vara\w*|invite\w+|innkalt\w*|innkalla|medle\w+|kontakt\w*"
    r"|godkjent av|signert\w*|underskrift\w*|hilsen|eier|eig\w+"
    r"|innled\w+|foredrag\w+|ordstyrer\w*|vert|leder|leiar|nestleder|ansvarleg|hvem|kven|fra \w+"
    r"|frå \w+)\b[^:\n]{0,40}:",
    re.IGNORECASE,
)
EACH = frozenset(["hver", "hvert", "kvar", "kvart"])
TIMES = (
    "dag", "kveld", "natt", "helg", "uke", "veke", "morg", "måned", "månad", "fredag", "lørdag", "laurdag", "pause",
    "friminutt", "gang",
)  # fmt: skip
BESIDE = frozenset(
    [
        "bak",
        "over",
        "ved",
        "før",
        "etter",
        "utenfor",
        "utanfor",
        "ut",
        "inn",
        "opp",
        "ned",
        "og",
        "fram",
        "fra",
        "frå",
        "i",
        "under",
        "nedenfor",
        "ovenfor",
        "foran",
        "nå",
        "no",
    ]
)
DIGIT = re.compile(r"\d")
HEADING = re.compile(r":\s*$")
SHARE_OF_CAPITALS = 0.7


class Token(NamedTuple):
    text: str
    start: int  # in the sentence
    end: int
    low: str
    capital: bool
    signs: frozenset[str]


class Sentence:
    """One sentence; `start` is its offset in the text, `roll` tells that the line lists who came or who does what."""

    __slots__ = ("after_colleague", "digits", "low", "roll", "shouted", "signs", "start", "text", "tokens")

    def __init__(self, text: str, start: int, roll: bool, met: dict[str, frozenset[str]]) -> None:
        self.text, self.start, self.roll, self.low = text, start, roll, text.lower()
        self.tokens = _without_habits([_token(m.group(), m.start(), m.end(), met) for m in WORD.finditer(text)])
        self.after_colleague = False  # The sentence before told of somebody at work; set by who reads in order.
        self.signs = frozenset().union(*{token.signs for token in self.tokens})
        self.digits = DIGIT.search(text) is not None
        self.shouted = self._is_shouted()

    def any(self, *signs: str) -> bool:
        return not self.signs.isdisjoint(signs)

    def _is_shouted(self) -> bool:
        """Written in capitals, so that a capital letter tells nothing."""
        loud = sum(len(token.text) for token in self.tokens if token.text.isupper())
        return loud > 7 and loud > SHARE_OF_CAPITALS * sum(len(token.text) for token in self.tokens)


class _Plain(dict[int, str]):
    """Letter by letter: full-width forms, odd spaces and odd digits made ordinary, always one letter for one."""

    def __missing__(self, code: int) -> str:
        self[code] = _plain_letter(chr(code))
        return self[code]


PLAIN = _Plain()


def plain(text: str) -> str:
    """The same text, letter for letter, in ordinary letters, spaces and digits, so that offsets still hold."""
    return text if text.isascii() else text.translate(PLAIN)


def sentences(text: str) -> Iterator[Sentence]:
    """Of a plain text. Lines under a heading such as «Til stede:» list people too, until an empty one."""
    under_heading, at = False, 0
    met: dict[str, frozenset[str]] = {}  # Signs of the words met in this text; forgotten with it.
    for line in text.splitlines(keepends=True):
        roll = under_heading or bool(ROLL.match(line[:120]))
        under_heading = bool(line.strip()) and (under_heading or (roll and bool(HEADING.search(line[-40:]))))
        for start, end in _cut(line):
            sentence = Sentence(line[start:end], at + start, roll, met)
            if sentence.tokens:
                yield sentence
        at += len(line)


def _token(text: str, start: int, end: int, met: dict[str, frozenset[str]]) -> Token:
    low = text.lower()
    signs = met.get(low)
    if signs is None:
        signs = met[low] = signs_of(low)
    return Token(text, start, end, low, text[0].isupper(), signs)


def _without_habits(tokens: list[Token]) -> list[Token]:
    """«Hver kveld» tells of a habit, «rett bak» of a place, neither of anybody: their general sign goes."""
    for at, (each, what) in enumerate(zip(tokens, tokens[1:], strict=False)):
        if (each.low in EACH and what.low.startswith(TIMES)) or (each.low == "rett" and what.low in BESIDE):
            tokens[at] = each._replace(signs=frozenset())
    return tokens


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
