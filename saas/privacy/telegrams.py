"""Telegram style, the subject left out: «tatt med hasj», «datter på 8», «har ruskontrakt til juni»."""

import re
from collections.abc import Iterator

from saas.privacy.text import Sentence

Hit = tuple[str, int, int]

HELD = r"(?:nå |no |nylig |nyleg |tidligere |tidlegare |allerede |alt )?"
DONE = re.compile(
    rf"^\W*(?:(?:er|ble|blei|vart|har blitt|har vore|har vært) )?{HELD}(?:anmeldt|mistenkt|siktet|sikta|dømt|dømd"
    rf"|innlagt"
    r"|innlagd|tatt|teken|pågrepet|pågripen|arrestert|plassert|bortvist|utvist|utskrevet|utskriven|fengslet|fengsla"
    r"|politianmeldt|bøtelagt|løslatt|knivstukket) (?:for|på|med|i|av|hos|fra|frå|etter|to|tre|flere|fleire|\d)\b"
)
HOLDS = re.compile(
    rf"^\W*(?:har|fikk|fekk|fått) {HELD}(?:en |ein |eit |et )?(?:ruskontrakt|ungdomskontrakt|dom|dommer|bot"
    rf"|besøksforbud"
    r"|kontaktforbud|adhd|autisme|diagnose|påtaleunnlatelse|fosterhjem|fosterheim|støttekontakt|avlastning|skolebytte"
    r"|skulebyte|voldsalarm|valdsalarm|vedtak om (?:spesial|skole|skule|omsorg|avlast|tvang))\w*"
)
SITS = re.compile(
    r"^\W*(?:(?:sitter|sit) (?:i varetekt|i fengsel|inne)|soner|sonar|går på (?:ritalin|medisin|antidep|concerta"
    r"|metadon)"
    r"|(?:solgte|selger|selde|sel|seld) (?:\w+ )?(?:piller|hasj|cannabis|snus|vape|kokain|narkotika|alkohol)"
    r"|pasient (?:på|hos|i|ved)|klient (?:på|hos|i)|(?:mobbes|hetses|plages|trues) (?:av|på|i))\b"
)
CHILD_OF = re.compile(
    r"\b(?:datter|dotter|sønn|son|bror|søster|syster|lillebror|storebror|lillesøster|storesøster)\b"
    r"(?: på|,)? \(?\d{1,2}\b(?! (?:av|prosent|kr|barn)|[.:/%–-]\d|\. )"
)
SMALLEST = re.compile(
    r"\b(?:den (?:minste|yngste|eldste|mellomste) (?:har|er|går|hadde|bor|bur|ble|vart|slår|sliter|slit)"
    r"|(?:barna|borna|ungane|ungene|jentene|guttene|gutane) (?:i familien|i huset|hans|hennes|hennar)"
    r"|(?:yngste|eldste|mellomste) (?:datter|dotter|sønn|son|barn|bror|søster|jente|gutt|gut)\b)"
)
GLUED = re.compile(
    r"\b(?:jente|gutt|gut|jenta|guten|gutten)\d{1,2}\b|\b(?:gutt|gut|jente), (?:\w+, )?(?:19|20)\d\d\b"
    r"|^\W*(?:elev|ungdom|gutt|gut|jente|mann|kvinne|person|spiller|spelar)(?: \(\d+\))? (?:ble |blei |vart |er )?"
    r"(?:tatt|teken|anmeldt|pågrepet|siktet|sikta|mistenkt|bortvist|utvist|slått|knivstukket|innlagt|innlagd"
    r"|savnet|sakna)\b"
)
SINGLE = re.compile(
    r"\b(?:bare|berre|kun) (?:én|en|ein|éin|ei|éi|to|tre) (?:elev|gut|jent|famili|ungdom|barn)\w*"
    r"|\b(?:én|éin|éi) (?:elev|gutt|gut|jente|familie|ungdom) (?:i|på|ved|med|fra|frå) \w+"
)
FOREIGN = re.compile(r"(?:mor|far|gutt|gut|jente|mann|kvinne|familie|par|ektepar|mamma|pappa|dame)$")
MARRED_FAMILY = re.compile(
    r"\b(?:en|ein) (?:godt |vel )?(?:kjent|kjend|belastet|belasta|profilert|ressurssvak) familie\b"
)


def telegrams(sentence: Sentence) -> Iterator[Hit]:
    if sentence.any("general", "entitled", "report"):
        return
    for rule, pattern in (("deed", DONE), ("deed", HOLDS), ("deed", SITS)):
        yield from ((rule, *m.span()) for m in pattern.finditer(sentence.low))
    if sentence.any("kin_bare", "young_one", "young_ones", "kin"):
        yield from (("kin", *m.span()) for m in CHILD_OF.finditer(sentence.low))
        yield from (("family", *m.span()) for m in MARRED_FAMILY.finditer(sentence.low))
    if not (sentence.digits or sentence.any("origin", "young_one", "young_ones", "somebody", "kin_bare", "article")):
        return
    yield from (("age_place", *m.span()) for m in GLUED.finditer(sentence.low))
    yield from (("few", *m.span()) for m in SINGLE.finditer(sentence.low))
    for origin, whom in zip(sentence.tokens, sentence.tokens[1:], strict=False):
        if "origin" in origin.signs and FOREIGN.match(whom.low):
            yield "age_place", origin.start, whom.end
    yield from (("kin", *m.span()) for m in SMALLEST.finditer(sentence.low))
