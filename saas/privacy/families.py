"""Relatives and households that point to one person: «kusina til lensmannen», «familien fra … med fem barn»."""

import re
from collections.abc import Iterator

from saas.privacy import traits
from saas.privacy.text import Sentence

Hit = tuple[str, int, int]

HIS = frozenset(["hans", "hennes", "hennar", "sin", "si", "sitt", "min", "din", "vår", "deres", "deira"])
NOT_OWNERS = frozenset(
    [
        "hvis",
        "dens",
        "deres",
        "dets",
        "barns",
        "ungdoms",
        "elevs",
        "alles",
        "foreldres",
        "andres",
        "samfunnets",
        "kommunens",
        "skolens",
        "politiets",
        "barnas",
        "ungdommens",
        "egne",
        "vårs",
    ]
)
HOUSEHOLD = re.compile(r"\b(?:\w*ske |reisende |nye |store )?(?:\w*)familie(?:n|ns)?\b", re.IGNORECASE)
WITH_CHILDREN = re.compile(
    r"\b(?:med|og|har) (?:de |dei )?(?:\d{1,2}|ett|eitt|to|tre|fire|fem|seks|sju|syv|åtte|ni|ti"
    r"|mange) (?:små ?)?(?:barn"
    r"|born|unger|ungar|sønner|døtre|søner|gutter|jenter)\b",
    re.IGNORECASE,
)
SURNAMED = re.compile(
    r"\b(?:[Ff]amilien|[Bb]rødrene|[Bb]rørne|[Ss]østrene|[Ss]ystrene|[Ee]kteparet|[Tt]villing(?:ene|ane)|[Ff]ru"
    r"|[Ff]røken|[Hh]err) [A-ZÆØÅ][\w-]+(?! ?(?:hus|senter|AS|ANS|bygg|transport))"
)
HOUSE_OF = re.compile(
    r"\b[A-ZÆØÅ][a-zæøå]+-(?:gutten|guten|guttene|gutane|jenta|jentene|brødrene|brørne|søstrene|systrene|familien"
    r"|sønnen|sonen|dattera|datteren|folka|folket|ungane|ungene)\b"
)
THAT_FAMILY = re.compile(
    r"\bfamilien (?:ved|bak|oppe|nede|bortenfor|ovenfor|ovanfor|nedenfor|nedanfor|rett|innerst|øverst|over|under"
    r"|som (?:bor|bur))"
    r" \w+"
)
IN_HOUSE = re.compile(r"\b(?:i|over|ved) (?:det|den) \w+ (?:huset|leiligheten|leilegheita|blokka|gården|garden)\b")
LONE = re.compile(r"\b(?:enslig|åleine|aleine|alene|einsleg)\w* (?:mor|far|mamma|pappa|mindreårig)\b", re.IGNORECASE)
HOUSE = re.compile(
    r"\bdet (?:røde|raude|gule|hvite|kvite|blå|grønne|grøne|brune|svarte|grå) huset (?:ved|bak|på|i|nedenfor"
    r"|ovenfor)\b"
    r"|\b(?:huset|heimen|hjemmet|leiligheten|leilegheita|garasjen|kjelleren|hytta) (?:deres|deira|hans|hennes"
    r"|hennar)\b"
    r"|\b(?:rekkehuset|blokka|hytta|kjellerleiligheten|garasjen|campingvogna) (?:\w+ )?(?:i|på|ved) \w+(?:veien"
    r"|vegen|gata"
    r"|stien|lia|bakken|tunet|grenda)\b"
    r"|\b(?:ungen|barna|borna|ungane|ungene|folka|de|dei) i (?:nabohuset|det \w+ huset|huset (?:ved"
    r"|på|bak))|\b(?:hjemmet|heimen|huset|leiligheten|leilegheita) (?:i|på) \w{3,20}(?:veien|vegen"
    r"|gata|lia|bakken|grenda|tunet)\b",
    re.IGNORECASE,
)


