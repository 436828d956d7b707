"""Names in social media: «snap: …», «@…», «brukernavn …», and what looks like one beside a platform."""

import re
from collections.abc import Iterator

from saas.privacy.lexicon import words
from saas.privacy.text import Sentence

Hit = tuple[str, int, int]

AT_HANDLE = re.compile(r"(?<![\w.])@([\w.]{3,30})")
PLATFORM_HANDLE = re.compile(
    r"\b(?:snap|snappen|snapen|snapchat|instaen|kontoen|profilen|nicket|sc|insta|instagram|ig|tiktok|telegram"
    r"|discord|kik|signal|facebook"
    r"|messenger|roblox|fortnite|yubo|steam|reddit|onlyfans|twitter|wickr|threema|viber|twitch|omegle|bigo)"
    r"(?:[- ]?(?:bruker\w*|konto\w*|navn\w*|namn\w*|profil\w*|nick\w*|id))?(?!\w)(?: (?:hans"
    r"|hennes|hennar|sin))?\s?(?P<tie>:|=| er| heter| heiter| er bare| som"
    r"|)\s?(?P<quote>[«\"“']?)@?(?P<handle>\w[\w.]{2,30})",
    re.IGNORECASE,
)
USER_NAME = re.compile(
    r"\b(?:bruker|brukar)(?:navn\w*|namn\w*|en)\b(?: (?:på|hos|i|hans|hennes|hennar) \w+)?\s?(?::|er|heter|heiter)?"
    r"\s?[«\"@]?(\w*(?:[\d_.]\w+)+)",
    re.IGNORECASE,
)
OFFICIAL_HANDLE = re.compile(
    r"kommune|politi|skole|klubb|ungdom|slt|rodekors|natteravn|barn|kultur|bibliotek|helse|fritid"
    r"|utekontakt|bymisjon",
    re.IGNORECASE,
)
UNDERSCORED = re.compile(r"(?<![\w./@])[a-zæøå]\w*_\w*\w(?![\w@]|\.\w{2,4}\b)", re.IGNORECASE)
DOTTED = re.compile(r"(?<![\w@./-])[a-zæøå]\w+(?:\.\w{2,})+(?![\w@/])", re.IGNORECASE)
DOMAIN = re.compile(r"\.(?:no|com|net|org|eu|example|pdf|docx?|xlsx?|pptx?|png|jpe?g|mp4)$", re.IGNORECASE)
ON_PLATFORM = re.compile(
    r"(?<![\w./])(\w*(?:\d[a-z]|[a-z]\d|_)\w*|(?:(?<=til )|(?<=fra )|(?<=frå )|^)[A-ZÆØÅ][a-zæøå]+) på "
    r"(?i:snap\w*|insta\w*|tiktok|telegram|discord|messenger|facebook)\b"
)


def handles(sentence: Sentence) -> Iterator[Hit]:
    if "_" in sentence.text:
        yield from (("handle", *m.span()) for m in UNDERSCORED.finditer(sentence.text) if _unofficial(m[0]))
    if "@" in sentence.text or sentence.any("platform"):
        yield from _beside_platform(sentence)


def _beside_platform(sentence: Sentence) -> Iterator[Hit]:
    for m in AT_HANDLE.finditer(sentence.text):
        if not OFFICIAL_HANDLE.search(m[1]):
            yield "handle", m.start(), m.end()
    for m in PLATFORM_HANDLE.finditer(sentence.text):
        handle = m["handle"].rstrip(".")
        odd = any(letter.isdigit() or letter in "_." for letter in handle) and not handle.isdigit()
        named = (
            m["tie"] in (":", "=")
            and (m["quote"] or handle.lower() not in words("everyday"))
            and m.end() - m.start() < 30
        )
        if (odd or (named and " " not in handle)) and not OFFICIAL_HANDLE.search(handle):
            yield "handle", m.start(), m.end()
    for m in DOTTED.finditer(sentence.text):
        if not DOMAIN.search(m[0]) and _unofficial(m[0]):
            yield "handle", m.start(), m.end()
    for m in ON_PLATFORM.finditer(sentence.text):
        if _unofficial(m[1]) and m[1].lower() not in words("everyday") | words("organisations"):
            yield "handle", m.start(), m.end()
    for m in USER_NAME.finditer(sentence.text):
        yield "handle", m.start(), m.end()


def _unofficial(handle: str) -> bool:
    return not OFFICIAL_HANDLE.search(handle)
