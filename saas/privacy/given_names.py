"""A given name alone: it counts beside a class, an age, kin or a deed, not when a colleague is meant."""

import re
from collections.abc import Collection, Iterator

from saas.privacy.lexicon import is_given_name, is_surname, words
from saas.privacy.not_people import known_name_around, names_something_else, pupil
from saas.privacy.roles import at_work
from saas.privacy.text import Sentence

Hit = tuple[str, int, int]

LEADS = frozenset(["for", "til", "av", "om", "rundt", "med", "om"])
NAMED_AFTER = re.compile(
    r"\b(?:etter|orkanen|stormen|uværet|uvêret|skipet|båten|appen|boten|systemet|programmet|kurset|sankt|st\.)\s$"
    r"|\b(?:av|til|v/|ved|for) [A-ZÆØÅ]\w+ og $",
    re.IGNORECASE,
)
BELONGINGS = frozenset(
    [
        "familie",
        "søsken",
        "hus",
        "bil",
        "moped",
        "rom",
        "telefon",
        "mobil",
        "snap",
        "venner",
        "vener",
        "gjeng",
        "fosterforeldre",
    ]
)
SIN = frozenset(["sin", "si", "sitt", "sine"])


def lone_given_name(sentence: Sentence, at: int, known: Collection[str]) -> Iterator[Hit]:
    token = sentence.tokens[at]
    if (
        token.low in known
        or (token.low.endswith("s") and token.low[:-1] in known)
        or known_name_around(sentence, at, known)
    ):
        return
    genitive = token.low.endswith("s") and is_given_name(token.low[:-1]) and not is_given_name(token.low)
    word = token.low[:-1] if genitive else token.low
    if _surname_alone(sentence, at):
        yield "name", token.start, token.end
        return
    if not (is_given_name(word) or _unlisted(sentence, at)) or names_something_else(sentence, at, at):
        return
    doubtful = (
        word in words("ambiguous") or not is_given_name(word) or word in words("everyday") or word in words("places")
    )
    small = sentence.shouted or not token.capital
    certain = pupil(sentence, at) and not (small and doubtful)
    if certain or (not small and _somebody(sentence, at, genitive, doubtful)):
        yield "given_name", token.start, token.end


def _somebody(sentence: Sentence, at: int, genitive: bool, doubtful: bool) -> bool:
    told = _told_of(sentence, at, genitive) or (
        not doubtful and (_has_done(sentence, at) or _stands_alone(sentence, at, genitive))
    )
    return told and not (doubtful and at == 0) and not at_work(sentence, at, at)


def _surname_alone(sentence: Sentence, at: int) -> bool:
    """«Johansen fra Lia»: a patronymic by itself, no title before it."""
    token = sentence.tokens[at]
    listed = token.capital and token.low.endswith("sen") and is_surname(token.low) and token.low in words("surnames")
    after = sentence.text[token.end : token.end + 3].strip()
    free = (
        listed
        and not after.startswith(("&", "/"))
        and not sentence.shouted
        and not sentence.any("general")
        and not names_something_else(sentence, at, at)
    )
    return free and _stands_alone(sentence, at, False) and not at_work(sentence, at, at)


def _unlisted(sentence: Sentence, at: int) -> bool:
    """A capitalised word inside a sentence that is no known place or everyday word: perhaps a name from anywhere."""
    token = sentence.tokens[at]
    tied = (
        at > 0
        and sentence.text[sentence.tokens[at - 1].end : token.start] == " "
        and not sentence.tokens[at - 1].low.isdigit()
    )
    plain = tied and token.capital and not token.text.isupper() and len(token.text) > 2 and not token.signs
    return (
        plain
        and token.text.isalpha()
        and not any(token.low in words(kind) for kind in ("everyday", "places", "organisations"))
    )


def _told_of(sentence: Sentence, at: int, genitive: bool) -> bool:
    tokens = sentence.tokens
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    gap = sentence.text[tokens[at].end : after.start] if after else ""
    if after and gap == ", " and after.low in ("som", "han", "hun", "ho") and is_given_name(tokens[at].low):
        return True
    if after and (after.low in SIN or (genitive and ("kin_bare" in after.signs or after.low in BELONGINGS))):
        return True
    if not is_given_name(tokens[at].low) and not (
        at and tokens[at - 1].low in ("heter", "heiter", "eleven", "navnet", "namnet")
    ):
        return at > 1 and tokens[at - 2].low in ("heter", "heiter") and _unlisted(sentence, at)
    before = [token.low for token in tokens[max(0, at - 2) : at]]
    aged = at > 1 and tokens[at - 1].low in ("gamle", "gammel") and "år" in before
    return aged or bool(
        before
        and (
            before[-1] in words("naming") or (before[-1] in LEADS and len(before) > 1 and before[0] in words("naming"))
        )
    )


def _has_done(sentence: Sentence, at: int) -> bool:
    """Something that one does not say of a colleague in minutes: a deed, kin, or how somebody is."""
    after = sentence.tokens[at + 1 : at + 2]
    state = at == 0 and any("state" in token.signs for token in after) and "ansvar" not in sentence.low
    paired = (
        any(token.low == "og" for token in after)
        and at == 0
        and any("state" in t.signs for t in sentence.tokens[at + 3 : at + 4])
    )
    return (sentence.any("deed", "kin", "foster") and not sentence.any("general")) or (
        (state or paired) and not sentence.any("report")
    )


def _stands_alone(sentence: Sentence, at: int, genitive: bool) -> bool:
    """«Svein på Nes», «snakk med Linn»: a first name by itself, where nobody reports and nothing is called after it."""
    token, text = sentence.tokens[at], sentence.text
    if (
        sentence.any("report", "by_office")
        or genitive
        or not text[at and token.start - 1 : token.start].isspace() | (not at)
    ):
        return False
    around = sentence.tokens[max(0, at - 1) : at] + sentence.tokens[at + 1 : at + 2]
    tied = (other for other in around if text[min(token.end, other.end) : max(token.start, other.start)] == " ")
    named_after = NAMED_AFTER.search(text[: token.start])
    return not named_after and not any(other.capital and other.start > 0 for other in tied)