DANGER = re.compile(
    r" (?:for|ved|med|over)\b| (?:er|var|blir|vert) (?:ikke |ikkje |fortsatt |framleis )?"
    r"(?:stor|stør|liten|mindre|reell|over|til stede|der|at)"
)


def families(sentence: Sentence) -> Iterator[Hit]:
    yield from _relatives(sentence)
    yield from (("family", *m.span()) for m in HOUSE_OF.finditer(sentence.text))
    if sentence.any("household"):
        yield from (("family", *m.span()) for m in SURNAMED.finditer(sentence.text))
    if (
        any(word in sentence.low for word in ("hus", "hytta", "blokka", "garasje", "campingvogn"))
        or "hjem" in sentence.low
        or "heim" in sentence.low
        or "leil" in sentence.low
    ):
        yield from (("family", *m.span()) for m in HOUSE.finditer(sentence.text))
    if "famili" in sentence.low or "enslig" in sentence.low or "einsleg" in sentence.low or "alene" in sentence.low:
        yield from _households(sentence)


def _relatives(sentence: Sentence) -> Iterator[Hit]:
    """Kin of somebody: «søsteren hans», «sønnen til rektor», «lensmannens sønn», «Sofies mor», «hans far»."""
    tokens = sentence.tokens
    if not (sentence.any("kin", "somebody", "kin_bare", "his_her") or "foreldr" in sentence.low):
        return
    for at, token in enumerate(tokens):
        before = tokens[at - 1].low if at else ""
        after = tokens[at + 1].low if at + 1 < len(tokens) else ""
        if token.signs & {"kin", "somebody"} and after in HIS | {"til", "åt"} and "venue" not in token.signs:
            yield "kin", token.start, tokens[at + 1].end
        elif "kin_bare" in token.signs and token.low != "foreldre":
            if before in HIS - {"min", "din", "vår"} and not sentence.any("general"):
                yield "kin", tokens[at - 1].start, token.end
            elif _owner(before) or after in ("til", "åt", "av"):
                yield "kin", tokens[at - 1].start if _owner(before) else token.start, token.end
        elif token.low in ("foreldrene", "foreldra") and after == "til" and at + 2 < len(tokens):
            if tokens[at + 2].signs & {"somebody", "kin"} or tokens[at + 2].capital:
                yield "kin", token.start, tokens[at + 2].end
        elif token.low in (
            "foreldrene",
            "foreldra",
            "foreldre",
            "barna",
            "borna",
            "sønnene",
            "døtrene",
            "søsknene",
        ) and after in ("hans", "hennes", "hennar"):
            yield "kin", token.start, tokens[at + 1].end


def is_danger(sentence: Sentence, at: int) -> bool:
    """«Faren for …», «faren er stor»: not somebody's father."""
    return sentence.tokens[at].low == "faren" and DANGER.match(sentence.low, sentence.tokens[at].end) is not None


def _owner(word: str) -> bool:
    return len(word) > 3 and word.endswith("s") and word not in NOT_OWNERS and not word.endswith(("ers", "eres"))


def _households(sentence: Sentence) -> Iterator[Hit]:
    yield from (("family", *m.span()) for m in LONE.finditer(sentence.text))
    if not sentence.any("general"):
        yield from (("family", *m.span()) for m in THAT_FAMILY.finditer(sentence.low))
    told = WITH_CHILDREN.search(sentence.text) is not None
    for m in HOUSEHOLD.finditer(sentence.low):
        definite = m.group().endswith(("familien", "familiens"))
        single = definite or re.search(r"\b(?:en|ein|én|den|ei)\W(?:\w+\W){0,2}$", sentence.low[: m.start()])
        marks = [
            traits.place(sentence),
            traits.signed(sentence, "origin", "topic_care"),
            [m.start() for m in IN_HOUSE.finditer(sentence.low)],
            traits.signed(sentence, "deed", "wealth") if definite else [],
        ]
        if single and "familiens hus" not in sentence.low and (told or traits.near(m.start(), *marks)):
            yield "family", m.start(), m.end()
