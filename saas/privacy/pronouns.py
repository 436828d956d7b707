"""«Han som …», «hun er innlagt»: a pronoun and what makes it somebody; and which reason a mark of a person gives."""

import re
from collections.abc import Iterator

from saas.privacy import traits
from saas.privacy.text import Sentence

Hit = tuple[str, int, int]

PRONOUN_WHO = re.compile(
    r"\b(?:han|hun|ho|hu|henne|honom|ham)(?:,)? (?:der )?(?:som (?!koordinator|leder|leiar|rektor"
    r"|ordfører|sekretær|regel|ansvarlig|medlem|ny )|med (?!på|i|om)|i (?:\w+ )?(?:jakk|bil|hus"
    r"|naboh)|på (?:moped|kiosken))",
    re.IGNORECASE,
)


def pronouns(sentence: Sentence) -> Iterator[Hit]:
    yield from ((rule_of(sentence, "pronoun"), *m.span()) for m in PRONOUN_WHO.finditer(sentence.text))
    yield from _told_of(sentence)


def rule_of(sentence: Sentence, otherwise: str) -> str:
    if sentence.any("topic_health"):
        return "health"
    if sentence.any("topic_care"):
        return "care"
    return "deed" if sentence.any("deed", "topic_crime") and otherwise == "pronoun" else otherwise


def _told_of(sentence: Sentence) -> Iterator[Hit]:
    """«Hun har vært innlagt», «hans far», but not a colleague who reports, and not anybody."""
    said = traits.signed(sentence, "deed") + [
        at for at in traits.signed(sentence, "topic_health", "topic_drug", "topic_crime") if _has(sentence)
    ]
    marks = [said, traits.age(sentence), traits.school_class(sentence)]
    for at, token in enumerate(sentence.tokens):
        if (
            token.low in ("han", "hun", "ho")
            and not sentence.any("general")
            and not _reports(sentence, at)
            and traits.near(token.start, *marks)
        ):
            yield rule_of(sentence, "pronoun"), token.start, token.end


def _has(sentence: Sentence) -> bool:
    return re.search(r"\b(?:har|hadde|fikk|fekk|får|bruker|brukar|er|dømt|i|tar|tek|tok) ", sentence.low) is not None


def _reports(sentence: Sentence, at: int) -> bool:
    return any(after.signs & {"report"} and after.low not in _BOTH for after in sentence.tokens[at + 1 : at + 3])


_BOTH = {
    "la",
    "fikk",
    "fekk",
    "får",
    "sendte",
    "tar",
    "møter",
    "møtte",
    "ble",
    "tok",
    "tek",
    "holdt",
    "sender",
    "fram",
    "frem",
    "ønsker",
}
