"""Initials, nicknames, bynames and quoted names: one person under another word."""

import re
from collections.abc import Iterator

from saas.privacy.lexicon import is_given_name
from saas.privacy.text import Sentence

Hit = tuple[str, int, int]

QUOTES = '«"“'
INITIALS = re.compile(
    r"(?<![\w.])(?!N\. ?N\.)[A-ZÆØÅ]\. ?[A-ZÆØÅ]\.(?! ?[A-ZÆØÅ][a-zæøå]{2})"
    r"|\b(?:initial\w*)\b\W{0,4}(?:er |var )?\W{0,2}[A-ZÆØÅ]\.? ?[A-ZÆØÅ]\b|(?<![\w.])(?!FN|EU|VG"
    r"|TV|KG|SG|PP|IT|FA)[A-ZÆØÅ]{2}(?:,| i| på) (?:[1-9]|10) ?[A-Ha-h]\b|\b(?:[Ee]lev|[Ee]leven"
    r"|[Gg]utten|[Gg]uten|[Jj]enta|[Gg]utt|[Jj]ente|[Uu]ngdom) «?(?-i:[A-ZÆØÅ])»?(?:\."
    r"|\b)(?![\w.])"
)
NICKNAME = re.compile(
    r"\b(?i:kallenavn\w*|kallenamn\w*|oppnavn\w*|oppnamn\w*|utnamn\w*|klengenavn\w*|gatenavn\w*"
    r"|alias\w*|går under (?:navnet|namnet)|kjent som|kjend som|kalles|kallast|kalt|kalla"
    r"|(?:kaller|kallar) (?:seg|ham|han|henne|ho|meg|gutten|guten|jenta))\b\W{0,3}(?:(?:er|var|for|bare"
    r"|berre)\b)?\W{0,3}[«\"“']?[A-ZÆØÅ][\w']+",
    re.UNICODE,
)
QUOTED_CALL = re.compile(
    r"\b(?:ring|kontakt|spør|snakk med|sms til|han|hun|gutten|guten|jenta)\b \W?«[^»\s]{2,20}»", re.IGNORECASE
)
PROJECT = re.compile(
    r"\b(?:prosjekt\w*|tiltak\w*|program\w*|kampanj\w*|modell\w*|ordning\w*|metod\w*|appen"
    r"|plattform\w*|fenomen\w*|kurs\w*|møteplass\w*|opplegg\w*|tilbud\w*|tilbod\w*|område\w*"
    r"|sted\w*|trend\w*|stoff\w*)\b",
    re.IGNORECASE,
)
QUOTED = re.compile(r"[«\"“]([A-ZÆØÅ][\w-]{1,20}(?: [\w-]{1,15})?)[»\"”]")
ABOUT = re.compile(
    r"\b(?:gjengen rundt|gjengen til|miljøet rundt|hos|fra|frå|av|til|med|er|kjenner|kjenn|treffer|møter) $",
    re.IGNORECASE,
)
BYNAME = re.compile(
    r"\b(?:Gamle|Store|Stor|Vesle|Lille|Litle|Rare|Tjukke|Tykke|Svarte|Raude|Røde|Lange|Lang|Unge|Halte|Sinte|Snille)"
    r"[- ]([A-ZÆØÅ]\w+)"
)


def nicknames(sentence: Sentence) -> Iterator[Hit]:
    """Initials, nicknames and bynames; programmes, places and trends in quotes are none."""
    if not sentence.shouted and (
        "." in sentence.text or sentence.any("young_one", "somebody", "somebody_general", "initials") or sentence.digits
    ):
        yield from (("initials", *m.span()) for m in INITIALS.finditer(sentence.text))
    for m in BYNAME.finditer(sentence.text):
        if is_given_name(m[1].lower()):
            yield "nickname", m.start(), m.end()
    quoted = any(mark in sentence.text for mark in QUOTES)
    if not (quoted or sentence.any("calling")) or PROJECT.search(sentence.text):
        return
    yield from (("nickname", *m.span()) for p in (NICKNAME, QUOTED_CALL) for m in p.finditer(sentence.text))
    if quoted:
        yield from _in_quotes(sentence)


def _in_quotes(sentence: Sentence) -> Iterator[Hit]:
    """«Snusen» who sells; the gang around «Kongen»."""
    for m in QUOTED.finditer(sentence.text):
        after = [token for token in sentence.tokens if token.start >= m.end()][:2]
        acts = any("deed" in token.signs for token in after) or (after and after[0].low == "som" and _told(sentence))
        if acts or (ABOUT.search(sentence.text[: m.start()]) and _told(sentence)) or is_given_name(m[1].lower()):
            yield "nickname", m.start(), m.end()


def _told(sentence: Sentence) -> bool:
    return sentence.any("deed", "topic_drug", "topic_crime", "somebody", "child_one") or "gjengen" in sentence.low
