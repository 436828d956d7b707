"""One person who can be recognised without a name: by age, class, place, family, deeds or health."""

import re
from collections.abc import Iterator

from saas.privacy import traits
from saas.privacy.families import families, is_danger
from saas.privacy.pronouns import pronouns, rule_of
from saas.privacy.text import Sentence, Token

Hit = tuple[str, int, int]

STATISTIC = re.compile(
    r"\b(?:én|en|ein|to|tre|fire|\d+) av (?:fem|seks|sju|syv|åtte|ni|ti|tre|fire|hundre"
    r"|\d+)\b(?! (?:eldre|yngre))"
)
THOSE = re.compile(
    r"\b(?:jentene|guttene|gutane|elevene|elevane|ungdommene|ungdomane|barna|søsknene) (?:det"
    r"|dette) gjeld(?:er)?\b"
)
ONE_OF = re.compile(
    r"\b(?:en|én|ei|ein|to|tre|den \w+) av (?:de |dei |disse |desse )?(?:(?:to|tre|fire|fem"
    r"|\w+ske) )?(?:\w*gutt\w*|\w*gut(?:ane)?|gutta|jent\w+|elev(?:ene|ane)|ungdom(?:mene|ane)"
    r"|søsk\w+|brød\w+|barna|borna)\b|\b(?:navngitt|namngitt|namngjeven) (?:elev|ungdom|person|gutt|gut|jente)\b"
)
BARE_SEX = re.compile(
    r"(?<=år gammel )(?:gutt|jente|mann|kvinne)\b|(?<=år gammal )(?:gut|jente|mann)\b|\b(?:gutt"
    r"|gut|jente|mann|kvinne|elev|ungdom|tenåring)\b(?= ?(?:[,(] ?)?(?:på |\("
    r"|, )?\d{1,2}\b(?![.:/%]\d)| (?:i|på|fra|frå|ved) |,? ?f\.)"
)
MOTHER_DOES = re.compile(
    r"\b(?:mor|far|mamma|pappa|stefar|stemor|bestemor|bestefar)\b(?: \w+)? (?:er|har|sliter|slit"
    r"|strever|strevar|sit|sitter"
    r"|ruser|rusar|drikk|drikker|slår|jobber|jobbar|arbeider|døde|fikk|fekk|vil|ønsker|bor|bur"
    r"|sier|ble|blei|vart|kommer|truer)\b",
    re.IGNORECASE,
)
CARE = re.compile(
    r"\bbarnevern(?:et|a|stenesta|stjenesten|tenesta|tjenesten|vakta|vakten)? (?:har "
    r"|hadde )?(?:nå |alt |allerede )?(?:overtatt|overtok|teke over|tatt over|hentet|henta"
    r"|plassert|plasserte|tatt|tok|teke|akuttplassert|flyttet)\b",
    re.IGNORECASE,
)
DECISIVE = ("deed", "topic_health", "topic_care", "topic_crime", "topic_drug")


def recognisable(sentence: Sentence) -> Iterator[Hit]:
    """Hits (rule, start, end) in the sentence. What is said about groups and about anybody gives none."""
    if sentence.any("he_she", "his_her"):
        yield from pronouns(sentence)
    if "barnevern" in sentence.low:
        yield from (("care", *m.span()) for m in CARE.finditer(sentence.text))
    if "åring" in sentence.low or "klassing" in sentence.low:
        yield from _yearlings(sentence)
    yield from families(sentence)
    if sentence.any("somebody", "somebody_general", "kin"):
        yield from _definite(sentence)
    if sentence.any("young_one"):
        yield from _indefinite(sentence)
    if sentence.any("young_ones"):
        yield from (("few", *m.span()) for m in THOSE.finditer(sentence.low))
    if sentence.any("few", "article"):
        yield from _few(sentence)
    if (opening := MOTHER_DOES.match(sentence.text.lstrip())) and sentence.any("parent"):
        yield "parent", opening.start(), opening.end()
    elif sentence.any("parent") and sentence.any(*DECISIVE, "work"):
        yield from (("parent", *m.span()) for m in MOTHER_DOES.finditer(sentence.text))


