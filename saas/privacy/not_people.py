"""What a capitalised word beside others may be instead of a person's name, and who is known already."""

import re
from collections.abc import Collection, Sequence

from saas.privacy import traits
from saas.privacy.lexicon import words
from saas.privacy.text import Sentence, Token


def names_something_else(sentence: Sentence, at: int, last: int) -> bool:
    """A place, street, school, organisation, brand or prize that is called after somebody."""
    group = sentence.tokens[at : last + 1]
    following = sentence.tokens[last + 1 : last + 2]
    tied = following and sentence.text[group[-1].end : following[0].start] in (" ", "-")
    ends = [group[-1], *(following if tied else [])]
    return (
        any(token.low in words("organisations") or _street(token) for token in [*group, *ends])
        or not sentence.shouted
        and any(token.text.isupper() and len(token.text) > 2 for token in group)
    )


def _street(token: Token) -> bool:
    return token.low.rsplit("-", 1)[-1] in words("organisations") or token.low.endswith(
        (
            "veien",
            "vegen",
            "gata",
            "gate",
            "prisen",
            "skolen",
            "programmet",
            "senteret",
            "parken",
            "plassen",
            "skule",
            "skole",
            "fond",
            "fondet",
            "legat",
            "legatet",
            "pris",
            "dagene",
            "dagane",
            "museet",
            "stipendet",
            "figuren",
            "konserten",
            "utstillinga",
            "utstillingen",
        )
    )


def pupil(sentence: Sentence, last: int) -> bool:
    """A class or an age right after the name outweighs any title before it."""
    after = sentence.low[sentence.tokens[last].end : sentence.tokens[last].end + 30]
    return bool(
        re.match(r"\W{0,2}(?:går |gjekk |gikk )?", after)
        and (
            traits.NAMED_CLASS.match(after.lstrip(" "))
            or re.match(
                r"\s(?:[1-9]|10)[A-Ha-h]\b| [a-zæøå]\.? ?(?:i )?(?:[1-9]|10)[a-h]\b|,? (?:går |gikk )?(?:i|på|fra"
                r"|frå) (?:klasse )?(?:(?:[1-9]|10) ?[a-h]\b|vg ?[123]\b|(?:[1-9]"
                r"|10)\. ?(?:klasse|trinn|steg))|\s?,? ?\(?\d{1,2}(?: år)?\)|, \d{1,2}(?: år)?\b(?![.:/])"
                r"|,? \d{1,2} år\b| går (?:i|på) ",
                after,
            )
        )
    )


def is_known(tokens: Sequence[Token], known: Collection[str]) -> bool:
    return " ".join(token.low for token in tokens) in known or all(token.low in known for token in tokens)


def known_name_around(sentence: Sentence, at: int, known: Collection[str]) -> bool:
    """Whether the token and the one before or after it make a known name."""
    pairs = (sentence.tokens[max(0, at - before) : at + 2 - before] for before in (0, 1))
    return bool(known) and any(len(pair) == 2 and is_known(pair, known) for pair in pairs)
