"""What tells one person from another: age, class, school, place; and where in a sentence it stands."""

import re
from collections.abc import Iterator
from functools import cache

from saas.privacy.lexicon import words
from saas.privacy.text import Sentence

NUMBER_WORDS = (
    "seks|sju|syv|åtte|ni|ti|elleve|tolv|tretten|fjorten|femten|seksten|sytten|atten|nitten|tjue|tjueen|fem|fire|tre"
)
ORDINALS = "første|andre|tredje|fjerde|femte|sjette|sjuende|syvende|åttende|niende|tiende|åttande|niande|tiande|sjuande"
AGE = re.compile(
    rf"\b(?:han|hun|ho) (?:er|blir|vert|ble|vart|fyller|fyllte|fylte) (?:bare |berre |snart |nå |no |visst )?"
    rf"(?:\d{{1,2}}\b(?!%|[.:/]\d)|(?:{NUMBER_WORDS})\b)|"
    rf"\b(?:han|hun|ho|jenta|jenten|jente|gutten|guten|gutt|gut) på (?:(?:{NUMBER_WORDS})\b|\d{{1,2}}(?= som|,|$))|"
    rf"(?<![\d–-])(?<!under )(?<!over )(?<!fylte )\b(?:\d{{1,2}}|{NUMBER_WORDS})[ -]?år(?:s"
    rf"|ig)?(?:[ -]gam(?:mel|le|alt|al|melt)|\b(?!s?grense))"
    r"|(?<=[^\W\d]) \(\d{1,2}(?: år)?\)|\b(?:alder|aldersgruppe) \d{1,2}\b|(?:guten|gutten|jenta"
    r"|jente|gutt|gut|elev|sønnen|dattera|datteren|mannen|kvinnen) (?:er |på "
    r"|, )?(?:på )?\d{1,2}\b(?![:/%\d]|\.\d|\. [a-zæøå])"
    r"|\b(?:gutt|gut|jente|mann|kvinne|elev|person|ungdom), ?\d{1,2}\b(?![./:%\d])"
)
YEARLING = re.compile(
    rf"\b(?:\d{{1,2}}|{NUMBER_WORDS})[ -]?åring(en|ens)?\b(?!-)|\b(?:{NUMBER_WORDS})åring(en"
    rf"|ens)?\b|\b(?:\d{{1,2}}\.? ?|{ORDINALS})-?klassing(en|ens)?\b"
)
LETTER_CLASS = r"(?:[1-9]|10)\.?[ -]?[a-h]\b(?![.'’-]\w)"
CLASS = re.compile(
    rf"\b{LETTER_CLASS}|\b(?:[1-9]|10|{ORDINALS})[.]? ?(?:klasse\w*|trinn\w*|steg(?:et)?|kl)\b"
    rf"|\b(?:v ?g ?|vk)[ -]?[123]\b|\bi (?:{ORDINALS})\b|\b(?:ungdoms|barne)(?:skolen|skulen"
    rf"|trinnet|steget)\b|\bmellomtrinnet\b"
)
CLASS_PARTS = (
    "klasse",
    "trinn",
    "steg",
    "skolen",
    "skulen",
    "nde",
    "første",
    "fjerde",
    "femte",
    "sjette",
    "tredje",
    "andre",
)
NAMED_CLASS = re.compile(
    rf"(?:\b(?:i|på|fra|frå|ved)|[,(]) ?(?:klasse )?(?:{LETTER_CLASS}|(?:[1-9]|10)\. (?:klasse"
    rf"|trinn|steg)|vgs?\b ?[123]?)"
)
PLACE = re.compile(r"\b(?:i|på|fra|frå|ved|over|bak|utenfor|utanfor|hos|til|nær) ([A-ZÆØÅÁČĐŊŠŦŽ][\w-]{2,})")
STREET_NAME = re.compile(r"\b[A-ZÆØÅ]\w+(?:veien|vegen|gata|gaten|gate|bakken|lia|tunet|svingen|grenda|feltet)\b")
NEAR = 110  # Signs of one person stand no farther apart than this many characters.

BORN = re.compile(
    r"\b(?:født|fødd|fødde|fødte|f\.? ?dato|fødselsdato\w*|fødselsdag\w*|fdato)\b\W{0,3}(?:er "
    r"|den |i )?(?:(?P<date>\d{1,2}[. /-]{1,2}(?:\d{1,2}|[a-z]{3,9})[. /-]{1,2}(?:\d{4}|\d{2})"
    r"|\d{6})|(?P<year>(?:19|20)\d\d))\b"
    r"|\b(?:født|fødd|f\.) ?(?:i )?(?P<month>(?:jan|feb|mars|apr|mai|jun|jul|aug|sep|okt|nov|des)\w*\.? (?:19"
    r"|20)\d\d)\b"
    r"|\bf\. ?(?P<slashed>\d{1,2}[./-]\d{1,2}[./-]\d{2,4})\b|\b(?P<bare>\d{6}) \(fødselsdato\)"
    r"|\b(?P<sexed>\d{1,2}\.\d{1,2}\.(?:19|20)\d\d),? ?[–(-]? ?(?:gutt|gut|jente)\b"
    r"|\bbarn f\. ?(?P<child>(?:19|20)\d\d)\b(?! ?[–-])|\b(?P<year_model>(?:19|20)\d\d-(?:modell|årgang))\b"
    r"|\bf\. ?(?:\d{1,2}\.\d{1,2}\.)?(?P<short>(?:19|20)?\d\d)\b|\b(?P<model>0\d|1\d)-(?:modell|årgang)\b",
)
COHORT = re.compile(
    r"\b(?:kull\w*|årskull\w*|elever|elevar|barn|unge|ungdommer|gutter|jenter|alle|de som er"
    r"|dei som er|personer)\b"
)
ONWARDS = re.compile(r"\s?(?:[–/-]|eller|og|til|,)\s?(?:\d|sein|før|etter|yngre|eldre)")


def born(sentence: Sentence) -> Iterator[tuple[str, int, int]]:
    """A date of birth; a year of birth unless a cohort is meant."""
    if not sentence.digits:
        return
    for m in BORN.finditer(sentence.low):
        cohort = COHORT.search(sentence.low) or ONWARDS.match(sentence.low, m.end())
        if not cohort or m["date"] or m["slashed"] or m["sexed"] or m["child"]:
            yield "born", m.start(), m.end()


def age(sentence: Sentence) -> list[int]:
    return [m.start() for m in AGE.finditer(sentence.low)] if _may_count(sentence) else []


def is_past(verb: str) -> bool:
    """Bokmål and nynorsk past forms: what anybody does is told in the present."""
    return verb in words("past") or (len(verb) > 4 and verb.endswith(("te", "de", "dde", "et")))


def school_class(sentence: Sentence) -> list[int]:
    if not sentence.digits and not any(part in sentence.low for part in CLASS_PARTS):
        return []
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
    return sentence.digits or "år" in sentence.low or sentence.any("he_she")


@cache
def _media() -> frozenset[str]:
    listed = (
        "snapchat tiktok instagram facebook youtube discord telegram teams signal fortnite roblox "
        "ungdata mot udir januar februar mars april mai juni juli august"
    )
    return frozenset(listed.split())
