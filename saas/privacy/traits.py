"""What tells one person from another: age, class, school, place. Found in a sentence, with the offsets where they stand."""

import re
from functools import cache

from saas.privacy.lexicon import words
from saas.privacy.text import Sentence

NUMBER_WORDS = "seks|sju|syv|åtte|ni|ti|elleve|tolv|tretten|fjorten|femten|seksten|sytten|atten|nitten|tjue|tjueen|fem|fire|tre"
ORDINALS = "første|andre|tredje|fjerde|femte|sjette|sjuende|syvende|åttende|niende|tiende|åttande|niande|tiande|sjuande"
AGE = re.compile(
    rf"(?<![\d–-])(?<!under )(?<!over )(?<!fylte )\b(?:\d{{1,2}}|{NUMBER_WORDS})[ -]?år(?:s|ig)?(?:[ -]gam(?:mel|le|alt|al|melt)|\b(?!s?grense))"
    r"|(?<=[^\W\d]) \(\d{1,2}(?: år)?\)|\b(?:alder|aldersgruppe) \d{1,2}\b|(?:guten|gutten|jenta|jente|gutt|gut|elev|sønnen|dattera|datteren|mannen|kvinnen) (?:er |på |, )?(?:på )?\d{1,2}\b(?![.:/%\d])"
    r"|\b(?:gutt|gut|jente|mann|kvinne|elev|person|ungdom), ?\d{1,2}\b(?![./:%\d])"
)
YEARLING = re.compile(rf"\b(?:\d{{1,2}}|{NUMBER_WORDS})[ -]?åring(en|ens)?\b(?!-)|\b(?:{NUMBER_WORDS})åring(en|ens)?\b")
LETTER_CLASS = r"(?:[1-9]|10)\.?[ -]?[a-h]\b(?![.'’-]\w)"
CLASS = re.compile(
    rf"\b{LETTER_CLASS}|\b(?:[1-9]|10|{ORDINALS})[.]? ?(?:klasse\w*|trinn\w*|steg(?:et)?|kl)\b|\b(?:v ?g ?|vk)[ -]?[123]\b|\bi (?:{ORDINALS})\b|\b(?:ungdoms|barne)(?:skolen|skulen|trinnet|steget)\b|\bmellomtrinnet\b"
)
NAMED_CLASS = re.compile(rf"\b(?:i|på|fra|frå|ved|,|\() ?(?:klasse )?(?:{LETTER_CLASS}|(?:[1-9]|10)\. (?:klasse|trinn|steg)|vg ?[123]\b)")
PLACE = re.compile(r"\b(?:i|på|fra|frå|ved|over|bak|utenfor|utanfor|hos|til|nær) ([A-ZÆØÅÁČĐŊŠŦŽ][\w-]{2,})")
STREET_NAME = re.compile(r"\b[A-ZÆØÅ]\w+(?:veien|vegen|gata|gaten|gate|bakken|lia|tunet|svingen|grenda|feltet)\b")
NEAR = 110  # Signs of one person stand no farther apart than this many characters.


def age(sentence: Sentence) -> list[int]:
    return [m.start() for m in AGE.finditer(sentence.low)] if _may_count(sentence) else []


def school_class(sentence: Sentence) -> list[int]:
    return [m.start() for m in CLASS.finditer(sentence.low)]


def place(sentence: Sentence) -> list[int]:
    """Named places and streets; kinds of media and programmes are none. Capitals tell nothing in a shouted sentence."""
    if sentence.shouted:
        return [token.start for token in sentence.tokens if token.low in words("places")]
    found = [m.start() for m in PLACE.finditer(sentence.text) if not m[1].isupper() and m[1].lower() not in _media()]
    return found + [m.start() for m in STREET_NAME.finditer(sentence.text)]


def school(sentence: Sentence) -> list[int]:
    return [token.start for token in sentence.tokens if "school" in token.signs]


def signed(sentence: Sentence, *signs: str) -> list[int]:
    return [token.start for token in sentence.tokens if not token.signs.isdisjoint(signs)]


def near(where: int, *found: list[int]) -> bool:
    return any(abs(at - where) <= NEAR for positions in found for at in positions)


def _may_count(sentence: Sentence) -> bool:
    return "år" in sentence.low or any(map(str.isdigit, sentence.text))


@cache
def _media() -> frozenset[str]:
    listed = "snapchat tiktok instagram facebook youtube discord telegram teams signal fortnite roblox ungdata mot udir januar februar mars april mai juni juli august"
    return frozenset(listed.split())
