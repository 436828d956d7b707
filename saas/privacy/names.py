"""Full names of people who are not at work, and the given names among them."""

from collections.abc import Collection, Iterator

from saas.privacy import traits
from saas.privacy.given_names import lone_given_name
from saas.privacy.lexicon import is_given_name, is_surname, words
from saas.privacy.nicknames import nicknames
from saas.privacy.not_people import is_known, names_something_else, pupil
from saas.privacy.roles import at_work
from saas.privacy.text import Sentence

Hit = tuple[str, int, int]

PARTICLES = frozenset(["van", "von", "de", "der", "den", "bin", "ibn", "abu", "al", "el", "da", "dos", "del", "la"])


def names(sentence: Sentence, known: Collection[str]) -> Iterator[Hit]:
    """`known` holds lower-case names, whole and in parts, of the kommune's members and role holders."""
    yield from nicknames(sentence)
    taken = 0
    at = 0
    while at < len(sentence.tokens):
        if not sentence.tokens[at].capital and not is_given_name(sentence.tokens[at].low):
            at += 1
            continue
        last = _full_name(sentence, at)
        if last is None:
            if at >= taken and _surname_first(sentence, at):
                yield "name", sentence.tokens[at].start, sentence.tokens[at + 1].end
                taken = at + 2
            elif at >= taken:
                yield from lone_given_name(sentence, at, known)
            at += 1
            continue
        if not is_known(sentence.tokens[at : last + 1], known) and (
            pupil(sentence, last) or not at_work(sentence, at, last)
        ):
            yield "name", sentence.tokens[at].start, sentence.tokens[last].end
        at = taken = last + 1


def _full_name(sentence: Sentence, at: int) -> int | None:
    """The last token of a full name that begins here. Small letters need a listed given name and surname."""
    first = sentence.tokens[at]
    if sentence.shouted or not first.capital:
        return _small_letter_name(sentence, at)
    last = at
    while last + 1 < len(sentence.tokens) and _joined(sentence, last) and last - at < 4:
        last += 1
    while last > at and sentence.tokens[last].low in PARTICLES:
        last -= 1
    while at < last and sentence.tokens[last].low in words("everyday"):
        last -= 1
    if last == at or names_something_else(sentence, at, last):
        return None
    given, rest = first.low, [token.low for token in sentence.tokens[at + 1 : last + 1]]
    if given in words("everyday") or given in words("places") and not is_given_name(given):
        return None
    sure = is_given_name(given) and given not in words("ambiguous")
    surnamed = is_surname(rest[-1])
    if sure or (is_given_name(given) and surnamed):
        return last
    strong = surnamed and rest[-1] not in words("surname_only_words") and rest[-1] not in words("places")
    given_inside = any(is_given_name(word) and word not in words("ambiguous") for word in rest)
    surname_first = len(rest) > 1 and is_surname(given) and given not in words("surname_only_words") and not sure
    return (
        last
        if (strong and at > 0)
        or (surname_first and any(is_given_name(word) for word in rest))
        or (strong and len(given) > 2 and not first.signs)
        or (surnamed and len(given) == 1 and not first.low.isdigit())
        or (given_inside and (is_surname(given) or given in words("ambiguous")))
        else None
    )


def _surname_first(sentence: Sentence, at: int) -> bool:
    """«Hansen, Ole», as in a register; not in a list of places, nor of those who came."""
    pair = sentence.tokens[at : at + 2]
    if len(pair) < 2 or sentence.roll or sentence.text[pair[0].end : pair[1].start] != ", ":
        return False
    listed = is_surname(pair[0].low) and pair[0].low not in words("places") and at == 0
    return listed and pair[1].capital and is_given_name(pair[1].low) and pair[1].low not in words("ambiguous")


def _joined(sentence: Sentence, last: int) -> bool:
    token, after = sentence.tokens[last], sentence.tokens[last + 1]
    gap = sentence.text[token.end : after.start]
    return gap in (" ", ". ") and (gap == " " or len(token.text) == 1) and (after.capital or after.low in PARTICLES)


def _small_letter_name(sentence: Sentence, at: int) -> int | None:
    if at + 1 >= len(sentence.tokens) or sentence.text[sentence.tokens[at].end : sentence.tokens[at + 1].start] != " ":
        return None
    given, surname = sentence.tokens[at].low, sentence.tokens[at + 1].low
    if is_given_name(given) and surname.endswith("sen") and surname in words("surnames"):
        return at + 1
    listed = is_given_name(given) and given not in words("ambiguous") and not sentence.tokens[at].signs
    if listed and surname in words("surnames") and sentence.any("deed", "topic_drug", "topic_crime"):
        return at + 1
    return (
        at + 1
        if listed
        and is_surname(surname)
        and surname not in words("surname_only_words")
        and surname not in words("ambiguous")
        or (
            listed
            and surname in words("surname_only_words")
            and traits.NAMED_CLASS.match(sentence.low, sentence.tokens[at + 1].end + 1) is not None
        )
        else None
    )