def _definite(sentence: Sentence) -> Iterator[Hit]:
    marks = [
        traits.age(sentence),
        traits.school_class(sentence),
        traits.place(sentence),
        traits.school(sentence),
    ]
    marks.append(traits.signed(sentence, *DECISIVE, "work", "looks", "origin", "his_her"))
    strict = [marks[0], marks[1], traits.signed(sentence, "deed", "topic_health")]
    for at, token in enumerate(sentence.tokens):
        if "foster" in token.signs:
            yield "care", token.start, token.end
        elif token.signs & {"somebody", "kin"} and not is_danger(sentence, at):
            if _who_follows(sentence, at) or traits.near(token.start, *marks):
                yield rule_of(sentence, "age_place"), token.start, token.end
        elif "somebody_general" in token.signs and not (sentence.any("general") or _by_office(sentence, token)):
            if any("report" in after.signs for after in sentence.tokens[at + 1 : at + 3]):
                continue
            who = _who_follows(sentence, at) and sentence.any("deed", "looks", "origin")
            if who or traits.near(token.start, *_elsewhere(token, strict)):
                yield rule_of(sentence, "age_place"), token.start, token.end


def _by_office(sentence: Sentence, token: Token) -> bool:
    """Pupils' councils act for all; what befalls their leader befalls one."""
    return sentence.any("by_office") and "by_office" not in token.signs


def _elsewhere(token: Token, found: list[list[int]]) -> list[list[int]]:
    return [[at for at in positions if at != token.start] for positions in found]


def _indefinite(sentence: Sentence) -> Iterator[Hit]:
    """«En elev i 9B», «jente, 13»; not «når en elev …», unless an age or a class stands there too."""
    marks = [traits.age(sentence), traits.school_class(sentence)]
    loose = [
        traits.place(sentence),
        traits.school(sentence),
        traits.signed(sentence, "origin", "deed", "kin", "looks"),
    ]
    usable = marks if sentence.any("general") else marks + loose
    if STATISTIC.search(sentence.low) or sentence.any("by_office"):
        return
    for at, token in enumerate(sentence.tokens):
        if "young_one" not in token.signs:
            continue
        if (
            _article_before(sentence, at)
            and traits.near(token.start, *_elsewhere(token, usable))
            or (
                "one" in token.signs
                and traits.near(token.start, *marks)
                and not sentence.any("general")
                and sentence.text[token.end : token.end + 1] != "-"
            )
        ):
            yield rule_of(sentence, "age_place"), token.start, token.end
    for m in BARE_SEX.finditer(sentence.low):
        if traits.near(m.start(), *(usable if not _article_near(sentence, m.start()) else marks)) and not sentence.any(
            "general"
        ):
            yield rule_of(sentence, "age_place"), m.start(), m.end()


def _few(sentence: Sentence) -> Iterator[Hit]:
    if STATISTIC.search(sentence.low) or sentence.any("by_office"):
        return
    marks = [
        traits.age(sentence),
        traits.school_class(sentence),
        traits.place(sentence),
        traits.school(sentence),
    ]
    marks.append(traits.signed(sentence, "deed", "origin", "topic_care"))
    for m in ONE_OF.finditer(sentence.low):
        if traits.near(m.start(), *marks):
            yield "few", m.start(), m.end()
    for at, token in enumerate(sentence.tokens[:-1]):
        following = sentence.tokens[at + 1 : at + 3]
        counted = (
            "few" in token.signs
            and any("young_ones" in after.signs for after in following)
            and not _range(sentence, token)
        )
        if counted and traits.near(token.start, *marks):
            yield "few", token.start, following[-1].end


def _yearlings(sentence: Sentence) -> Iterator[Hit]:
    for m in traits.YEARLING.finditer(sentence.low):
        if any(m.groups()) or not sentence.any("general"):
            yield rule_of(sentence, "age_place"), m.start(), m.end()


def _who_follows(sentence: Sentence, at: int) -> bool:
    return any(after.low == "som" for after in sentence.tokens[at + 1 : at + 5])


def _article_before(sentence: Sentence, at: int) -> bool:
    return any("article" in before.signs for before in sentence.tokens[max(0, at - 3) : at])


def _article_near(sentence: Sentence, where: int) -> bool:
    return any("general" in token.signs for token in sentence.tokens if abs(token.start - where) < 12)


def _range(sentence: Sentence, token: Token) -> bool:
    return sentence.text[max(0, token.start - 1) : token.start] in "–-./," and token.start > 0 and token.low.isdigit()
