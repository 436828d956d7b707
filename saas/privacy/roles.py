"""Whether a name belongs to somebody at work: by title, a list of those who came, a report, or authorship."""

import re
from functools import cache

from saas.privacy.lexicon import words
from saas.privacy.text import Sentence, Token

YEAR_AFTER = re.compile(r"^(?: (?:mfl|m\.fl|et al)\.?)?,? ?\(?(?:19|20)\d\d\b\)?")
SOURCE = re.compile(
    r"\b(?:jf|jamfør|ifølge|ifølgje|iht|av forfatter\w*|skrevet av|(?:bok\w*|rapport\w*|artik\w+"
    r"|film\w*|roman\w*|podkast\w*|foredrag\w*|kurs\w*|seminar\w*|innlegg\w*|intervju\w*"
    r"|konsert\w*)\b.{0,60}\b(?:av|med)"
    r"|(?:bok\w*|film\w*|dokumentar\w*|roman\w*|podkast\w*|serien) (?:om|til|fra|frå))\.?\s*$",
    re.IGNORECASE,
)
BY = re.compile(
    r"(?:\b(?:led\w+|lei\w+|skrev\w+|skrive|ført|godkj\w+|sign\w+|innkalt|present\w+|lagt|opp|eies"
    r"|eigd|holdt|halde|utarb\w+|åpn\w+|kvalitetss\w+|ivaret\w+|takk|hilsen) (?:av|til)\s*|\b(?:møtet|gruppa"
    r"|gruppen|styret|utvalget|vi) (?:ønsket|ønskte|takker|takket|takka|velger|valgte|utnevnte|oppnevnte)\s"
    r"|\b(?:stiller|vikarierer|vara|varamedlem) for\s|\bpå vegne av\s|\bv/\s*|\bv\.\s*|\bv/ )$",
    re.IGNORECASE,
)
TAGGED = re.compile(r"^\s*(?:[,(–-]|fra|frå|i|hos|ved|på|for|som er|er)\s*$")
FEW_WORDS = 5


def at_work(sentence: Sentence, first: int, last: int) -> bool:
    """Whether the name in tokens first..last stands in a role."""
    if sentence.roll:
        return True
    before = sentence.text[: sentence.tokens[first].start]
    after = sentence.text[sentence.tokens[last].end :]
    if _heading(sentence, first, last):
        return True
    return bool(BY.search(before) or YEAR_AFTER.match(after) or (SOURCE.search(before))) or (
        _title_before(sentence, first) or _title_after(sentence, last) or _reports(sentence, last)
    )


def is_title(token: Token) -> bool:
    return token.low in words("roles") or token.low.endswith(_long_titles())


def is_organisation(token: Token) -> bool:
    return token.low in words("organisations") or (token.text.isupper() and len(token.text) > 2)


def _heading(sentence: Sentence, first: int, last: int) -> bool:
    """«Hanne Dahl: Skolen har …» and «Politi: Are Nygård»; «X overtar som koordinator»."""
    if first == 0 and sentence.text[sentence.tokens[last].end :].startswith(":"):
        return not sentence.any("topic_health", "topic_drug")
    opening, colon, _ = sentence.text[: sentence.tokens[first].start].partition(":")
    if (
        colon
        and opening
        and any(is_organisation(t) or is_title(t) for t in sentence.tokens[:3] if t.end <= len(opening))
    ):
        return True
    after = sentence.tokens[last + 1 : last + 1 + FEW_WORDS]
    return any(one.low == "som" and is_title(two) for one, two in zip(after, after[1:], strict=False))


def _title_before(sentence: Sentence, first: int) -> bool:
    """«Rektor Hanne Dahl», «rektor ved Lia skole, Hanne Dahl», «Konfliktrådet ved …»."""
    for at in range(first - 1, max(-1, first - FEW_WORDS), -1):
        token = sentence.tokens[at]
        if (
            "kin" in token.signs
            or "kin_bare" in token.signs
            or "somebody" in token.signs
            or "somebody_general" in token.signs
        ):
            return False
        if token.low == "at":  # «Rektor sa at Oda …»: the title is not hers.
            return False
        if token.low == "ved" and at == first - 1:
            return at > 0 and (
                is_organisation(sentence.tokens[at - 1])
                or is_title(sentence.tokens[at - 1])
                or "report" in sentence.signs
            )
        if token.low not in ("v", "ved") and is_title(token):
            return True
    return False


def _title_after(sentence: Sentence, last: int) -> bool:
    """«Hanne Dahl, rektor», «Are Nygård (politiet)», «… fra Nordvik handelsstand»; a school may be a pupil's."""
    end = sentence.tokens[last].end
    for token in sentence.tokens[last + 1 : last + 1 + FEW_WORDS]:
        between = sentence.text[end : token.start]
        if token is sentence.tokens[last + 1] and not (
            re.match(r"\s*[,(–-]", between) or TAGGED.match(token.low) or token.low in ("leder", "leiar")
        ):
            return False
        if is_title(token) and token.low not in ("ved", "v", "vara"):
            return True
        if ")" in between or "deed" in token.signs or ("state" in token.signs and token.low != "er"):
            return False
        if re.match(r"\s*\(", between) and sentence.text[token.end : token.end + 1] == ")" and "school" in token.signs:
            return True
        if is_organisation(token) and "school" not in token.signs and sentence.tokens[last + 1].low != "er":
            return True
    return False


def _reports(sentence: Sentence, last: int) -> bool:
    """«Are Nygård og Siri Tveit orienterte»: the verb of a colleague comes soon, past other names."""
    verbs = [token for token in sentence.tokens[last + 1 :] if not token.capital and token.low != "og"][:3]
    absent = any(verb.low in ("ikke", "ikkje", "aldri") for verb in verbs)
    return not absent and any("report" in verb.signs for verb in verbs) and not sentence.any("deed", "kin")


@cache
def _long_titles() -> tuple[str, ...]:
    return tuple(word for word in words("roles") if len(word) > 3 and word not in ("vara", "tolk", "daglig", "ansatt"))
