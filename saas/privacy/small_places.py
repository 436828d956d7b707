"""In a kommune with fewer than 3,000 inhabitants less is needed to recognise somebody."""

import re
from collections.abc import Iterator

from saas.privacy import traits
from saas.privacy.text import Sentence

Hit = tuple[str, int, int]

ONLY = re.compile(r"\b(?:eneste|einaste)\b", re.IGNORECASE)
FEW_FAMILIES = re.compile(r"\b(?:en|én|ein|éin|to|tre|fire|[1-4]) (?:\w+ )?(?:\w*)famili(?:e|er|ar)\b", re.IGNORECASE)


def the_only(sentence: Sentence, small: bool) -> Iterator[Hit]:
    """«Den eneste jenta …» anywhere; in a small kommune «eneste» alone."""
    for m in ONLY.finditer(sentence.text):
        beside = sentence.tokens if small else [t for t in sentence.tokens if 0 <= t.start - m.end() < 25]
        if small or any(t.signs & {"somebody", "kin", "young_one", "somebody_general"} for t in beside):
            yield "only", m.start(), m.end()


def too_few(sentence: Sentence) -> Iterator[Hit]:
    """Only for small kommuner: counted families; school, class and sex together."""
    yield from (("small_family", *m.span()) for m in FEW_FAMILIES.finditer(sentence.text))
    sexes = [token for token in sentence.tokens if "sex" in token.signs]
    if sexes and traits.school_class(sentence) and (traits.school(sentence) or traits.place(sentence)):
        yield "small_class", sexes[0].start, sexes[0].end
